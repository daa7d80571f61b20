//! A recipe, and the directory in which it is cooked: what a Docker layer would be.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use fs_err as fs;

use super::build::Build;
use super::project::App;
use super::sandbox::{Run, files_below};

/// A recipe, with what was said when it was prepared.
pub struct Prepared<'a> {
    app: &'a App,
    /// The recipe's bytes.
    pub text: String,
    run: Run,
}

/// A directory in which a recipe was cooked before the sources came.
pub struct Layer<'a> {
    app: &'a App,
    root: PathBuf,
    cooked: BTreeSet<PathBuf>,
}

impl<'a> Prepared<'a> {
    pub fn new(app: &'a App, text: String, run: Run) -> Self {
        Self { app, text, run }
    }

    /// Asserts that prepare said this to the user.
    #[track_caller]
    pub fn says(self, text: &str) -> Self {
        Self { run: self.run.says(text), ..self }
    }

    /// Asserts that prepare said nothing but what it wrote.
    #[track_caller]
    pub fn silent(self) -> Self {
        Self { run: self.run.says_no_more_than_what_it_prepared(), ..self }
    }

    /// A new directory with nothing in it but the recipe.
    pub fn layer(&self) -> Layer<'a> {
        let root = self.app.sandbox().new_layer();
        fs::write(root.join("recipe.json"), &self.text).expect("the layer can be written");
        Layer { app: self.app, root, cooked: BTreeSet::new() }
    }

    /// Cooks the recipe in a new directory.
    #[track_caller]
    pub fn cook(&self, flags: &str) -> Layer<'a> {
        let mut layer = self.layer();
        layer.chef(&format!("cook --recipe-path recipe.json {flags}")).succeeds();
        layer.cooked = layer.libraries();
        layer
    }
}

impl Layer<'_> {
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Runs our binary in the layer.
    pub fn chef(&self, flags: &str) -> Run {
        self.app.sandbox().chef(&self.root, flags)
    }

    /// As [`Layer::chef`], with arguments that may have spaces in them.
    pub fn chef_with(&self, arguments: &[&str]) -> Run {
        self.app.sandbox().chef_with(&self.root, arguments)
    }

    /// All files of the layer, relative to it.
    pub fn files(&self) -> Vec<PathBuf> {
        files_below(&self.root)
    }

    pub fn text(&self, path: &str) -> String {
        fs::read_to_string(self.root.join(path)).expect("the layer can be read")
    }

    pub fn write(&self, path: &str, text: &str) {
        let path = self.root.join(path);
        fs::create_dir_all(path.parent().expect("a file has a directory"))
            .expect("the layer can be written");
        fs::write(path, text).expect("the layer can be written");
    }

    /// Copies a file or a directory of the project into the layer, as `COPY` does.
    pub fn copy(&self, path: &str) {
        for file in self.app.files().into_iter().filter(|file| file.starts_with(path)) {
            self.copy_file(&file);
        }
    }

    /// Copies the sources into the layer, as old as a checkout may make them, and builds. No
    /// external crate may be compiled again, and nothing may have been cooked in vain.
    #[track_caller]
    pub fn build(&self, flags: &str) -> Build<'_> {
        let build = self.build_some(flags);
        build.used_all(&self.cooked);
        build
    }

    /// As [`Layer::build`], where more was cooked than is built.
    #[track_caller]
    pub fn build_some(&self, flags: &str) -> Build<'_> {
        self.run_some("build", flags)
    }

    /// As [`Layer::build_some`], with arguments that may have spaces in them.
    #[track_caller]
    pub fn build_with(&self, arguments: &[&str]) -> Build<'_> {
        self.copy_sources();
        let sandbox = self.app.sandbox();
        let arguments = [&["build", "--message-format", "json"], arguments].concat();
        let run = sandbox.run_with("cargo", &self.root, &arguments).succeeds();
        let build = Build::new(sandbox, &self.root, run);
        build.has_fresh_externals();
        build
    }

    /// As [`Layer::build`], with another subcommand of cargo.
    #[track_caller]
    pub fn run(&self, subcommand: &str, flags: &str) -> Build<'_> {
        let build = self.run_some(subcommand, flags);
        build.used_all(&self.cooked);
        build
    }

    /// Copies the sources into the layer and runs a cargo that says nothing of what is fresh.
    #[track_caller]
    pub fn cargo(&self, flags: &str) -> Run {
        self.copy_sources();
        self.app.sandbox().cargo(&self.root, flags).succeeds()
    }

    #[track_caller]
    fn run_some(&self, subcommand: &str, flags: &str) -> Build<'_> {
        let run = self.cargo(&format!("{subcommand} --message-format json {flags}"));
        let build = Build::new(self.app.sandbox(), &self.root, run);
        build.has_fresh_externals();
        build
    }

    /// A file that an earlier build has seen gets a new time when it changes, as by an editor.
    fn copy_sources(&self) {
        for path in self.app.files() {
            if path.starts_with("target") || path.starts_with(".git") {
                continue;
            }
            self.copy_file(&path);
        }
    }

    fn copy_file(&self, path: &Path) {
        let to = self.root.join(path);
        let contents = fs::read(self.app.root().join(path)).expect("the project can be read");
        let is_new = !to.exists();
        if !is_new && fs::read(&to).expect("the layer can be read") == contents {
            return;
        }
        fs::create_dir_all(to.parent().expect("a file has a directory"))
            .expect("the layer can be written");
        fs::write(&to, contents).expect("the layer can be written");
        let permissions =
            fs::metadata(self.app.root().join(path)).expect("it is there").permissions();
        fs::set_permissions(&to, permissions).expect("the layer can be changed");
        if is_new {
            let old = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000_000);
            let file = fs::OpenOptions::new().write(true).open(&to).expect("it can be opened");
            file.file().set_modified(old).expect("its time can be set");
        }
    }

    /// Compiled libraries and macros.
    fn libraries(&self) -> BTreeSet<PathBuf> {
        let is_library = |path: &PathBuf| {
            // What rustc keeps for itself is no unit of cargo's.
            !path.components().any(|part| part.as_os_str() == "incremental")
                && path.extension().is_some_and(|e| ["rlib", "rmeta", "so"].iter().any(|l| e == *l))
        };
        self.files().into_iter().filter(is_library).map(|path| self.root.join(path)).collect()
    }
}
