//! A directory registry of small crates in place of crates.io.
//!
//! Each crate has a function or macro `text` that tells its name, version and active features, so
//! that a program can print what it was built with. The configuration that puts the registry in
//! place is that of a private cargo home: in a project it would travel in the recipe.

use std::fmt::Write as _;
use std::path::Path;

use fs_err as fs;

struct Crate {
    name: &'static str,
    version: &'static str,
    features: &'static [(&'static str, &'static [&'static str])],
    /// What else the manifest says.
    manifest: &'static str,
    shape: Shape,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Shape {
    Library,
    /// A library whose text comes from its build script.
    BuildScript,
    ProcMacro,
    /// Something that compiles on Windows alone.
    Windows,
    /// Something that compiles nowhere.
    Broken,
}

const fn library(name: &'static str, version: &'static str) -> Crate {
    Crate { name, version, features: &[], manifest: "", shape: Shape::Library }
}

const CRATES: [Crate; 15] = [
    library("either", "1.0.0"),
    library("itoa", "0.4.8"),
    library("itoa", "1.0.11"),
    library("itoa", "1.0.15"),
    library("libc", "0.2.0"),
    library("proptest", "1.0.0"),
    library("quote", "1.0.0"),
    Crate { shape: Shape::Windows, ..library("winapi", "0.3.0") },
    Crate { shape: Shape::Broken, ..library("broken", "1.0.0") },
    Crate {
        features: &[("default", &["std"]), ("std", &[]), ("derive", &["dep:serde_derive"])],
        manifest: "[dependencies]\nserde_derive = { version = \"1\", optional = true }\n",
        ..library("serde", "1.0.0")
    },
    Crate {
        manifest: "[dependencies]\nquote = \"1\"\n",
        shape: Shape::ProcMacro,
        ..library("serde_derive", "1.0.0")
    },
    Crate { features: &[("std", &[])], ..library("value-bag", "1.0.0") },
    Crate {
        features: &[("std", &["value-bag?/std"]), ("kv", &["dep:value-bag"])],
        manifest: "[dependencies]\nvalue-bag = { version = \"1\", optional = true }\n",
        ..library("log", "0.4.0")
    },
    Crate { features: &[("parallel", &[])], ..library("cc", "1.0.0") },
    Crate {
        manifest: "[build-dependencies]\ncc = \"1\"\n\
                   [target.'cfg(unix)'.dependencies]\nlibc = \"0.2\"\n\
                   [target.'cfg(windows)'.dependencies]\nwinapi = \"0.3\"\n",
        shape: Shape::BuildScript,
        ..library("zlib-sys", "1.0.0")
    },
];

/// Writes all crates, each to a directory of its name and version.
pub fn write_crates(directory: &Path) {
    for (number, krate) in CRATES.iter().enumerate() {
        krate.write(&directory.join(format!("{}-{}", krate.name, krate.version)), number);
    }
}

/// Writes all crates, and the cargo home that knows of them.
pub fn write(directory: &Path, cargo_home: &Path) {
    write_crates(directory);
    fs::create_dir_all(cargo_home).expect("the cargo home can be written");
    let config = format!(
        "[source.crates-io]\nreplace-with = \"fakes\"\n[source.fakes]\ndirectory = '{}'\n",
        directory.display()
    );
    fs::write(cargo_home.join("config.toml"), config).expect("the cargo home can be written");
}

/// Whether the crate of this name is a procedural macro.
pub fn is_macro(name: &str) -> bool {
    CRATES.iter().any(|krate| krate.name == name && krate.shape == Shape::ProcMacro)
}

impl Crate {
    fn write(&self, directory: &Path, number: usize) {
        let write = |path: &str, text: &str| {
            fs::write(directory.join(path), text).expect("the registry can be written");
        };
        fs::create_dir_all(directory.join("src")).expect("the registry can be written");
        write("Cargo.toml", &self.manifest());
        write("src/lib.rs", &self.library());
        if self.shape == Shape::BuildScript {
            write(
                "build.rs",
                "fn main() { println!(\"cargo:rustc-env=BUILT_WITH={}\", cc::text()); }\n",
            );
        }
        let checksum = format!("{:064x}", number + 1);
        write(".cargo-checksum.json", &format!("{{\"files\":{{}},\"package\":\"{checksum}\"}}"));
    }

    fn manifest(&self) -> String {
        let Self { name, version, features, manifest, shape } = self;
        let mut text = format!(
            "[package]\nname = \"{name}\"\nversion = \"{version}\"\nedition = \"2021\"\n[features]\n"
        );
        for (feature, list) in *features {
            let _ = writeln!(text, "{feature} = {list:?}");
        }
        if *shape == Shape::ProcMacro {
            text.push_str("[lib]\nproc-macro = true\n");
        }
        text + manifest
    }

    fn library(&self) -> String {
        let title = format!("{} {}", self.name, self.version);
        match self.shape {
            Shape::Broken => "compile_error!(\"this crate does not compile\");\n".into(),
            Shape::ProcMacro => format!(
                "use proc_macro::TokenStream;\n\
                 #[proc_macro] pub fn text(_: TokenStream) -> TokenStream {{\n    \
                 format!(\"{{:?}}\", format!(\"{title} ({{}})\", quote::text())).parse().unwrap()\n}}\n"
            ),
            Shape::Windows => format!(
                "#[cfg(not(windows))] compile_error!(\"this is for Windows\");\n{}",
                self.text_function(&title)
            ),
            Shape::BuildScript => format!(
                "pub fn text() -> String {{ concat!(\"{title} (\", env!(\"BUILT_WITH\"), \")\").into() }}\n"
            ),
            Shape::Library => self.text_function(&title),
        }
    }

    fn text_function(&self, title: &str) -> String {
        let mut text =
            format!("pub fn text() -> String {{\n    let mut text = String::from(\"{title}\");\n");
        for (feature, _) in self.features.iter().filter(|(feature, _)| *feature != "default") {
            let _ = writeln!(
                text,
                "    if cfg!(feature = \"{feature}\") {{ text += \" +{feature}\"; }}"
            );
        }
        text + "    text += \"\";\n    text\n}\n"
    }
}
