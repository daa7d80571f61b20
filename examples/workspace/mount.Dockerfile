# Rust with cargo-chef: `docker build -t cargo-chef .` in a checkout of cargo-chef makes this image.
FROM cargo-chef AS chef
WORKDIR /app

FROM chef AS planner
COPY . .
RUN cargo chef prepare --recipe-path recipe.json --bin api --bin report

FROM chef AS builder
COPY --from=planner /app/recipe.json recipe.json
# This layer is reused until recipe.json changes; then it compiles what the mount lacks.
RUN --mount=type=cache,id=reuse-api,target=/reuse \
    cargo chef cook --release --recipe-path recipe.json --reuse /reuse
COPY . .
RUN --mount=type=cache,id=reuse-api,target=/reuse \
    cargo chef build --release --bin api --bin report --reuse /reuse

FROM debian:bookworm-slim AS runtime
RUN useradd --system --no-create-home app
COPY --from=builder /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/
USER app

FROM runtime AS api
COPY --from=builder /app/target/release/api /usr/local/bin/api
ENTRYPOINT ["/usr/local/bin/api"]

FROM runtime AS report
COPY --from=builder /app/target/release/report /usr/local/bin/report
ENTRYPOINT ["/usr/local/bin/report"]
