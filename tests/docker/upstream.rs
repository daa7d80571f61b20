//! Dockerfiles as upstream documents them, in this repository's words: nothing in them is changed
//! but the name of the program, and the `cargo-chef` in their images is this one.

use fs_err as fs;

use crate::support::{Context, Docker, RUST_IMAGE};

const COOK: &str = "RUN cargo chef cook --release";

const STAGES: &str = "
WORKDIR /app

FROM chef AS planner
COPY . .
RUN cargo chef prepare --recipe-path recipe.json

FROM chef AS builder
COPY --from=planner /app/recipe.json recipe.json
RUN cargo chef cook --release --recipe-path recipe.json
COPY . .
RUN cargo build --release --bin tally

FROM debian:bookworm-slim AS runtime
WORKDIR /app
COPY --from=builder /app/target/release/tally /usr/local/bin
ENTRYPOINT [\"/usr/local/bin/tally\"]
";

const MUSL: &str = "FROM clux/muslrust:stable AS chef
USER root
RUN cargo install cargo-chef
WORKDIR /app

FROM chef AS planner
COPY . .
RUN cargo chef prepare --recipe-path recipe.json

FROM chef AS builder
COPY --from=planner /app/recipe.json recipe.json
RUN cargo chef cook --release --target x86_64-unknown-linux-musl --recipe-path recipe.json
COPY . .
RUN cargo build --release --target x86_64-unknown-linux-musl --bin tally

FROM alpine AS runtime
COPY --from=builder /app/target/x86_64-unknown-linux-musl/release/tally /usr/local/bin/
CMD [\"/usr/local/bin/tally\"]
";

/// An example with a Dockerfile of upstream's, which wants no `.dockerignore`.
fn project(dockerfile: &str) -> Context {
    let context = Context::of("examples/single");
    fs::write(context.path().join("Dockerfile"), dockerfile).expect("it can be written");
    fs::remove_file(context.path().join(".dockerignore")).expect("the example has one");
    context
}

/// Builds, edits and builds again.
#[track_caller]
fn edited(context: &Context) {
    context.build().prints("\"one\"").ran(COOK);
    context.edit("src/main.rs", "one fish two fish", "red fish blue fish");
    let image = context.build();
    image.prints("\"red\"").ran("RUN cargo chef prepare").cached(COOK);
    let compiled = image.compiled("RUN cargo build --release");
    assert!(compiled.iter().all(|package| package.starts_with("tally ")), "{compiled:?}");
}

#[test]
#[ignore = "needs Docker"]
fn with_the_prebuilt_image() {
    Docker::get().run(&["tag", "cargo-chef", "lukemathwalker/cargo-chef:latest-rust-1"]);
    edited(&project(&format!("FROM lukemathwalker/cargo-chef:latest-rust-1 AS chef{STAGES}")));
}

#[test]
#[ignore = "needs Docker"]
fn with_an_installation() {
    Docker::get().run(&["tag", RUST_IMAGE, "rust:1"]);
    edited(&project(&format!("FROM rust:1 AS chef\nRUN cargo install cargo-chef{STAGES}")));
}

/// Where the standard library of musl is not installed, the target is that of this machine.
#[test]
#[ignore = "needs Docker"]
fn for_musl() {
    Docker::get().run(&["tag", RUST_IMAGE, "clux/muslrust:stable"]);
    Docker::get().run(&["tag", "alpine:3", "alpine"]);
    let here = if Docker::has_musl() { "linux-musl" } else { "linux-gnu" };
    edited(&project(&MUSL.replace("linux-musl", here)));
}
