//! What `docker build --progress plain` says about its steps.

use std::collections::BTreeMap;

/// The steps of a build: what was run, and how that went.
pub struct Output {
    text: String,
    steps: Vec<Step>,
}

struct Step {
    number: u32,
    /// The instruction with its stage, such as `[builder 2/4] RUN cargo chef cook`.
    name: String,
    is_cached: bool,
}

impl Output {
    pub fn new(text: String) -> Self {
        // Each line begins with `#` and the number of a step; the first such line names it.
        let mut steps: BTreeMap<u32, Step> = BTreeMap::new();
        for line in text.lines() {
            let Some((number, rest)) = line.strip_prefix('#').and_then(|line| line.split_once(' '))
            else {
                continue;
            };
            let Ok(number) = number.parse() else { continue };
            let name = rest.to_owned();
            let step = steps.entry(number).or_insert(Step { number, name, is_cached: false });
            step.is_cached |= rest == "CACHED";
        }
        Self { text, steps: steps.into_values().collect() }
    }

    /// Asserts that the one step whose instruction holds this text was taken from the cache.
    #[track_caller]
    pub fn cached(&self, instruction: &str) -> &Self {
        assert!(self.step(instruction).is_cached, "`{instruction}` was run\n{}", self.text);
        self
    }

    /// Asserts that the one step whose instruction holds this text was run.
    #[track_caller]
    pub fn ran(&self, instruction: &str) -> &Self {
        assert!(!self.step(instruction).is_cached, "`{instruction}` was cached\n{}", self.text);
        self
    }

    /// The crates that cargo compiled in the one step whose instruction holds this text.
    #[track_caller]
    pub fn compiled(&self, instruction: &str) -> Vec<&str> {
        compiled_of(self.said(instruction))
    }

    /// The number behind a label that the one step whose instruction holds this text printed.
    #[track_caller]
    pub fn number(&self, instruction: &str, label: &str) -> usize {
        let mut said = self.said(instruction);
        let number = said.find_map(|line| line.split_once(label)?.1.trim().parse().ok());
        number.unwrap_or_else(|| panic!("no number behind `{label}` in\n{}", self.text))
    }

    /// The lines of a step, each with the time in front.
    #[track_caller]
    fn said<'a>(&'a self, instruction: &str) -> impl Iterator<Item = &'a str> {
        let number = format!("#{} ", self.step(instruction).number);
        self.text.lines().filter_map(move |line| line.strip_prefix(&number))
    }

    #[track_caller]
    fn step(&self, instruction: &str) -> &Step {
        let found: Vec<_> =
            self.steps.iter().filter(|step| step.name.contains(instruction)).collect();
        assert_eq!(found.len(), 1, "steps with `{instruction}` in\n{}", self.text);
        found[0]
    }
}

/// The packages that cargo compiled, of the lines that it printed.
pub fn compiled_of<'a>(lines: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let packages = lines.filter_map(|line| line.split_once("Compiling ")).map(|(_, name)| name);
    // Cargo says so of the umbrella, too, for which nothing is compiled.
    packages.filter(|package| !package.starts_with("cargo-chef-umbrella")).collect()
}
