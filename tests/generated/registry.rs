//! Crates that others depend on: a directory source, made on the spot.

use std::path::{Path, PathBuf};

use fs_err as fs;

/// Name, version, and the rest of the manifest of each crate.
const CRATES: [(&str, &str, &str); 10] = [
    (
        "alpha",
        "1.0.0",
        "[features]\ndefault = [\"std\"]\nstd = []\nextra = [\"dep:beta\"]\nmore = [\"beta?/y\", \"std\"]\n\
         [dependencies]\nbeta = { version = \"1\", optional = true, default-features = false }\n",
    ),
    ("beta", "1.0.0", "[features]\ndefault = [\"x\"]\nx = []\ny = [\"x\"]\nz = []\n"),
    (
        "gamma",
        "1.0.0",
        "[features]\ng = [\"beta/z\"]\n[build-dependencies]\nbeta = { version = \"1\", features = [\"y\"] }\n\
         [dependencies]\nbeta = { version = \"1\", default-features = false }\n",
    ),
    (
        "delta",
        "1.0.0",
        "[lib]\nproc-macro = true\n[features]\nd = [\"beta/y\"]\n\
         [dependencies]\nbeta = { version = \"1\", default-features = false }\n",
    ),
    ("epsilon", "1.0.0", "[features]\ndefault = [\"p\"]\np = []\nq = []\n"),
    (
        "epsilon",
        "2.0.0",
        "[features]\ndefault = []\np = []\nq = [\"dep:eta\"]\n[dependencies]\neta = { version = \"1\", optional = true }\n",
    ),
    (
        "zeta",
        "1.0.0",
        "[features]\ns = [\"delta/d\"]\n[dependencies]\ndelta = \"1\"\n\
         [target.'cfg(windows)'.dependencies]\nalpha = { version = \"1\", features = [\"extra\"] }\n\
         [target.'cfg(unix)'.dependencies]\nepsilon = \"1\"\n",
    ),
    (
        "eta",
        "1.0.0",
        "[features]\nw = [\"alpha?/extra\"]\nu = [\"dep:alpha\"]\n[dependencies]\nalpha = { version = \"1\", optional = true }\n",
    ),
    ("theta", "1.0.0", "[features]\nt = []\n"),
    (
        "iota",
        "1.0.0",
        "[features]\ni = []\n[target.'cfg(target_arch = \"aarch64\")'.dependencies]\ntheta = { version = \"1\", features = [\"t\"] }\n",
    ),
];

/// The features that a dependency on one of the crates may ask for.
pub const FEATURES: [(&str, &str, &[&str]); 10] = [
    ("alpha", "1", &["std", "extra", "more"]),
    ("beta", "1", &["x", "y", "z"]),
    ("gamma", "1", &["g"]),
    ("delta", "1", &["d"]),
    ("epsilon", "1", &["p", "q"]),
    ("epsilon", "2", &["p", "q"]),
    ("zeta", "1", &["s"]),
    ("eta", "1", &["w", "u"]),
    ("theta", "1", &["t"]),
    ("iota", "1", &["i"]),
];

/// A cargo home whose configuration replaces crates.io by the crates above.
#[derive(Debug)]
pub struct Registry {
    directory: tempfile::TempDir,
}

impl Registry {
    pub fn create() -> Self {
        let directory = tempfile::tempdir().expect("a temporary directory");
        let registry = Self { directory };
        let source = registry.path("registry");
        for (name, version, rest) in CRATES {
            let package = source.join(format!("{name}-{version}"));
            let head = format!(
                "[package]\nname = \"{name}\"\nversion = \"{version}\"\nedition = \"2021\"\n"
            );
            write(&package.join("Cargo.toml"), &format!("{head}{rest}"));
            write(&package.join("src/lib.rs"), "");
            if name == "gamma" {
                write(&package.join("build.rs"), "");
            }
            let checksum = "0".repeat(64);
            let checksums = format!("{{\"files\":{{}},\"package\":\"{checksum}\"}}");
            write(&package.join(".cargo-checksum.json"), &checksums);
        }
        let config = format!(
            "[source.crates-io]\nreplace-with = \"local\"\n[source.local]\ndirectory = '{}'\n",
            source.display()
        );
        write(&registry.home().join("config.toml"), &config);
        registry
    }

    /// The value of `CARGO_HOME`.
    pub fn home(&self) -> PathBuf {
        self.path("home")
    }

    fn path(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }
}

pub fn write(path: &Path, contents: &str) {
    let parent = path.parent().expect("a file has a directory");
    fs::create_dir_all(parent).expect("a directory can be made");
    fs::write(path, contents).expect("a file can be written");
}
