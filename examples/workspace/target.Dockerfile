# Rust with cargo-chef: `docker build -t cargo-chef .` in a checkout of cargo-chef makes this image.
FROM cargo-chef AS chef
WORKDIR /app

FROM chef AS builder
COPY . .
# The mounts keep what was compiled from one build to the next; the programs are copied out of them.
RUN --mount=type=cache,target=/usr/local/cargo/registry \
    --mount=type=cache,target=/app/target \
    cargo chef build --release --bin api --bin report \
    && cp target/release/api target/release/report /usr/local/bin/

FROM debian:bookworm-slim AS runtime
RUN useradd --system --no-create-home app
COPY --from=builder /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/
USER app

FROM runtime AS api
COPY --from=builder /usr/local/bin/api /usr/local/bin/api
ENTRYPOINT ["/usr/local/bin/api"]

FROM runtime AS report
COPY --from=builder /usr/local/bin/report /usr/local/bin/report
ENTRYPOINT ["/usr/local/bin/report"]
