//! The pages that people read, `README.md` and `docs/`, and the blocks of code in them.
//!
//! A block of `sh` is a script for a copy of a project, one of `console` has commands behind `$` and
//! what they print. Each of them is run by a test: those with docker by `tests/docker/typed.rs`, all others
//! by `tests/e2e/typed.rs`, and what neither of them can do is listed here.

use fs_err as fs;

/// What no test runs as it is written: the beginning of a block, and what is done instead.
pub const NOT_RUN: [(&str, &str); 5] = [
    ("cargo run --release --example quickstart", "`.ci/run` does"),
    ("cargo install --locked --path .", "`.ci/run` does, into another directory"),
    ("docker buildx", "Debian's docker has no buildx; the Dockerfile is built for one platform"),
    ("docker build --secret", "`private_registry_with_a_secret` does, with a token of its own"),
    ("docker build --ssh", "there is no server of git; the Dockerfile is a snapshot of `init`"),
];

/// A block of code.
pub struct Block {
    pub page: String,
    pub language: String,
    pub text: String,
}

/// All pages, as paths in this repository.
pub fn pages() -> Vec<String> {
    let mut pages = vec!["README.md".to_owned()];
    for entry in fs::read_dir("docs").expect("there are pages") {
        let path = entry.expect("it can be read").path();
        if path.extension().is_some_and(|extension| extension == "md") {
            pages.push(path.to_string_lossy().into_owned());
        }
    }
    pages.sort();
    pages
}

/// The blocks of a page, in their order.
pub fn blocks(page: &str) -> Vec<Block> {
    let text = fs::read_to_string(page).expect("the page can be read");
    let mut blocks: Vec<Block> = Vec::new();
    let mut indentation = None;
    for line in text.lines() {
        let start = line.len() - line.trim_start().len();
        match (line.trim_start().strip_prefix("```"), indentation) {
            (Some(_), Some(_)) => indentation = None,
            (Some(language), None) => {
                indentation = Some(start);
                let (page, language) = (page.to_owned(), language.to_owned());
                blocks.push(Block { page, language, text: String::new() });
            }
            (None, Some(indentation)) => {
                let block = blocks.last_mut().expect("one has begun");
                block.text.push_str(line.get(indentation..).unwrap_or_default());
                block.text.push('\n');
            }
            (None, None) => {}
        }
    }
    blocks
}

impl Block {
    /// Whether it is to be run.
    pub fn is_run(&self) -> bool {
        let is_exempt = NOT_RUN.iter().any(|(beginning, _)| self.text.starts_with(beginning));
        ["sh", "console"].contains(&self.language.as_str()) && !is_exempt
    }

    /// Whether it needs docker.
    pub fn needs_docker(&self) -> bool {
        self.text.lines().any(|line| line.starts_with("docker "))
    }

    /// The commands of a block of `console`, each with what it prints.
    #[allow(dead_code, reason = "not all tests that read pages run them")]
    pub fn commands(&self) -> Vec<(&str, String)> {
        let mut commands: Vec<(&str, String)> = Vec::new();
        for line in self.text.lines() {
            match (line.strip_prefix("$ "), commands.last_mut()) {
                (Some(command), _) => commands.push((command, String::new())),
                (None, Some((_, printed))) => printed.extend([line, "\n"]),
                (None, None) => panic!("`{line}` of {} is printed by no command", self.page),
            }
        }
        commands
    }
}
