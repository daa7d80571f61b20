//! A registry on the loopback interface: crate files, and an index in every form that cargo knows.
//!
//! It serves the crates of [`super::registry`], packed as crates.io would serve them.

use std::fmt::Write as _;
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use fs_err as fs;
use serde_json::{Value as Json, json};
use sha2::{Digest as _, Sha256};
use tempfile::TempDir;
use toml::{Table, Value};

use super::registry;
use super::repository::{commit, run};

/// A registry with a server, which lives as long as the test.
pub struct Mirror {
    directory: TempDir,
    address: String,
    served: Arc<Mutex<Vec<String>>>,
}

impl Mirror {
    /// A registry that anybody may read.
    pub fn start() -> Self {
        Self::serve(None)
    }

    /// A registry that answers only who shows this token.
    pub fn with_token(token: &str) -> Self {
        Self::serve(Some(token.to_owned()))
    }

    fn serve(token: Option<String>) -> Self {
        let directory = tempfile::tempdir().expect("a temporary directory can be made");
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
        let address = listener.local_addr().expect("it has an address").to_string();
        let served = Arc::new(Mutex::new(Vec::new()));
        let mirror = Self { directory, address, served: Arc::clone(&served) };
        mirror.pack(token.is_some());
        let root = mirror.path("");
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                // A client that goes away is no business of the server's.
                let _ = answer(stream, &root, token.as_deref(), &served);
            }
        });
        mirror
    }

    fn path(&self, relative: &str) -> PathBuf {
        self.directory.path().join(relative)
    }

    /// The sparse index.
    pub fn sparse(&self) -> String {
        format!("sparse+http://{}/index/", self.address)
    }

    /// The same index as a git repository.
    pub fn git(&self) -> String {
        let repository = self.path("index");
        if !repository.join(".git").exists() {
            commit(&repository, "index");
        }
        format!("file://{}", repository.display())
    }

    /// A directory as `cargo local-registry` lays it out.
    pub fn write_local_registry(&self, directory: &Path) {
        fs::create_dir_all(directory).expect("it can be written");
        for file in super::files_below(&self.path("index")) {
            let to = directory.join("index").join(&file);
            if file != Path::new("config.json") {
                fs::create_dir_all(to.parent().expect("it has one")).expect("it can be written");
                fs::copy(self.path("index").join(file), to).expect("it can be copied");
            }
        }
        for file in super::files_below(&self.path("crates")) {
            let name = file.to_string_lossy().replace('/', "-");
            fs::copy(self.path("crates").join(&file), directory.join(name))
                .expect("it can be copied");
        }
    }

    /// Puts something else in place of a crate file.
    pub fn spoil(&self, krate: &str) {
        fs::write(self.path("crates").join(format!("{krate}.crate")), "not what it was")
            .expect("the mirror can be written");
    }

    /// The paths that were asked for.
    pub fn served(&self) -> Vec<String> {
        self.served.lock().expect("no thread panicked").clone()
    }

    /// Packs all crates and writes the index.
    fn pack(&self, needs_token: bool) {
        let unpacked = self.path("unpacked");
        registry::write_crates(&unpacked);
        let mut names: Vec<_> = fs::read_dir(&unpacked).expect("it is there").flatten().collect();
        names.sort_by_key(fs::DirEntry::file_name);
        for entry in names {
            let text = fs::read_to_string(entry.path().join("Cargo.toml")).expect("it is there");
            let manifest: Table = text.parse().expect("it is TOML");
            let package = &manifest["package"];
            let [name, version] =
                ["name", "version"].map(|key| package[key].as_str().expect("text"));
            let file = self.path(&format!("crates/{name}/{version}.crate"));
            fs::create_dir_all(file.parent().expect("it has one")).expect("it can be written");
            fs::remove_file(entry.path().join(".cargo-checksum.json")).expect("it is there");
            let [from, to] = [unpacked.as_path(), &file].map(|p| p.to_str().expect("text"));
            run("tar", &["-czf", to, "-C", from, &format!("{name}-{version}")]);
            let bytes = fs::read(&file).expect("it is there");
            let mut checksum = String::new();
            for byte in Sha256::digest(bytes) {
                let _ = write!(checksum, "{byte:02x}");
            }
            let line = json!({
                "name": name,
                "vers": version,
                "deps": dependencies(&manifest),
                "cksum": checksum,
                "features": {},
                "features2": manifest.get("features").cloned().unwrap_or(Table::new().into()),
                "yanked": false,
                "v": 2,
            });
            let path = self.path(&format!("index/{}", index_path(name)));
            fs::create_dir_all(path.parent().expect("it has one")).expect("it can be written");
            let before = fs::read_to_string(&path).unwrap_or_default();
            fs::write(&path, format!("{before}{line}\n")).expect("it can be written");
        }
        let mut config =
            json!({ "dl": format!("http://{}/crates/{{crate}}/{{version}}.crate", self.address) });
        if needs_token {
            config["auth-required"] = true.into();
        }
        fs::write(self.path("index/config.json"), config.to_string()).expect("it can be written");
    }
}

/// <https://doc.rust-lang.org/cargo/reference/registry-index.html#index-files>
fn index_path(name: &str) -> String {
    match name.len() {
        1 | 2 => format!("{}/{name}", name.len()),
        3 => format!("3/{}/{name}", &name[..1]),
        _ => format!("{}/{}/{name}", &name[..2], &name[2..4]),
    }
}

fn dependencies(manifest: &Table) -> Vec<Json> {
    let mut all = Vec::new();
    let mut add = |table: &Table, target: Option<&str>| {
        for (list, kind) in [("dependencies", "normal"), ("build-dependencies", "build")] {
            for (name, entry) in table.get(list).and_then(Value::as_table).into_iter().flatten() {
                let version = entry.as_str().or_else(|| entry.get("version")?.as_str());
                all.push(json!({
                    "name": name,
                    "req": version.expect("it has a version"),
                    "features": [],
                    "optional": entry.get("optional").is_some(),
                    "default_features": true,
                    "target": target,
                    "kind": kind,
                }));
            }
        }
    };
    add(manifest, None);
    for (target, table) in manifest.get("target").and_then(Value::as_table).into_iter().flatten() {
        add(table.as_table().expect("a table"), Some(target));
    }
    all
}

fn answer(
    mut stream: TcpStream,
    root: &Path,
    token: Option<&str>,
    served: &Mutex<Vec<String>>,
) -> std::io::Result<()> {
    let mut lines = BufReader::new(stream.try_clone()?).lines();
    let request = lines.next().unwrap_or(Ok(String::new()))?;
    let path = request.split(' ').nth(1).unwrap_or_default().trim_start_matches('/').to_owned();
    let mut shown = None;
    for line in lines {
        let line = line?;
        if line.is_empty() {
            break;
        }
        let (name, value) = line.split_once(':').unwrap_or((&line, ""));
        if name.eq_ignore_ascii_case("authorization") {
            shown = Some(value.trim().to_owned());
        }
    }
    let (status, body) = if token.is_some() && shown.as_deref() != token {
        ("401 Unauthorized", Vec::new())
    } else {
        fs::read(root.join(&path)).map_or(("404 Not Found", Vec::new()), |body| ("200 OK", body))
    };
    if let Ok(mut served) = served.lock() {
        served.push(path);
    }
    let head =
        format!("HTTP/1.1 {status}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", body.len());
    stream.write_all(head.as_bytes())?;
    stream.write_all(&body)
}
