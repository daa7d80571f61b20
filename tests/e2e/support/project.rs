//! A project to write, edit and prepare.

use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use fs_err as fs;
use toml::{Table, Value};

use super::build::Build;
use super::dependency::Dependency;
use super::layer::Prepared;
use super::sandbox::{Run, Sandbox, files_below};

/// A project that is not written yet.
pub struct ProjectBuilder {
    packages: Vec<Package>,
    resolver: &'static str,
    root_manifest: String,
    files: Vec<(String, String)>,
    environment: Vec<(String, String)>,
    has_lockfile: bool,
}

struct Package {
    name: String,
    shape: Shape,
    directory: String,
    is_member: bool,
    manifest: String,
    dependencies: Vec<Dependency>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Shape {
    Library,
    Binary,
    ProcMacro,
}

/// A project on disk.
pub struct App {
    sandbox: Rc<Sandbox>,
    root: PathBuf,
}

/// A project without packages. Its packages stand in directories of their names.
pub fn project() -> ProjectBuilder {
    ProjectBuilder {
        packages: Vec::new(),
        resolver: "2",
        root_manifest: String::new(),
        files: Vec::new(),
        environment: Vec::new(),
        has_lockfile: true,
    }
}

impl ProjectBuilder {
    pub fn lib(self, name: &str, dependencies: impl IntoIterator<Item = Dependency>) -> Self {
        self.package(name, Shape::Library, dependencies)
    }

    pub fn bin(self, name: &str, dependencies: impl IntoIterator<Item = Dependency>) -> Self {
        self.package(name, Shape::Binary, dependencies)
    }

    pub fn proc_macro(
        self,
        name: &str,
        dependencies: impl IntoIterator<Item = Dependency>,
    ) -> Self {
        self.package(name, Shape::ProcMacro, dependencies)
    }

    fn package(
        mut self,
        name: &str,
        shape: Shape,
        dependencies: impl IntoIterator<Item = Dependency>,
    ) -> Self {
        self.packages.push(Package {
            name: name.to_owned(),
            shape,
            directory: name.to_owned(),
            is_member: true,
            manifest: String::new(),
            dependencies: dependencies.into_iter().collect(),
        });
        self
    }

    /// Puts the last package at the root.
    pub fn at_root(self) -> Self {
        self.change_last(|package| package.directory = String::new())
    }

    /// Makes the last package no member of the workspace.
    pub fn excluded(self) -> Self {
        self.change_last(|package| package.is_member = false)
    }

    /// Adds text to the manifest of the last package.
    pub fn manifest(self, text: &str) -> Self {
        self.change_last(|package| package.manifest.push_str(text))
    }

    fn change_last(mut self, change: impl FnOnce(&mut Package)) -> Self {
        change(self.packages.last_mut().expect("there is a package to be changed"));
        self
    }

    /// Sets the resolver, which is 2 otherwise.
    pub fn resolver(mut self, version: &'static str) -> Self {
        self.resolver = version;
        self
    }

    /// Adds text to the root manifest, behind its tables.
    pub fn root_manifest(mut self, text: &str) -> Self {
        self.root_manifest.push_str(text);
        self
    }

    /// Adds a file, or replaces one that would be written otherwise.
    pub fn file(mut self, path: &str, text: &str) -> Self {
        self.files.push((path.to_owned(), text.to_owned()));
        self
    }

    /// Sets an environment variable for all commands.
    pub fn env(mut self, key: &str, value: &str) -> Self {
        self.environment.push((key.to_owned(), value.to_owned()));
        self
    }

    /// Leaves out `Cargo.lock`.
    pub fn without_lockfile(mut self) -> Self {
        self.has_lockfile = false;
        self
    }

    /// Writes the project, and its lockfile with cargo's help.
    pub fn create(self) -> App {
        let sandbox = Rc::new(Sandbox::new());
        let root = sandbox.path("app");
        let app = App { sandbox, root };
        if !self.packages.iter().any(|package| package.directory.is_empty()) {
            app.edit("Cargo.toml", &self.root_text(Table::new()));
        }
        for package in &self.packages {
            self.write_package(package, &app);
        }
        for (path, text) in &self.files {
            app.edit(path, text);
        }
        if self.has_lockfile {
            app.sandbox.cargo(&app.root, "generate-lockfile --offline").succeeds();
        }
        for (key, value) in &self.environment {
            app.sandbox.set_environment(key, value);
        }
        app
    }

    fn root_text(&self, mut manifest: Table) -> String {
        let directories = |are_members: bool| -> Value {
            let packages = self.packages.iter();
            let chosen = packages.filter(|p| p.is_member == are_members && !p.directory.is_empty());
            chosen.map(|p| Value::from(p.directory.as_str())).collect::<Vec<_>>().into()
        };
        let mut workspace = Table::new();
        workspace.insert("members".into(), directories(true));
        workspace.insert("exclude".into(), directories(false));
        workspace.insert("resolver".into(), self.resolver.into());
        manifest.insert("workspace".into(), workspace.into());
        format!("{manifest}{}", self.root_manifest)
    }

    fn write_package(&self, package: &Package, app: &App) {
        let mut head = Table::new();
        head.insert("name".into(), package.name.as_str().into());
        head.insert("version".into(), "0.1.0".into());
        head.insert("edition".into(), "2021".into());
        let mut manifest = Table::new();
        manifest.insert("package".into(), head.into());
        if package.shape == Shape::ProcMacro {
            let mut library = Table::new();
            library.insert("proc-macro".into(), true.into());
            manifest.insert("lib".into(), library.into());
        }
        let up = if package.directory.is_empty() { "" } else { "../" };
        for dependency in &package.dependencies {
            let local = dependency.local();
            dependency.add_to(&mut manifest, local.map(|name| format!("{up}{name}")));
        }
        let prefix = if package.directory.is_empty() {
            String::new()
        } else {
            format!("{}/", package.directory)
        };
        let text = if package.directory.is_empty() {
            self.root_text(manifest)
        } else {
            manifest.to_string()
        };
        app.edit(&format!("{prefix}Cargo.toml"), &(text + &package.manifest));
        let macros: Vec<String> = (self.packages.iter())
            .filter(|package| package.shape == Shape::ProcMacro)
            .map(|package| package.name.clone())
            .collect();
        app.edit(&format!("{prefix}{}", package.main_file()), &package.source(&macros));
        if let Some(script) = package.build_script(&macros) {
            app.edit(&format!("{prefix}build.rs"), &script);
        }
    }
}

impl Package {
    fn main_file(&self) -> &'static str {
        match self.shape {
            Shape::Binary => "src/main.rs",
            Shape::Library | Shape::ProcMacro => "src/lib.rs",
        }
    }

    /// Code that tells the package's name and what its dependencies tell.
    fn source(&self, macros: &[String]) -> String {
        let calls = |for_script: bool| -> Vec<String> {
            let chosen = self.dependencies.iter().filter(|d| d.is_for_build_script() == for_script);
            chosen.filter_map(|dependency| dependency.call(macros)).collect()
        };
        let mut parts = calls(false);
        if !calls(true).is_empty() {
            parts.push("env!(\"BUILT_WITH\").to_string()".into());
        }
        let name = &self.name;
        let text = if parts.is_empty() {
            format!("\"{name}\".to_string()")
        } else {
            format!("format!(\"{name} ({{}})\", [{}].join(\", \"))", parts.join(", "))
        };
        match self.shape {
            Shape::Library => format!("pub fn text() -> String {{ {text} }}\n"),
            Shape::Binary => format!("fn main() {{ println!(\"{{}}\", {text}) }}\n"),
            Shape::ProcMacro => format!(
                "use proc_macro::TokenStream;\n\
                 #[proc_macro] pub fn text(_: TokenStream) -> TokenStream {{\n    \
                 format!(\"{{:?}}\", {text}).parse().unwrap()\n}}\n"
            ),
        }
    }

    fn build_script(&self, macros: &[String]) -> Option<String> {
        let chosen = self.dependencies.iter().filter(|d| d.is_for_build_script());
        let calls: Vec<String> = chosen.filter_map(|d| d.call(macros)).collect();
        (!calls.is_empty()).then(|| {
            format!(
                "fn main() {{ println!(\"cargo:rustc-env=BUILT_WITH=built with {{}}\", [{}].join(\", \")) }}\n",
                calls.join(", ")
            )
        })
    }
}

impl App {
    /// Its root directory.
    pub fn root(&self) -> &Path {
        &self.root
    }

    pub fn sandbox(&self) -> &Rc<Sandbox> {
        &self.sandbox
    }

    /// Writes a file, which may be a new one.
    pub fn edit(&self, path: &str, text: &str) {
        let path = self.root.join(path);
        fs::create_dir_all(path.parent().expect("a file has a directory"))
            .expect("the project can be written");
        fs::write(path, text).expect("the project can be written");
    }

    /// Replaces text in a file, which must have it.
    #[track_caller]
    pub fn replace(&self, path: &str, from: &str, to: &str) {
        let text = self.text(path);
        assert!(text.contains(from), "`{from}` is not in `{path}`:\n{text}");
        self.edit(path, &text.replace(from, to));
    }

    pub fn text(&self, path: &str) -> String {
        fs::read_to_string(self.root.join(path)).expect("the project can be read")
    }

    pub fn bytes(&self, path: &Path) -> Vec<u8> {
        fs::read(self.root.join(path)).expect("the project can be read")
    }

    pub fn exists(&self, path: &str) -> bool {
        self.root.join(path).exists()
    }

    pub fn remove(&self, path: &str) {
        fs::remove_file(self.root.join(path)).expect("the project can be changed");
    }

    /// Its files below the root, relative to it.
    pub fn files(&self) -> Vec<PathBuf> {
        files_below(&self.root)
    }

    /// A copy of a project that is on disk, built with what is on crates.io.
    pub fn copy_of(directory: &Path) -> App {
        let sandbox = Rc::new(Sandbox::new());
        let root = sandbox.path("app");
        let app = App { sandbox, root };
        for path in files_below(directory) {
            let text = fs::read_to_string(directory.join(&path)).expect("the project can be read");
            app.edit(&path.to_string_lossy(), &text);
        }
        let home = std::env::var("CARGO_HOME")
            .or_else(|_| std::env::var("HOME").map(|home| format!("{home}/.cargo")));
        app.sandbox.set_environment("CARGO_HOME", &home.expect("cargo has a home"));
        app
    }

    /// A recipe that another tool has prepared.
    pub fn prepared(&self, text: String, run: Run) -> Prepared<'_> {
        Prepared::new(self, text, run)
    }

    /// The project that is at another place below the same sandbox.
    pub fn at(&self, name: &str) -> App {
        App { sandbox: Rc::clone(&self.sandbox), root: self.sandbox.path(name) }
    }

    /// The same project in another directory, below the same sandbox.
    pub fn copy_to(&self, name: &str) -> App {
        let copy = App { sandbox: Rc::clone(&self.sandbox), root: self.sandbox.path(name) };
        for path in self.files() {
            let path = path.to_string_lossy();
            copy.edit(&path, &self.text(&path));
        }
        copy
    }

    /// Puts a program in place of that of the machine: a script of the shell.
    pub fn program(&self, name: &str, script: &str) {
        let directory = self.sandbox.path("programs");
        let program = directory.join(name);
        fs::create_dir_all(&directory).expect("the sandbox can be written");
        fs::write(&program, format!("#!/bin/sh\n{script}\n")).expect("the sandbox can be written");
        fs::set_permissions(&program, std::fs::Permissions::from_mode(0o755)).expect("it is ours");
        let path = std::env::var("PATH").expect("there is a path");
        self.sandbox.set_environment("PATH", &format!("{}:{path}", directory.display()));
    }

    /// Runs our binary at the root.
    pub fn chef(&self, flags: &str) -> Run {
        self.sandbox.chef(&self.root, flags)
    }

    /// Runs cargo at the root.
    pub fn cargo(&self, flags: &str) -> Run {
        self.sandbox.cargo(&self.root, flags)
    }

    /// Makes the project a repository without commits.
    pub fn begin_history(&self) {
        self.git("init --quiet --initial-branch main").succeeds();
        self.git("config user.name someone").succeeds();
        self.git("config user.email someone@example.org").succeeds();
    }

    /// Commits everything on a day of January, also where nothing has changed.
    pub fn commit(&self, day: u32, subject: &str) {
        self.git("add --all").succeeds();
        let date = format!("2025-01-{day:02}T12:00:00Z");
        self.sandbox.set_environment("GIT_AUTHOR_DATE", &date);
        self.sandbox.set_environment("GIT_COMMITTER_DATE", &date);
        self.git(&format!("commit --quiet --allow-empty --message {subject}")).succeeds();
    }

    /// Runs git at the root.
    pub fn git(&self, flags: &str) -> Run {
        self.sandbox.git(&self.root, flags)
    }

    /// Builds where the sources are. No external crate may be compiled again.
    #[track_caller]
    pub fn build(&self, flags: &str) -> Build<'_> {
        let flags = format!("build --message-format json {flags}");
        let build = Build::new(&self.sandbox, &self.root, self.cargo(&flags).succeeds());
        build.has_fresh_externals();
        build
    }

    /// Builds with `cargo chef build`. No external crate may be compiled again.
    #[track_caller]
    pub fn chef_build(&self, flags: &str) -> Build<'_> {
        let build = self.chef_build_anew(flags);
        build.has_fresh_externals();
        build
    }

    /// As [`App::chef_build`], where external crates are yet to be compiled.
    #[track_caller]
    pub fn chef_build_anew(&self, flags: &str) -> Build<'_> {
        let run = self.chef(&format!("build {flags} -- --message-format json"));
        Build::new(&self.sandbox, &self.root, run.succeeds())
    }

    /// Makes every file another one with the same content and a new time, as a new checkout does.
    pub fn check_out_again(&self) {
        for path in self.files() {
            if path.starts_with("target") || path.starts_with(".git") {
                continue;
            }
            let bytes = self.bytes(&path);
            let path = self.root.join(path);
            let permissions = fs::metadata(&path).expect("it is there").permissions();
            fs::remove_file(&path).expect("the project can be changed");
            fs::write(&path, bytes).expect("the project can be written");
            fs::set_permissions(&path, permissions).expect("the project can be changed");
        }
    }

    /// Updates the lockfile after the manifests were edited.
    pub fn lock(&self) {
        self.cargo("update --workspace --offline --quiet").succeeds();
    }

    /// Prepares a recipe, which stands outside of the project. Nothing else may change.
    #[track_caller]
    pub fn prepare(&self, flags: &str) -> Prepared<'_> {
        self.prepare_with(&flags.split_whitespace().collect::<Vec<_>>())
    }

    /// As [`App::prepare`], with arguments that may have spaces in them.
    #[track_caller]
    pub fn prepare_with(&self, arguments: &[&str]) -> Prepared<'_> {
        let before = self.files();
        let path = self.sandbox.path("recipe.json");
        let recipe_path = path.to_str().expect("the sandbox has a path of text");
        let arguments = [&["prepare", "--recipe-path", recipe_path], arguments].concat();
        let run = self.sandbox.chef_with(&self.root, &arguments).succeeds();
        assert_eq!(self.files(), before, "prepare wrote to the project");
        let text = fs::read_to_string(&path).expect("there is a recipe");
        Prepared::new(self, text, run)
    }
}
