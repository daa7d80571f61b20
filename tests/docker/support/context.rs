//! A project with a Dockerfile, in a directory of its own, that is built and edited.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::ops::Deref;
use std::path::Path;
use std::process::Command;

use fs_err as fs;
use tempfile::{NamedTempFile, TempDir};

use super::daemon::Docker;
use super::output::Output;
use super::run::{command, finish, run};

/// A build context.
pub struct Context {
    docker: &'static Docker,
    directory: TempDir,
    name: RefCell<String>,
    dockerfile: String,
    /// Set in the first stage.
    environment: RefCell<Vec<String>>,
    options: Vec<String>,
}

/// An image, with what was said when it was built.
pub struct Image {
    docker: &'static Docker,
    id: String,
    output: Output,
}

impl Context {
    /// A copy of a directory of this repository.
    pub fn of(source: &str) -> Self {
        let docker = Docker::get();
        let directory = tempfile::tempdir().expect("a temporary directory can be made");
        let source_path = Path::new(env!("CARGO_MANIFEST_DIR")).join(source);
        // What git does not know, such as a target directory, stays here.
        let files = run("git ls-files --cached --others --exclude-standard", &source_path);
        for file in files.lines().filter(|file| source_path.join(file).exists()) {
            let copy = directory.path().join(file);
            fs::create_dir_all(copy.parent().expect("it has one")).expect("it can be made");
            fs::copy(source_path.join(file), copy).expect("it can be copied");
        }
        // No layer of another test, or of an earlier run, may be taken for one of this.
        let name = directory.path().file_name().expect("it has a name").to_string_lossy();
        let name = format!("test-{}", name.trim_start_matches('.').to_lowercase());
        let environment = RefCell::new(vec![format!("NAME_OF_THE_TEST={name}")]);
        let dockerfile = "Dockerfile".into();
        let name = RefCell::new(name);
        Self { docker, directory, name, dockerfile, environment, options: Vec::new() }
    }

    /// Builds another Dockerfile of the context.
    pub fn dockerfile(mut self, name: &str) -> Self {
        name.clone_into(&mut self.dockerfile);
        self
    }

    /// Builds with another daemon.
    pub fn on(mut self, docker: &'static Docker) -> Self {
        self.docker = docker;
        self
    }

    /// Adds options of `docker build`, separated by spaces.
    pub fn options(mut self, options: &str) -> Self {
        self.options.extend(options.split_whitespace().map(str::to_owned));
        self
    }

    /// Gives the image this name, and shares its layers.
    pub fn named(self, name: &str) -> Self {
        self.name_image(name);
        self.environment.borrow_mut().clear();
        self
    }

    /// Gives the images that are built from now on this name.
    pub fn name_image(&self, name: &str) {
        self.name.replace(name.to_owned());
    }

    /// Uploads the image that was built last.
    #[track_caller]
    pub fn push(&self) {
        self.docker.run(&["push", &self.name.borrow()]);
    }

    /// The external packages that have to be compiled again after a change of this one, and then the
    /// local ones, by what cargo says of the lockfile.
    #[track_caller]
    pub fn reached(&self, package: &str) -> [BTreeSet<String>; 2] {
        let flags =
            "tree --quiet --workspace --edges normal,build --prefix none --format {p} --invert";
        let tree = self.cargo_with(&format!("{flags} {package}"), &[]);
        let packages: BTreeSet<&str> = tree.lines().filter(|line| line.contains(" v")).collect();
        let (local, external): (Vec<_>, Vec<_>) =
            packages.into_iter().partition(|package| package.contains(" (/"));
        [external, local].map(|packages| packages.into_iter().map(name_of).collect())
    }

    /// Writes the Dockerfile as a build reads it, and returns where it is.
    pub fn written(&self) -> NamedTempFile {
        self.with_environment()
    }

    pub fn path(&self) -> &Path {
        self.directory.path()
    }

    /// Replaces a text that must be there.
    #[track_caller]
    pub fn edit(&self, file: &str, old: &str, new: &str) -> &Self {
        let path = self.path().join(file);
        let text = fs::read_to_string(&path).expect("the file can be read");
        assert!(text.contains(old), "`{old}` is not in\n{text}");
        fs::write(path, text.replace(old, new)).expect("the file can be written");
        self
    }

    /// Runs the cargo of the host in the context. No toolchain is chosen by what is there.
    #[track_caller]
    pub fn cargo(&self, flags: &str) -> &Self {
        self.cargo_with(flags, &[]);
        self
    }

    /// As [`Context::cargo`], with environment variables. Returns what it printed.
    #[track_caller]
    pub fn cargo_with(&self, flags: &str, environment: &[(&str, &str)]) -> String {
        let mut cargo = command("cargo", self.path());
        cargo.args(flags.split_whitespace()).envs(environment.iter().copied());
        cargo.env("RUSTUP_TOOLCHAIN", "stable");
        finish(cargo)
    }

    /// Gives all files below a directory a new time. Cargo unpacks each crate with the same times,
    /// and a file of another version that has the same size, too, would not be sent to the daemon.
    pub fn touch(&self, directory: &str) {
        run(&format!("find {directory} -type f -exec touch {{}} +"), self.path());
    }

    /// Lets `init` write the Dockerfile and `.dockerignore`.
    #[track_caller]
    pub fn init(&self, flags: &str) -> &Self {
        let mut init = command(env!("CARGO_BIN_EXE_cargo-chef"), self.path());
        init.arg("init").args(flags.split_whitespace()).env("RUSTUP_TOOLCHAIN", "stable");
        finish(init);
        self
    }

    /// Asserts that `init` with these flags writes the Dockerfile and `.dockerignore` that are here.
    #[track_caller]
    pub fn has_dockerfile_of(&self, flags: &str) {
        let files = ["Dockerfile", ".dockerignore"].map(|name| self.path().join(name));
        let read =
            || files.each_ref().map(|file| fs::read_to_string(file).expect("the file can be read"));
        let before = read();
        self.init(&format!("--force {flags}"));
        assert_eq!(before, read());
    }

    /// Has the program linked statically where there is glibc in place of musl.
    #[track_caller]
    pub fn links_statically(&self) {
        if !Docker::has_musl() {
            let flags = "CARGO_TARGET_X86_64_UNKNOWN_LINUX_GNU_RUSTFLAGS";
            let variable = format!("{flags}=-Ctarget-feature=+crt-static");
            self.environment.borrow_mut().push(variable);
        }
    }

    /// Builds, which must fail, and returns what was said.
    #[track_caller]
    pub fn fails_to_build(&self) -> String {
        let dockerfile = self.with_environment();
        let mut command = self.command(dockerfile.path(), &[]);
        let output = self.docker.alone(|| command.output()).expect("docker can be started");
        assert!(!output.status.success(), "the image was built");
        String::from_utf8_lossy(&output.stderr).into_owned()
    }

    /// Builds the image.
    #[track_caller]
    pub fn build(&self) -> Image {
        self.build_with(&[])
    }

    /// Builds the image with more options.
    #[track_caller]
    pub fn build_with(&self, options: &[&str]) -> Image {
        let dockerfile = self.with_environment();
        let command = self.command(dockerfile.path(), options);
        let output = Output::new(self.docker.alone(|| finish(command)));
        // Another build may give the name to another image.
        let name = self.name.borrow();
        let name = ["image", "inspect", "--format", "{{.Id}}", &name];
        Image { docker: self.docker, id: self.docker.run(&name).trim().to_owned(), output }
    }

    /// A copy of the Dockerfile, whose first stage sets the environment.
    fn with_environment(&self) -> NamedTempFile {
        let path = self.path().join(&self.dockerfile);
        let text = fs::read_to_string(path).expect("the Dockerfile can be read");
        let variables = self.environment.borrow();
        let lines: Vec<String> = ["WORKDIR /app".to_owned()]
            .into_iter()
            .chain(variables.iter().map(|variable| format!("ENV {variable}")))
            .collect();
        let copy = NamedTempFile::new().expect("a file can be made");
        // Nor may a cache mount of another one be taken.
        let mount = format!("id={}-reuse", self.path().display());
        let text = text.replacen("WORKDIR /app", &lines.join("\n"), 1);
        fs::write(copy.path(), text.replace("id=reuse", &mount)).expect("it can be written");
        copy
    }

    fn command(&self, dockerfile: &Path, options: &[&str]) -> Command {
        let mut command =
            self.docker.client(&["build", "--progress", "plain", "--tag", &self.name.borrow()]);
        // Of an option that is given twice docker takes the last.
        command.args(["--network", "host"]).args(&self.options).args(options);
        // The daemon keeps what it was sent last under this path: `.` would be that of every test.
        command.arg("--file").arg(dockerfile).arg(self.path());
        command
    }
}

/// `serde v1.0.228` of a line that may go on with a path or a mark.
pub fn name_of(package: &str) -> String {
    package.split(" (").next().unwrap_or(package).trim().to_owned()
}

impl Image {
    /// Runs the image and asserts what it prints.
    #[track_caller]
    pub fn prints(&self, text: &str) -> &Output {
        let printed = self.run(&[]);
        assert!(printed.contains(text), "`{text}` is not in `{printed}`");
        &self.output
    }

    /// Runs the image with these arguments in front of its name.
    #[track_caller]
    pub fn run(&self, options: &[&str]) -> String {
        self.run_with(options, &[])
    }

    /// Runs the image with arguments in front of its name and behind.
    #[track_caller]
    pub fn run_with(&self, options: &[&str], arguments: &[&str]) -> String {
        let network: &[&str] =
            if options.contains(&"--network") { &[] } else { &["--network", "none"] };
        self.docker.run(&[&["run", "--rm"], network, options, &[&self.id], arguments].concat())
    }

    /// What docker knows of the image, in Go's template language.
    #[track_caller]
    pub fn inspect(&self, template: &str) -> String {
        self.docker.run(&["image", "inspect", "--format", template, &self.id]).trim().to_owned()
    }

    /// Which of these texts are in a file or in the configuration of the image.
    #[track_caller]
    pub fn has<'t>(&self, texts: &[&'t str]) -> BTreeSet<&'t str> {
        let archive = NamedTempFile::new().expect("a file can be made");
        let path = archive.path().to_string_lossy().into_owned();
        self.docker.run(&["save", "--output", &path, &self.id]);
        let is_there = |text: &&&str| {
            let mut grep = command("grep", Path::new("/"));
            let found = grep.args(["--quiet", "--text", "--fixed-strings", text, &path]).status();
            match found.expect("grep can be started").code() {
                Some(code @ (0 | 1)) => code == 0,
                code => panic!("grep ended with {code:?}"),
            }
        };
        texts.iter().filter(is_there).copied().collect()
    }
}

impl Deref for Image {
    type Target = Output;

    fn deref(&self) -> &Output {
        &self.output
    }
}
