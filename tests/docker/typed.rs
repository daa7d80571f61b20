//! What README and `docs/` have people type that needs docker. The first screen of the README is enough for
//! somebody who has docker and a checkout, and nothing else.

use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use fs_err as fs;
use tempfile::TempDir;

use crate::pages::{Block, blocks, pages};
use crate::support::{Context, Docker, Images, Output, RUST_IMAGE, command, finish};

const COOK: &str = "RUN cargo chef cook --release";

/// A shell whose docker is that of the tests, and whose `registry.example.com` is on this machine.
struct Shell {
    programs: TempDir,
}

impl Shell {
    fn new() -> Self {
        let programs = tempfile::tempdir().expect("a temporary directory can be made");
        let registry = Images::shared().directory();
        // RUN steps have no network of their own here, and containers none at all.
        let script = format!(
            "#!/bin/sh\n\
             for word do\n\
             shift\n\
             set -- \"$@\" \"$(printf %s \"$word\" | sed s#registry.example.com/#{registry}#g)\"\n\
             done\n\
             case $1 in\n\
             build) shift; set -- build --progress plain --network host \"$@\" ;;\n\
             run) shift; set -- run --network none \"$@\" ;;\n\
             esac\n\
             exec {} \"$@\"\n",
            Docker::get().client(&[]).get_program().display()
        );
        let program = programs.path().join("docker");
        fs::write(&program, script).expect("it can be written");
        fs::set_permissions(&program, std::fs::Permissions::from_mode(0o755)).expect("it is ours");
        Self { programs }
    }

    /// Runs a script line by line, and returns what each line prints.
    #[track_caller]
    fn run(&self, script: &str, directory: &Path) -> Vec<String> {
        let path = std::env::var("PATH").expect("there is a path");
        let script = script.replace("\\\n", "");
        let run = |line: &str| {
            let mut shell = command("sh", directory);
            shell.env("PATH", format!("{}:{path}", self.programs.path().display()));
            let docker = Docker::get().client(&[]);
            shell.envs(docker.get_envs().filter_map(|(key, value)| Some((key, value?))));
            shell.args(["-ec", line]);
            Docker::get().alone(|| finish(shell))
        };
        script.lines().map(run).collect()
    }
}

/// The blocks of a page that need docker.
fn blocks_of(page: &str) -> Vec<Block> {
    blocks(page).into_iter().filter(|block| block.is_run() && block.needs_docker()).collect()
}

/// The one Dockerfile of a page that is whole.
fn dockerfile_of(page: &str) -> String {
    let is_whole =
        |block: &Block| block.language == "dockerfile" && block.text.contains("ENTRYPOINT");
    let mut found = blocks(page).into_iter().filter(is_whole);
    let dockerfile = found.next().expect("the page has one").text;
    assert!(found.next().is_none(), "{page} has two");
    dockerfile
}

/// A page is run where its project stands, from its first block to its last.
#[track_caller]
fn page_works(page: &str, context: &Context) -> Vec<String> {
    let shell = Shell::new();
    let blocks = blocks_of(page);
    assert!(!blocks.is_empty(), "{page} has no block");
    blocks.iter().flat_map(|block| shell.run(&block.text, context.path())).collect()
}

#[test]
#[ignore = "needs Docker"]
fn the_first_screen_gets_to_a_cached_build() {
    let context = Context::of(".");
    let [first, init] = &blocks_of("README.md")[..] else { panic!("there are two blocks") };
    let shell = Shell::new();
    let printed = shell.run(&first.text, context.path());
    let [_, _, _, again, run] = &printed[..] else { panic!("there are five lines") };
    let again = Output::new(again.clone());
    let compiled = again.cached(COOK).compiled("RUN cargo build --release");
    assert!(matches!(compiled[..], [one] if one.starts_with("tally ")), "{compiled:?}");
    assert!(run.contains("\"one\""), "{run}");

    // Nor does a project of one's own need more.
    let project = Context::of("examples/single");
    let names = ["Dockerfile", ".dockerignore"].map(|name| project.path().join(name));
    let before = names.each_ref().map(|name| fs::read_to_string(name).expect("it is there"));
    for name in &names {
        fs::remove_file(name).expect("it is there");
    }
    shell.run(&init.text, project.path());
    assert_eq!(names.map(|name| fs::read_to_string(name).expect("it was written")), before);
}

#[test]
#[ignore = "needs Docker"]
fn a_dockerfile_by_hand() {
    let context = Context::of("examples/single");
    fs::write(context.path().join("Dockerfile"), dockerfile_of("docs/docker.md")).expect("written");
    page_works("docs/docker.md", &context);
}

#[test]
#[ignore = "needs Docker"]
fn an_image_of_ones_own() {
    Docker::get().run(&["tag", RUST_IMAGE, "rust:1-slim-bookworm"]);
    let printed = page_works("docs/image.md", &Context::of("."));
    let name = printed.last().expect("something is printed");
    assert!(name.contains("/cargo-chef@sha256:"), "{name}");
}

#[test]
#[ignore = "needs Docker"]
fn several_images() {
    let context = Context::of("examples/workspace");
    let printed = page_works("docs/several-images.md", &context);
    let second = Output::new(printed.last().expect("something is printed").clone());
    second.cached(COOK).cached("RUN cargo build --release");
}

#[test]
#[ignore = "needs Docker"]
fn crates_in_an_image() {
    let context = Context::of("examples/single");
    context.init("--force --reuse image");
    let printed = page_works("docs/reuse.md", &context);
    let [_, reuse, _, _, again, _] = &printed[..] else { panic!("there are six lines") };
    for output in [reuse, again] {
        Output::new(output.clone()).cached("cargo chef build --release");
    }
}

#[test]
#[ignore = "needs Docker"]
fn the_cook_layer_in_a_registry() {
    let printed = page_works("docs/caches.md", &Context::of("examples/single"));
    Output::new(printed.last().expect("something is printed").clone()).cached(COOK);
}

/// For the platform of this machine; the other one needs a compiler and a standard library more.
#[test]
#[ignore = "needs Docker"]
fn for_a_platform() {
    Docker::get().run(&["tag", "cargo-chef", "registry.example.com/cargo-chef:0.2.0"]);
    let context = Context::of("examples/single");
    fs::write(context.path().join("Dockerfile"), dockerfile_of("docs/multi-arch.md"))
        .expect("written");
    context.build().prints("\"one\"");
    context.edit("src/main.rs", "one fish two fish", "red fish blue fish");
    context.build().prints("\"red\"").cached("cargo chef cook --release");
}

#[test]
fn no_page_is_forgotten() {
    let tested = include_str!("typed.rs");
    for page in pages() {
        assert!(blocks_of(&page).is_empty() || tested.contains(&format!("\"{page}\"")), "{page}");
    }
}
