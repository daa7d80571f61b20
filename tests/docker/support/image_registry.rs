//! A registry of images on this machine.

use std::net::TcpListener;
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::{Child, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use fs_err as fs;

use super::run::command;

/// Serves what is below `$1` until its stdin ends, then removes that.
const SERVE: &str = r#"
docker-registry serve "$1/config.yml" >/dev/null 2>&1 &
cat >/dev/null
kill $!
wait
rm -rf "$1"
"#;

/// Debian's registry of images, until this is dropped or the process ends, however that happens.
pub struct Images {
    server: Child,
    port: u16,
}

impl Images {
    /// The registry of all tests that do not need one of their own. Docker compresses what it pushes to a
    /// registry for the first time, and the layers of Rust are large.
    pub fn shared() -> &'static Self {
        static SHARED: OnceLock<Images> = OnceLock::new();
        SHARED.get_or_init(Self::start)
    }

    /// A registry without images.
    pub fn start() -> Self {
        let mut version = command("docker-registry", Path::new("/"));
        let install = "`apt-get install docker-registry`";
        let version = version.arg("--version").output();
        version.unwrap_or_else(|error| panic!("docker-registry: {error}; {install}"));
        let directory = tempfile::tempdir().expect("a temporary directory can be made").keep();
        let free = TcpListener::bind("127.0.0.1:0").expect("a port is free");
        let port = free.local_addr().expect("it is bound").port();
        drop(free);
        let text = format!(
            "version: 0.1\nstorage: {{filesystem: {{rootdirectory: {}}}}}\n\
             http: {{addr: \"127.0.0.1:{port}\"}}\n",
            directory.join("storage").display()
        );
        fs::write(directory.join("config.yml"), text).expect("it can be written");
        let mut server = command("sh", Path::new("/"));
        server.args(["-c", SERVE, "registry"]).arg(directory);
        let server = server.stdin(Stdio::piped()).process_group(0).spawn();
        Self { server: server.expect("a shell can be started"), port }
    }

    /// What the names of images begin with that no other caller gets, with a slash at the end.
    pub fn directory(&self) -> String {
        static NUMBER: AtomicUsize = AtomicUsize::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        self.name(&format!("{number}/"))
    }

    pub fn name(&self, image: &str) -> String {
        format!("localhost:{}/{image}", self.port)
    }
}

impl Drop for Images {
    fn drop(&mut self) {
        drop(self.server.stdin.take());
        // What has ended already need not be waited for.
        let _ = self.server.wait();
    }
}
