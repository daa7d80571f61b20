//! The images of the Dockerfile at the root of this repository.

use crate::support::{Context, Docker, Image, RUST_IMAGE};

/// The image that others begin with, with a label of its own.
fn cargo_chef() -> Image {
    build("labelled", "image")
}

fn build(name: &str, stage: &str) -> Image {
    let options = ["--build-arg", "REVISION=of-the-tests", "--target", stage];
    Context::of(".").named(name).build_with(&options)
}

#[test]
#[ignore = "needs Docker"]
fn only_the_program_is_added() {
    let image = cargo_chef();
    let layers = "{{len .RootFS.Layers}}";
    let base = Docker::get().run(&["image", "inspect", "--format", layers, RUST_IMAGE]);
    let base: usize = base.trim().parse().expect("it is a number");
    assert_eq!(image.inspect(layers), (base + 1).to_string());
    let label = "{{index .Config.Labels \"org.opencontainers.image";
    assert_eq!(image.inspect(&format!("{label}.base.name\"}}}}")), RUST_IMAGE);
    assert_eq!(image.inspect(&format!("{label}.version\"}}}}")), env!("CARGO_PKG_VERSION"));
    assert_eq!(image.inspect(&format!("{label}.revision\"}}}}")), "of-the-tests");
    let user = ["--user", "1000:1000"];
    let version = image.run_with(&user, &["cargo", "chef", "--version"]);
    assert_eq!(version.trim(), concat!("cargo chef ", env!("CARGO_PKG_VERSION")));
}

#[test]
#[ignore = "needs Docker"]
fn another_user_than_root_cooks() {
    let project = Context::of("examples/single");
    let script = "exec 2>&1; cp -r /project /tmp/app && cd /tmp/app && \
                  cargo chef prepare --bin tally && cargo chef cook && echo '== build' && \
                  cargo build --offline --bin tally";
    let mount = format!("{}:/project:ro", project.path().display());
    let options = ["--user", "1000:1000", "--volume", &mount, "--network", "host"];
    let said = cargo_chef().run_with(&options, &["sh", "-c", script]);
    let (_, build) = said.split_once("== build").expect("it is printed");
    let compiled: Vec<_> = build.lines().filter(|line| line.contains("Compiling")).collect();
    assert!(matches!(compiled[..], [line] if line.contains("Compiling tally")), "{said}");
}

#[test]
#[ignore = "needs Docker"]
fn the_planner_prepares_the_same_recipe_without_a_compiler() {
    let planner = build("planner", "planner-image");
    let project = Context::of("examples/workspace");
    let mount = format!("{}:/project:ro", project.path().display());
    let options = ["--volume", &mount, "--workdir", "/project"];
    let prepare = ["cargo", "chef", "prepare", "--recipe-path", "-", "--bin", "api"];
    let recipe = planner.run_with(&options, &prepare);
    assert_eq!(recipe, cargo_chef().run_with(&options, &prepare));
    let tools =
        planner.run_with(&options, &["sh", "-c", "ls /usr/local/bin; command -v rustc || true"]);
    assert_eq!(tools, "cargo\ncargo-chef\n");
}
