//! The plans of workspaces, and the files written for them. `examples/` shows what `init` writes
//! for ordinary workspaces.

use super::dockerfile::dockerfile;
use super::ignore::ignore;
use super::options::{Keeper, Runtime, Style};
use super::plan::ImagePlan;
use crate::installation::Installation;
use crate::selection::{Rule, Selection, TargetFilter, Targets};

fn plan(binaries: &[&str]) -> ImagePlan {
    let binaries: Vec<String> = binaries.iter().map(|&name| name.to_owned()).collect();
    let filter =
        TargetFilter { binaries: Rule::Named(binaries.clone()), ..TargetFilter::default() };
    let selection = Selection { targets: Targets::Only(filter), ..Selection::default() };
    ImagePlan { binaries, selection, ..ImagePlan::default() }
}

#[test]
fn everything_at_once() {
    let plan = ImagePlan {
        toolchain: Some("rust-toolchain".into()),
        has_config: true,
        files: vec!["tools/link.sh".into(), "vendor".into()],
        needs_token: true,
        uses_git: true,
        ssh_hosts: ["git.example.com".into(), "github.com".into()].into(),
        resolves: true,
        reads_history: true,
        ..plan(&["Builder", "api"])
    };
    let style = Style {
        runtime: Runtime::Alpine,
        installation: Installation::Image("registry.example.com/cargo-chef@sha256:0123".into()),
        layered: true,
        cache_mounts: true,
        sccache: true,
        reuse: None,
    };
    insta::assert_snapshot!(dockerfile(&plan, &style), @r#"
    # docker build --secret id=cargo,src=$HOME/.cargo/credentials.toml --ssh default .
    ARG TARGET=x86_64-unknown-linux-musl

    FROM registry.example.com/cargo-chef@sha256:0123 AS chef
    WORKDIR /app
    # The toolchain has a layer of its own.
    COPY rust-toolchain rust-toolchain
    RUN rustup show active-toolchain || rustup toolchain install
    ARG TARGET
    RUN apt-get update && apt-get install -y --no-install-recommends musl-tools && rm -rf /var/lib/apt/lists/*
    RUN rustup target add $TARGET
    ENV CARGO_REGISTRY_GLOBAL_CREDENTIAL_PROVIDERS=cargo:token
    ENV CARGO_NET_GIT_FETCH_WITH_CLI=true
    RUN mkdir -p -m 700 ~/.ssh && ssh-keyscan git.example.com github.com >> ~/.ssh/known_hosts

    FROM chef AS planner
    COPY . .
    RUN --mount=type=secret,id=cargo,target=/usr/local/cargo/credentials.toml \
        --mount=type=ssh \
        --mount=type=cache,target=/usr/local/cargo/registry \
        --mount=type=cache,target=/usr/local/cargo/git \
        cargo chef prepare --recipe-path recipe.json --bin Builder --bin api

    FROM chef AS builder
    ARG TARGET
    RUN apt-get update && apt-get install -y --no-install-recommends sccache && rm -rf /var/lib/apt/lists/*
    ENV RUSTC_WRAPPER=sccache SCCACHE_DIR=/sccache
    # Cargo's configuration names these.
    COPY tools/link.sh tools/link.sh
    COPY vendor vendor
    # Refresh the base now and then:
    # cargo chef prepare --recipe-path chef.base.json --bin Builder --bin api
    COPY chef.base.json chef.base.json
    RUN --mount=type=secret,id=cargo,target=/usr/local/cargo/credentials.toml \
        --mount=type=ssh \
        --mount=type=cache,target=/usr/local/cargo/registry \
        --mount=type=cache,target=/usr/local/cargo/git \
        --mount=type=cache,target=/sccache \
        cargo chef cook --release --target $TARGET --recipe-path chef.base.json && sccache --stop-server && rm -f .cargo/config.toml
    COPY --from=planner /app/recipe.json recipe.json
    # This layer compiles what is not in the base.
    RUN --mount=type=secret,id=cargo,target=/usr/local/cargo/credentials.toml \
        --mount=type=ssh \
        --mount=type=cache,target=/usr/local/cargo/registry \
        --mount=type=cache,target=/usr/local/cargo/git \
        --mount=type=cache,target=/sccache \
        cargo chef cook --release --target $TARGET --recipe-path recipe.json && sccache --stop-server
    COPY . .
    RUN --mount=type=secret,id=cargo,target=/usr/local/cargo/credentials.toml \
        --mount=type=ssh \
        --mount=type=cache,target=/usr/local/cargo/registry \
        --mount=type=cache,target=/usr/local/cargo/git \
        --mount=type=cache,target=/sccache \
        cargo build --release --target $TARGET --bin Builder --bin api && sccache --stop-server

    FROM alpine:3 AS runtime
    USER 10001:10001

    FROM runtime AS app-builder
    ARG TARGET
    COPY --from=builder /app/target/$TARGET/release/Builder /usr/local/bin/Builder
    ENTRYPOINT ["/usr/local/bin/Builder"]

    FROM runtime AS api
    ARG TARGET
    COPY --from=builder /app/target/$TARGET/release/api /usr/local/bin/api
    ENTRYPOINT ["/usr/local/bin/api"]
    "#);
    assert_eq!(
        ignore(&plan, &style.installation),
        "target\nrecipe.json\nDockerfile\n.dockerignore\n"
    );
}

#[test]
fn git_over_ssh() {
    let plan =
        ImagePlan { uses_git: true, ssh_hosts: ["github.com".into()].into(), ..plan(&["api"]) };
    insta::assert_snapshot!(dockerfile(&plan, &Style::default()), @r#"
    # docker build --ssh default .

    # Rust with cargo-chef: `docker build -t cargo-chef .` in a checkout of cargo-chef makes this image.
    FROM cargo-chef AS chef
    WORKDIR /app
    ENV CARGO_NET_GIT_FETCH_WITH_CLI=true
    RUN mkdir -p -m 700 ~/.ssh && ssh-keyscan github.com >> ~/.ssh/known_hosts

    FROM chef AS planner
    COPY . .
    RUN cargo chef prepare --recipe-path recipe.json --bin api

    FROM chef AS builder
    COPY --from=planner /app/recipe.json recipe.json
    # This layer is reused until recipe.json changes.
    RUN --mount=type=ssh \
        cargo chef cook --release --recipe-path recipe.json
    COPY . .
    RUN --mount=type=ssh \
        cargo build --release --bin api

    FROM debian:bookworm-slim AS runtime
    RUN useradd --system --no-create-home app
    COPY --from=builder /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/
    USER app
    COPY --from=builder /app/target/release/api /usr/local/bin/api
    ENTRYPOINT ["/usr/local/bin/api"]
    "#);
}

#[test]
fn compiled_by_sccache_with_cache_mounts() {
    let style = Style { sccache: true, cache_mounts: true, ..Style::default() };
    insta::assert_snapshot!(dockerfile(&plan(&["api"]), &style), @r#"
    # Rust with cargo-chef: `docker build -t cargo-chef .` in a checkout of cargo-chef makes this image.
    FROM cargo-chef AS chef
    WORKDIR /app

    FROM chef AS planner
    COPY . .
    RUN cargo chef prepare --recipe-path recipe.json --bin api

    FROM chef AS builder
    RUN apt-get update && apt-get install -y --no-install-recommends sccache && rm -rf /var/lib/apt/lists/*
    ENV RUSTC_WRAPPER=sccache SCCACHE_DIR=/sccache
    COPY --from=planner /app/recipe.json recipe.json
    # This layer is reused until recipe.json changes.
    RUN --mount=type=cache,target=/usr/local/cargo/registry \
        --mount=type=cache,target=/sccache \
        cargo chef cook --release --recipe-path recipe.json && sccache --stop-server
    COPY . .
    RUN --mount=type=cache,target=/usr/local/cargo/registry \
        --mount=type=cache,target=/sccache \
        cargo build --release --bin api && sccache --stop-server

    FROM debian:bookworm-slim AS runtime
    RUN useradd --system --no-create-home app
    COPY --from=builder /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/
    USER app
    COPY --from=builder /app/target/release/api /usr/local/bin/api
    ENTRYPOINT ["/usr/local/bin/api"]
    "#);
}

#[test]
fn crates_in_a_mount_with_everything_else() {
    let plan =
        ImagePlan { files: vec!["vendor".into()], needs_token: true, ..plan(&["api", "report"]) };
    let style = Style {
        runtime: Runtime::Scratch,
        cache_mounts: true,
        reuse: Some(Keeper::Mount),
        ..Style::default()
    };
    insta::assert_snapshot!(dockerfile(&plan, &style), @r#"
    # docker build --secret id=cargo,src=$HOME/.cargo/credentials.toml .
    ARG TARGET=x86_64-unknown-linux-musl

    # Rust with cargo-chef: `docker build -t cargo-chef .` in a checkout of cargo-chef makes this image.
    FROM cargo-chef AS chef
    WORKDIR /app
    ARG TARGET
    RUN apt-get update && apt-get install -y --no-install-recommends musl-tools && rm -rf /var/lib/apt/lists/*
    RUN rustup target add $TARGET
    ENV CARGO_REGISTRY_GLOBAL_CREDENTIAL_PROVIDERS=cargo:token

    FROM chef AS planner
    COPY . .
    RUN cargo chef prepare --recipe-path recipe.json --bin api --bin report

    FROM chef AS builder
    ARG TARGET
    # Cargo's configuration names these.
    COPY vendor vendor
    COPY --from=planner /app/recipe.json recipe.json
    # This layer is reused until recipe.json changes; then it compiles what the mount lacks.
    RUN --mount=type=secret,id=cargo,target=/usr/local/cargo/credentials.toml \
        --mount=type=cache,target=/usr/local/cargo/registry \
        --mount=type=cache,id=reuse-api,target=/reuse \
        cargo chef cook --release --target $TARGET --recipe-path recipe.json --reuse /reuse
    COPY . .
    RUN --mount=type=secret,id=cargo,target=/usr/local/cargo/credentials.toml \
        --mount=type=cache,target=/usr/local/cargo/registry \
        --mount=type=cache,id=reuse-api,target=/reuse \
        cargo chef build --release --target $TARGET --bin api --bin report --reuse /reuse

    FROM scratch AS runtime
    COPY --from=builder /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/
    USER 10001:10001

    FROM runtime AS api
    ARG TARGET
    COPY --from=builder /app/target/$TARGET/release/api /usr/local/bin/api
    ENTRYPOINT ["/usr/local/bin/api"]

    FROM runtime AS report
    ARG TARGET
    COPY --from=builder /app/target/$TARGET/release/report /usr/local/bin/report
    ENTRYPOINT ["/usr/local/bin/report"]
    "#);
}

#[test]
fn crates_in_an_image_with_everything_else() {
    let plan = ImagePlan {
        files: vec!["vendor".into()],
        needs_token: true,
        ssh_hosts: ["github.com".into()].into(),
        ..plan(&["reuse"])
    };
    let style = Style { sccache: true, reuse: Some(Keeper::Image), ..Style::default() };
    insta::assert_snapshot!(dockerfile(&plan, &style), @r#"
    # On the first day there is no PREVIOUS. On any other:
    # docker build --secret id=cargo,src=$HOME/.cargo/credentials.toml --ssh default --build-arg PREVIOUS=registry.example.com/reuse:reuse .
    # docker build --secret id=cargo,src=$HOME/.cargo/credentials.toml --ssh default --build-arg PREVIOUS=registry.example.com/reuse:reuse --target reuse --tag registry.example.com/reuse:reuse .
    # docker push registry.example.com/reuse:reuse
    ARG PREVIOUS=scratch

    FROM $PREVIOUS AS previous

    # Rust with cargo-chef: `docker build -t cargo-chef .` in a checkout of cargo-chef makes this image.
    FROM cargo-chef AS chef
    WORKDIR /app
    ENV CARGO_REGISTRY_GLOBAL_CREDENTIAL_PROVIDERS=cargo:token
    ENV CARGO_NET_GIT_FETCH_WITH_CLI=true
    RUN mkdir -p -m 700 ~/.ssh && ssh-keyscan github.com >> ~/.ssh/known_hosts

    FROM chef AS builder
    RUN apt-get update && apt-get install -y --no-install-recommends sccache && rm -rf /var/lib/apt/lists/*
    ENV RUSTC_WRAPPER=sccache SCCACHE_DIR=/sccache
    COPY . .
    RUN --mount=type=secret,id=cargo,target=/usr/local/cargo/credentials.toml \
        --mount=type=ssh \
        --mount=type=cache,target=/sccache \
        --mount=type=bind,from=previous,target=/previous \
        cargo chef build --release --bin reuse --reuse /reuse --reuse /previous/reuse && sccache --stop-server

    FROM scratch AS reuse
    COPY --from=builder /reuse /reuse

    FROM debian:bookworm-slim AS runtime
    RUN useradd --system --no-create-home app
    COPY --from=builder /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/
    USER app
    COPY --from=builder /app/target/release/reuse /usr/local/bin/reuse
    ENTRYPOINT ["/usr/local/bin/reuse"]
    "#);
}
