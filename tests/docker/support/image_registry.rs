//! A registry of images on this machine.

use std::net::TcpListener;
use std::process::{Child, Stdio};

use fs_err as fs;
use tempfile::TempDir;

use super::run::command;

/// Debian's registry of images, until this is dropped.
pub struct Images {
    server: Child,
    port: u16,
    _directory: TempDir,
}

impl Images {
    pub fn start() -> Self {
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

    pub fn name(&self, image: &str) -> String {
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
