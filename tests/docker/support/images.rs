//! The images that the Dockerfiles name, made on the spot: Debian by debootstrap, Rust from the
//! toolchain that runs the tests.
//!
//! They differ from those of a public registry in three ways that let a Dockerfile stay as a user
//! writes it. They hold the CA certificates of this machine. Their cargo installs from a registry
//! in which this version of `cargo-chef` is published (see `registry`), so `cargo install
//! cargo-chef` is what it will be. And nothing is optimised, unless a profile says so, to save time.

use std::path::Path;

use fs_err as fs;

use super::daemon::Docker;
use super::run::run;

/// The image with Rust that the Dockerfiles begin with.
pub const RUST_IMAGE: &str = "rust:1-bookworm";

const RUST: &str = r"FROM debian:bookworm-slim
ENV RUSTUP_HOME=/usr/local/rustup CARGO_HOME=/usr/local/cargo
ENV PATH=/usr/local/cargo/bin:$PATH
ENV CARGO_PROFILE_RELEASE_OPT_LEVEL=0 CARGO_PROFILE_RELEASE_LTO=off CARGO_PROFILE_RELEASE_CODEGEN_UNITS=16
COPY toolchain /usr/local/rustup/toolchains/stable-[HOST]
COPY rustup config.toml /usr/local/cargo/
RUN mkdir $CARGO_HOME/bin && mv $CARGO_HOME/rustup $CARGO_HOME/bin/ && cd $CARGO_HOME/bin \
    && for tool in cargo rustc rustdoc; do ln -s rustup $tool; done \
    && ln -s stable-[HOST] $RUSTUP_HOME/toolchains/[VERSION]-[HOST] \
    && rustup default stable && chmod -R a+w $CARGO_HOME
# As without it. A Dockerfile that says so, too, shares layers with one that does not.
USER root
";

/// What a distroless image holds: the C library and what it needs.
const DISTROLESS: &str = r"FROM debian:bookworm-slim AS files
RUN mkdir -p /root-file-system/etc/ssl /root-file-system/lib64 && cd /root-file-system \
    && mkdir -p lib/x86_64-linux-gnu && cp -a /lib64/. lib64/ \
    && cp -a /lib/x86_64-linux-gnu/lib[cm].so* /lib/x86_64-linux-gnu/libgcc_s* lib/x86_64-linux-gnu/ \
    && cp -a /lib/x86_64-linux-gnu/ld-linux* lib/x86_64-linux-gnu/ && cp -a /etc/ssl/certs etc/ssl/
FROM scratch
COPY --from=files /root-file-system /
USER 65532
";

/// Makes all images, unless an earlier run has left them, and that of this checkout, which may have
/// changed since.
pub fn make(docker: &Docker) {
    bases(docker);
    let build = ["build", "--network", "host", "--tag", cargo_chef::installation::IMAGE];
    docker.run(&[&build[..], &[env!("CARGO_MANIFEST_DIR")]].concat());
}

fn bases(docker: &Docker) {
    let last = "gcr.io/distroless/cc-debian12:nonroot";
    if docker.client(&["image", "inspect", last]).output().is_ok_and(|o| o.status.success()) {
        return;
    }
    debian(docker);
    rust(docker);
    let build = |name: &str, dockerfile: &str| {
        let directory = docker.path("image");
        fs::create_dir_all(&directory).expect("it can be made");
        fs::write(directory.join("Dockerfile"), dockerfile).expect("it can be written");
        docker.run(&["build", "--network", "host", "--tag", name, &directory.to_string_lossy()]);
    };
    build(last, DISTROLESS);
}

fn debian(docker: &Docker) {
    let root = docker.path("debian");
    let packages = "gcc,libc6-dev,ca-certificates";
    let options = format!("--variant=minbase --include={packages} bookworm {}", root.display());
    run(&format!("debootstrap {options}"), Path::new("/"));
    let certificates = Path::new("etc/ssl/certs/ca-certificates.crt");
    fs::copy(Path::new("/").join(certificates), root.join(certificates))
        .expect("the host has CA certificates");
    let archive = docker.path("debian.tar");
    run(&format!("tar --create --file {} .", archive.display()), &root);
    docker.run(&["import", &archive.to_string_lossy(), "debian:bookworm-slim"]);
    docker.run(&["tag", "debian:bookworm-slim", "alpine:3"]);
    fs::remove_dir_all(root).expect("it can be removed");
    fs::remove_file(archive).expect("it can be removed");
}

fn rust(docker: &Docker) {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let directory = docker.path("rust");
    let toolchain = directory.join("toolchain");
    fs::create_dir_all(&toolchain).expect("it can be made");
    let sysroot = run("rustc --print sysroot", here);
    let sysroot = Path::new(sysroot.trim()).canonicalize().expect("the toolchain is there");
    for part in ["bin", "lib", "libexec"] {
        let source = sysroot.join(part);
        run(&format!("cp --archive {} {}", source.display(), toolchain.display()), here);
    }
    let which = run("which rustup", here);
    fs::copy(which.trim(), directory.join("rustup")).expect("rustup is there");
    let index = docker.registry.index("published");
    let config = format!(
        "[registry]\ndefault = \"published\"\n[registries.published]\nindex = \"{index}\"\n"
    );
    fs::write(directory.join("config.toml"), config).expect("it can be written");

    let verbose = run("rustc --version --verbose", here);
    let line = |label: &str| verbose.lines().find_map(|line| line.strip_prefix(label));
    let host = line("host: ").expect("rustc has a host");
    let version = line("release: ").expect("rustc has a version");
    let dockerfile = RUST.replace("[HOST]", host).replace("[VERSION]", version);
    fs::write(directory.join("Dockerfile"), dockerfile).expect("it can be written");
    let context = directory.to_string_lossy();
    docker.run(&["build", "--network", "host", "--tag", RUST_IMAGE, &context]);
    fs::remove_dir_all(directory).expect("it can be removed");
}
