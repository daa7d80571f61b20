//! Layers that travel through a registry of images, from one machine to another.

use std::net::TcpListener;
use std::process::{Child, Stdio};

use fs_err as fs;
use tempfile::TempDir;

use crate::support::{Context, Docker, RUST_IMAGE, command};

const COOK: &str = "RUN cargo chef cook --release";

/// Debian's registry of images, until this is dropped.
struct Images {
    server: Child,
    port: u16,
    _directory: TempDir,
}

impl Images {
    fn start() -> Self {
        let directory = tempfile::tempdir().expect("a temporary directory can be made");
        let free = TcpListener::bind("127.0.0.1:0").expect("a port is free");
        let port = free.local_addr().expect("it is bound").port();
        drop(free);
        let config = directory.path().join("config.yml");
        let storage = directory.path().join("storage");
        let text = format!(
            "version: 0.1\nstorage: {{filesystem: {{rootdirectory: {}}}}}\n\
             http: {{addr: \"127.0.0.1:{port}\"}}\n",
            storage.display()
        );
        fs::write(&config, text).expect("it can be written");
        let mut server = command("docker-registry", directory.path());
        server.arg("serve").arg(config).stdout(Stdio::null()).stderr(Stdio::null());
        let install = "`apt-get install docker-registry`";
        let server = server.spawn();
        let server = server.unwrap_or_else(|error| panic!("docker-registry: {error}; {install}"));
        Self { server, port, _directory: directory }
    }

    fn name(&self, image: &str) -> String {
        format!("localhost:{}/{image}", self.port)
    }
}

impl Drop for Images {
    fn drop(&mut self) {
        // What has ended already need not be stopped.
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

/// Both stages of the builder image have what the cook layer is found by. Docker 20.10 knows the
/// cache in an image alone, not `--cache-to type=registry`.
#[test]
#[ignore = "needs Docker"]
fn an_empty_machine_finds_the_cook_layer_in_a_registry() {
    let images = Images::start();
    let name = images.name("tally:builder");
    let options = ["--target", "builder", "--build-arg", "BUILDKIT_INLINE_CACHE=1"];
    let here = Context::of("examples/single").named(&name);
    here.build_with(&options).ran(COOK);
    here.push();

    let there = Docker::get().another(&[RUST_IMAGE, "debian:bookworm-slim"]);
    let there = Context::of("examples/single").on(there).named("tally");
    there.edit("src/main.rs", "one fish two fish", "red fish blue fish");
    let image = there.build_with(&["--cache-from", &name]);
    image.prints("\"red\"").cached("RUN cargo install").ran("RUN cargo chef prepare").cached(COOK);
}
