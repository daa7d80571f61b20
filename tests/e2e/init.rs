//! `init` writes files for docker, and never over others. `tests/docker` builds them.

use std::path::Path;

use crate::support::{App, Run, dep, project};

fn app() -> App {
    let app = project().bin("api", [dep("itoa", "1")]).bin("report", []).lib("core", []).create();
    app.program("docker", "exit 0");
    app
}

const NO_IMAGE: &str = "echo 'Error response from daemon: No such image: cargo-chef' >&2; exit 1";

/// Runs `init` on a terminal, where this is typed.
fn on_a_terminal(app: &App, typed: &str) -> Run {
    let chef = env!("CARGO_BIN_EXE_cargo-chef");
    let script =
        format!("echo {typed} | script --quiet --return --command '{chef} init' /dev/null");
    app.sandbox().run_with("sh", app.root(), &["-c", &script]).succeeds()
}

fn first_line_of_chef(app: &App) -> String {
    let text = app.text("Dockerfile");
    text.lines().find(|line| line.starts_with("FROM ")).expect("it begins with a stage").to_owned()
}

#[test]
fn writes_both_files_and_tells_what_is_next() {
    let app = app();
    let run = app.chef("init").succeeds();
    insta::assert_snapshot!(run.report(), @r"
    exit code: 0
    --- stdout
    --- stderr
    wrote: `Dockerfile`, which begins with the image `cargo-chef`, and `.dockerignore`
    next: `docker build --target api -t api .`
    next: `docker build --target report -t report .`
    ");
    assert!(
        app.text("Dockerfile").contains("prepare --recipe-path recipe.json --bin api --bin report")
    );
    assert_eq!(app.text(".dockerignore"), "target\nrecipe.json\nDockerfile\n.dockerignore\n.git\n");
}

#[test]
fn overwrites_only_when_told_to() {
    for file in ["Dockerfile", ".dockerignore"] {
        let app = app();
        app.edit(file, "# mine\n");
        insta::allow_duplicates! {
            insta::assert_snapshot!(app.chef("init").report().replace(file, "[FILE]"), @r"
            exit code: 2
            --- stdout
            --- stderr
            error: `[DIR]/app/[FILE]` already exists
            hint: overwrite it with `--force`, or see the new text with `--print`
            ");
        }
        assert_eq!(app.text(file), "# mine\n");
        assert_eq!(app.exists("Dockerfile"), file == "Dockerfile");
        app.chef("init --print").succeeds().silent();
        assert_eq!(app.text(file), "# mine\n");
        app.chef("init --force").succeeds();
        assert_ne!(app.text(file), "# mine\n");
    }
}

#[test]
fn tells_where_the_image_comes_from_if_docker_does_not_have_it() {
    let app = app();
    app.program("docker", NO_IMAGE);
    insta::assert_snapshot!(app.chef("init --bin api").succeeds().report(), @r"
    exit code: 0
    --- stdout
    --- stderr
    wrote: `Dockerfile`, which begins with the image `cargo-chef`, and `.dockerignore`
    warning: docker has no image `cargo-chef` yet
    hint: make it in a checkout of cargo-chef with `docker build -t cargo-chef .`, or name another one with `--image`, or a copy of the source in this project with `--source`
    next: `docker build -t api .`
    ");
    app.program("docker", "echo 'Cannot connect to the Docker daemon' >&2; exit 1");
    insta::assert_snapshot!(app.chef("init --bin api --force").succeeds().report(), @r"
    exit code: 0
    --- stdout
    --- stderr
    wrote: `Dockerfile`, which begins with the image `cargo-chef`, and `.dockerignore`
    next: `docker build -t cargo-chef .` in a checkout of cargo-chef, once
    next: `docker build -t api .`
    ");
    app.chef("init --bin api --force --image ours").succeeds().says("with the image `ours`");
    assert_eq!(first_line_of_chef(&app), "FROM ours AS chef");
}

#[test]
fn a_copy_of_the_source_is_installed() {
    let app = app();
    let report = app.chef("init --bin api --source third-party/chef/").succeeds().report();
    insta::assert_snapshot!(report, @r"
    exit code: 0
    --- stdout
    --- stderr
    warning: there is no copy of cargo-chef in `third-party/chef` yet
    hint: put a checkout of cargo-chef there
    wrote: `Dockerfile`, which installs cargo-chef from `third-party/chef`, and `.dockerignore`
    next: `docker build -t api .`
    ");
    assert!(app.text(".dockerignore").contains("\nthird-party/chef/target\n"));
    app.edit("tools/cargo-chef/Cargo.toml", "[package]\nname = \"cargo-chef\"\n[workspace]\n");
    let run = app.chef("init --bin api --force").succeeds();
    insta::assert_snapshot!(run.report(), @r"
    exit code: 0
    --- stdout
    --- stderr
    wrote: `Dockerfile`, which installs cargo-chef from `tools/cargo-chef`, and `.dockerignore`
    next: `docker build -t api .`
    ");
    assert!(app.text("Dockerfile").starts_with(
        "FROM rust:1-bookworm AS chef\n\
         COPY tools/cargo-chef /opt/cargo-chef\n\
         RUN cargo install --locked --path /opt/cargo-chef\n"
    ));
}

#[test]
fn asks_on_a_terminal() {
    let app = app();
    let run = on_a_terminal(&app, "");
    assert!(!run.stdout.contains("question"), "docker has the image\n{run}");
    app.program("docker", NO_IMAGE);
    for (typed, first) in [
        ("", "FROM cargo-chef AS chef"),
        ("registry.example.com/chef:1", "FROM registry.example.com/chef:1 AS chef"),
        ("api/", "FROM rust:1-bookworm AS chef"),
    ] {
        app.remove("Dockerfile");
        app.remove(".dockerignore");
        let run = on_a_terminal(&app, typed);
        assert!(run.stdout.contains("docker has no image `cargo-chef` yet. Which"), "{run}");
        assert_eq!(first_line_of_chef(&app), first);
    }
    assert!(app.text("Dockerfile").contains("COPY api /opt/cargo-chef"));
}

#[test]
fn warns_of_what_docker_cannot_build() {
    let app = project()
        .bin("api", [dep("itoa", "1")])
        .lib("openssl-sys", [])
        .file(
            ".cargo/config.toml",
            "[build]\ntarget-dir = \"out\"\n\
             [source.ours]\ndirectory = \"vendor\"\n\
             [target.x86_64-unknown-linux-gnu]\nlinker = \"tools/link.sh\"\n",
        )
        .create();
    app.program("docker", "exit 0");
    let run = app.chef("init --runtime scratch").succeeds();
    insta::assert_snapshot!(run.report(), @r"
    exit code: 0
    --- stdout
    --- stderr
    warning: `tools/link.sh`, which cargo's configuration names, is not there yet
    hint: put it there before you build, with `cargo vendor` if it has vendored crates
    warning: `openssl-sys` needs an OpenSSL for musl, which the image does not have
    hint: switch on its feature `vendored`, or choose rustls where a crate lets you
    warning: `build.target-dir` in cargo's configuration moves the programs to another directory
    hint: change the path after `COPY --from=builder`
    wrote: `Dockerfile`, which begins with the image `cargo-chef`, and `.dockerignore`
    next: `docker build -t api .`
    ");
}

#[test]
fn a_git_repository_of_this_machine_is_out_of_reach() {
    let app = project().bin("api", []).create();
    app.program("docker", "exit 0");
    let library = app.at("library");
    library.edit("Cargo.toml", "[package]\nname = \"library\"\nversion = \"1.0.0\"\n");
    library.edit("src/lib.rs", "");
    for flags in ["init -q", "add .", "-c user.name=me -c user.email=me@example.com commit -qm all"]
    {
        library.git(flags).succeeds();
    }
    let url = format!("file://{}", library.root().display());
    let manifest = app.text("api/Cargo.toml");
    app.edit("api/Cargo.toml", &format!("{manifest}\n[dependencies]\nlibrary.git = \"{url}\"\n"));
    app.cargo("generate-lockfile").succeeds();
    insta::assert_snapshot!(app.chef("init").succeeds().report(), @r"
    exit code: 0
    --- stdout
    --- stderr
    warning: `file://[DIR]/library` is on this machine, where docker cannot reach it
    hint: name a server, or vendor the crates with `cargo vendor`
    wrote: `Dockerfile`, which begins with the image `cargo-chef`, and `.dockerignore`
    next: `docker build -t api .`
    ");
}

#[test]
fn features_that_a_binary_requires_are_switched_on() {
    let app = project()
        .bin("api", [])
        .manifest("[features]\nextra = []\n[[bin]]\nname = \"admin\"\npath = \"src/main.rs\"\nrequired-features = [\"extra\"]\n")
        .create();
    let text = app.chef("init --print --bin admin").succeeds().stdout;
    assert!(text.contains("cargo build --release --features api/extra --bin admin"), "{text}");
    app.cargo("build --bin admin --features api/extra").succeeds();
}

#[test]
fn a_base_recipe_is_written_once() {
    let app = app();
    let run = app.chef("init --layered --bin api").succeeds();
    insta::assert_snapshot!(run.report(), @r"
    exit code: 0
    --- stdout
    --- stderr
    wrote: `Dockerfile`, which begins with the image `cargo-chef`, `.dockerignore` and `chef.base.json`
    next: `docker build -t api .`
    ");
    let base = app.text("chef.base.json");
    assert_eq!(base, app.prepare("--bin api").text);
    app.edit("chef.base.json", "{}");
    app.chef("init --layered --bin api --force").succeeds();
    assert_eq!(app.text("chef.base.json"), "{}");
}

#[test]
fn a_binary_that_is_not_built_by_default_is_named_with_its_package() {
    let app = project()
        .bin("api", [])
        .bin("tool", [])
        .root_manifest("default-members = [\"api\"]\n")
        .create();
    assert!(!app.chef("init --print").succeeds().stdout.contains("tool"));
    let text = app.chef("init --print --bin tool").succeeds().stdout;
    assert!(text.contains("cargo build --release --package tool --bin tool"), "{text}");
}

#[test]
fn binaries_that_are_not_there() {
    let report = app().chef("init --bin repor").report();
    insta::assert_snapshot!(report, @r"
    exit code: 2
    --- stdout
    --- stderr
    error: no member of the workspace has the binary `repor`
    hint: did you mean `report`?
    ");
    let report = project().lib("core", []).create().chef("init").report();
    insta::assert_snapshot!(report, @r"
    exit code: 2
    --- stdout
    --- stderr
    error: none of the default members has a binary
    ");
}

#[test]
fn the_examples_are_written_by_it() {
    for (example, dockerfile, flags) in [
        ("single", "Dockerfile", ""),
        ("workspace", "Dockerfile", ""),
        ("workspace", "layered.Dockerfile", "--layered"),
        ("workspace", "mount.Dockerfile", "--reuse mount"),
        ("workspace", "image.Dockerfile", "--reuse image"),
        ("static", "Dockerfile", "--runtime scratch"),
        ("toolchain", "Dockerfile", ""),
        ("vendored", "Dockerfile", ""),
        ("sql", "Dockerfile", "--runtime distroless"),
    ] {
        let app = app();
        // The one that is here, whatever an example pins.
        let toolchain = std::env::var("RUSTUP_TOOLCHAIN").unwrap_or_else(|_| "stable".into());
        app.sandbox().set_environment("RUSTUP_TOOLCHAIN", &toolchain);
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples").join(example);
        let read = |name: &str| {
            fs_err::read_to_string(source.join(name)).expect("the example can be read")
        };
        let manifest = source.join("Cargo.toml");
        let flags = format!("init --print {flags} --manifest-path {}", manifest.display());
        let printed = app.chef(&flags).succeeds().stdout;
        let files = [read(dockerfile), read(".dockerignore")];
        assert_eq!(printed, format!("# Dockerfile\n{}\n# .dockerignore\n{}", files[0], files[1]));
    }
}
