# On the first day there is no PREVIOUS. On any other:
# docker build --build-arg PREVIOUS=registry.example.com/api:reuse .
# docker build --build-arg PREVIOUS=registry.example.com/api:reuse --target reuse --tag registry.example.com/api:reuse .
# docker push registry.example.com/api:reuse
ARG PREVIOUS=scratch

FROM $PREVIOUS AS previous

# Rust with cargo-chef: `docker build -t cargo-chef .` in a checkout of cargo-chef makes this image.
FROM cargo-chef AS chef
WORKDIR /app

FROM chef AS builder
COPY . .
RUN --mount=type=bind,from=previous,target=/previous \
    cargo chef build --release --bin api --bin report --reuse /reuse --reuse /previous/reuse

FROM scratch AS reuse
COPY --from=builder /reuse /reuse

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
