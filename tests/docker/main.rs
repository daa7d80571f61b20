//! Dockerfiles in a real Docker: those of this repository, and those that `init` writes.
//!
//! What must hold everywhere: after an edit of a source file the planner runs again, the cook step
//! comes from the cache, and the container prints what the edited program prints. The tests start
//! a daemon of their own and need `docker.io`, `docker-registry`, `debootstrap`, `buildah`, `podman` and `skopeo` of
//! Debian, root, a Rust that rustup has installed, and a network. `.ci/run` runs them; by hand:
//!
//! ```text
//! apt-get install --no-install-recommends docker.io docker-registry debootstrap buildah podman skopeo
//! cargo test --test docker -- --ignored
//! ```
//!
//! No image is pulled. `support::images` makes those that the Dockerfiles name.

mod examples;
mod gone;
mod image;
mod init;
mod layers;
mod measure;
#[path = "../support/pages.rs"]
mod pages;
mod reuse;
mod support;
mod typed;
mod upstream;
