# Rust with `cargo-chef`, for other Dockerfiles to begin with: `FROM cargo-chef AS chef`.
#
#     docker build -t cargo-chef .
#     docker build -t cargo-chef:alpine --build-arg RUST_IMAGE=rust:1-alpine .
#     docker build -t cargo-chef:planner --target planner-image .

# Any image with Rust. That of the planner needs the same C library.
ARG RUST_IMAGE=rust:1-bookworm
ARG PLANNER_IMAGE=debian:bookworm-slim

# It is made from this checkout alone, so that it needs no `cargo-chef` to begin with.
FROM ${RUST_IMAGE} AS builder
WORKDIR /app
COPY . .
RUN cargo build --release --locked --bin cargo-chef
# What rustup calls when it is asked for cargo.
RUN cp "$(rustc --print sysroot)/bin/cargo" /usr/local/bin/cargo-of-the-toolchain

# No more than `cargo chef prepare` needs where a `Cargo.lock` that fits is there: cargo and
# `cargo-chef`, but neither a compiler nor rustup.
FROM ${PLANNER_IMAGE} AS planner-image
LABEL org.opencontainers.image.title="cargo-chef planner" \
      org.opencontainers.image.description="What cargo chef prepare needs" \
      org.opencontainers.image.licenses="MIT OR Apache-2.0"
COPY --from=builder /usr/local/bin/cargo-of-the-toolchain /usr/local/bin/cargo
COPY --from=builder /app/target/release/cargo-chef /usr/local/bin/cargo-chef

FROM ${RUST_IMAGE} AS image
ARG RUST_IMAGE
ARG VERSION=0.2.0
ARG REVISION
LABEL org.opencontainers.image.title="cargo-chef" \
      org.opencontainers.image.description="Rust with cargo-chef, which compiles dependencies in a layer of their own" \
      org.opencontainers.image.licenses="MIT OR Apache-2.0" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}" \
      org.opencontainers.image.base.name="${RUST_IMAGE}"
COPY --from=builder /app/target/release/cargo-chef /usr/local/bin/cargo-chef
