//! A registry on this machine, for cargo alone: sparse indexes and downloads over HTTP.
//!
//! The index `published` has this version of `cargo-chef`, as if it were released. The index
//! `private` has the crate `greeting`, and answers only to those who know the token.

use std::fmt::Write as _;
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};

use fs_err as fs;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use super::run::run;

/// What lets cargo into the private index. It is in no source, so that it can be looked for.
pub fn token() -> String {
    format!("token-{}-of-the-tests", std::process::id())
}

const CRATES_IO: &str = "https://github.com/rust-lang/crates.io-index";

const GREETING: [(&str, &str); 2] = [
    (
        "Cargo.toml",
        "[package]\nname = \"greeting\"\nversion = \"1.0.0\"\nedition = \"2021\"\n\
         license = \"MIT\"\ndescription = \"Greets\"\n[workspace]\n",
    ),
    (
        "src/lib.rs",
        "pub fn greeting() -> &'static str {\n    \"hello from a private registry\"\n}\n",
    ),
];

#[derive(Clone)]
pub struct Registry {
    port: u16,
}

/// A crate with its line of the index.
struct Package {
    index: &'static str,
    name: String,
    line: String,
    archive: Vec<u8>,
}

impl Registry {
    /// Packages the crates below `directory`, and serves them until this process ends. The images
    /// know the port, so it is the same one when they are used again.
    pub fn start(directory: &Path) -> Self {
        let greeting = directory.join("greeting");
        for (path, text) in GREETING {
            let path = greeting.join(path);
            fs::create_dir_all(path.parent().expect("it has one")).expect("it can be made");
            fs::write(path, text).expect("it can be written");
        }
        let here = Path::new(env!("CARGO_MANIFEST_DIR"));
        let packages = vec![
            Package::new("published", here, directory),
            Package::new("private", &greeting, directory),
        ];
        let known = directory.join("port");
        let port = fs::read_to_string(&known).unwrap_or_else(|_| "0".into());
        let listener = TcpListener::bind(format!("127.0.0.1:{port}")).expect("the port is free");
        let port = listener.local_addr().expect("it is bound").port();
        fs::write(known, port.to_string()).expect("it can be written");
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                // Who does not wait for the answer does not get it.
                let _ = answer(stream, port, &packages);
            }
        });
        Self { port }
    }

    /// The address of an index, for cargo's configuration.
    pub fn index(&self, name: &str) -> String {
        format!("sparse+http://127.0.0.1:{}/{name}/", self.port)
    }
}

impl Package {
    fn new(index: &'static str, source: &Path, directory: &Path) -> Self {
        let target: PathBuf = directory.join("target");
        let options = "--no-verify --allow-dirty --quiet --target-dir";
        run(&format!("cargo package {options} {}", target.display()), source);
        let metadata = run("cargo metadata --format-version 1 --no-deps --quiet", source);
        let metadata: Value = serde_json::from_str(&metadata).expect("cargo writes JSON");
        let package = &metadata["packages"][0];
        let (name, version) = (&package["name"], &package["version"]);
        let name = name.as_str().expect("a package has a name").to_owned();
        let version = version.as_str().expect("a package has a version");
        let archive = fs::read(target.join(format!("package/{name}-{version}.crate")))
            .expect("cargo has packaged it");
        let dependencies: Vec<_> = (package["dependencies"].as_array().into_iter().flatten())
            .map(|dependency| {
                json!({
                    "name": dependency["name"],
                    "req": dependency["req"],
                    "features": dependency["features"],
                    "optional": dependency["optional"],
                    "default_features": dependency["uses_default_features"],
                    "target": dependency["target"],
                    "kind": dependency["kind"].as_str().unwrap_or("normal"),
                    "registry": CRATES_IO,
                })
            })
            .collect();
        let mut checksum = String::new();
        for byte in Sha256::digest(&archive) {
            let _ = write!(checksum, "{byte:02x}");
        }
        let line = json!({
            "name": name, "vers": version, "deps": dependencies, "cksum": checksum,
            "features": package["features"], "yanked": false,
        });
        Self { index, name, line: line.to_string(), archive }
    }
}

/// Answers one request, whose path is `/INDEX/config.json`, `/INDEX/ca/rg/NAME` or
/// `/INDEX/download/NAME`.
fn answer(mut stream: TcpStream, port: u16, packages: &[Package]) -> std::io::Result<()> {
    let mut lines = BufReader::new(&stream).lines();
    let request = lines.next().transpose()?.unwrap_or_default();
    let mut is_authorized = false;
    for line in lines {
        let line = line?;
        if line.is_empty() {
            break;
        }
        let (key, value) = line.split_once(": ").unwrap_or_default();
        is_authorized |= key.eq_ignore_ascii_case("authorization") && value == token();
    }
    let path = request.split(' ').nth(1).unwrap_or_default();
    let (index, file) = path.trim_start_matches('/').split_once('/').unwrap_or_default();
    let is_private = index == "private";
    let name = file.rsplit('/').next().unwrap_or_default();
    let package = packages.iter().find(|package| package.index == index && package.name == name);
    let (status, body) = match package {
        _ if is_private && !is_authorized => ("401 Unauthorized", Vec::new()),
        _ if file == "config.json" => {
            let download = format!("http://127.0.0.1:{port}/{index}/download/{{crate}}");
            let config = json!({ "dl": download, "auth-required": is_private });
            ("200 OK", config.to_string().into_bytes())
        }
        Some(package) if file.starts_with("download/") => ("200 OK", package.archive.clone()),
        Some(package) => ("200 OK", package.line.clone().into_bytes()),
        None => ("404 Not Found", Vec::new()),
    };
    let length = body.len();
    write!(stream, "HTTP/1.1 {status}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n")?;
    stream.write_all(&body)
}
