//! Each example is built, edited and built again. Its Dockerfile is what `init` writes.

use fs_err as fs;

use crate::support::{Context, Docker, token};

const COOK: &str = "cargo chef cook --release --";
const PREPARE: &str = "RUN cargo chef prepare";

/// What is changed in an example, and what its program prints.
struct Story {
    /// A source file, a text in it, and what it becomes.
    edit: [&'static str; 3],
    /// What is printed before and after the edit.
    prints: [&'static str; 2],
    /// A manifest with the version of a member.
    version: &'static str,
    /// A package and another version of it.
    bump: [&'static str; 2],
}

impl Story {
    #[track_caller]
    fn tell(&self, context: &Context) {
        let [file, old, new] = self.edit;
        let [before, after] = self.prints;
        context.build().prints(before);
        context.edit(file, old, new).build().prints(after).ran(PREPARE).cached(COOK);
        context.edit(self.version, "version = \"0.1.0\"", "version = \"0.1.1\"");
        context.cargo("update --workspace --quiet");
        context.build().prints(after).ran(PREPARE).cached(COOK);
        let [package, version] = self.bump;
        context.cargo(&format!("update --quiet --package {package} --precise {version}"));
        context.build().prints(after).ran(PREPARE).ran(COOK);
    }
}

const ITOA: [&str; 2] = ["itoa", "1.0.15"];

/// An example whose Dockerfile `init` writes with these flags.
#[track_caller]
fn example(name: &str, flags: &str) -> Context {
    let context = Context::of(&format!("examples/{name}"));
    context.has_dockerfile_of(flags);
    context
}

#[test]
#[ignore = "needs Docker"]
fn single() {
    let story = Story {
        edit: ["src/main.rs", "one fish two fish", "red fish blue fish"],
        prints: ["\"one\"", "\"red\""],
        version: "Cargo.toml",
        bump: ITOA,
    };
    story.tell(&example("single", ""));
}

#[test]
#[ignore = "needs Docker"]
fn workspace() {
    let context = example("workspace", "");
    let story = Story {
        edit: ["services/report/src/main.rs", "report: ", "report of today: "],
        prints: ["report: 1 coffee", "report of today: 1 coffee"],
        version: "Cargo.toml",
        bump: ["itoa", "1.0.17"],
    };
    story.tell(&context);
    // The other service comes from the same recipe.
    context.build_with(&["--target", "api"]).prints("orders: ").cached(COOK);
}

/// Where the standard library of musl is not installed, the same Dockerfile builds for this
/// machine's target, with glibc in the program.
#[test]
#[ignore = "needs Docker"]
fn static_in_an_empty_image() {
    let context = example("static", "--runtime scratch").options(&static_target());
    context.links_statically();
    let story = Story {
        edit: ["src/main.rs", "hello from", "goodbye from"],
        prints: ["hello from /usr/local/bin/greet, 20 bytes", "goodbye from /usr"],
        version: "Cargo.toml",
        bump: ITOA,
    };
    story.tell(&context);
}

/// Options for a target that is here, and links statically.
pub fn static_target() -> String {
    let target = if Docker::has_musl() { "musl" } else { "gnu" };
    format!("--build-arg TARGET=x86_64-unknown-linux-{target}")
}

#[test]
#[ignore = "needs Docker"]
fn vendored_without_network() {
    let context = Context::of("examples/vendored").options("--network none");
    context.cargo("vendor --quiet");
    context.has_dockerfile_of("");
    let story = Story {
        edit: ["src/main.rs", "on the shelf", "below the shelf"],
        prints: ["on the shelf: 42", "below the shelf: 42"],
        version: "Cargo.toml",
        bump: ITOA,
    };
    story.tell_vendored(&context);
}

impl Story {
    /// As [`Story::tell`], with a vendor directory that follows the lockfile.
    #[track_caller]
    fn tell_vendored(&self, context: &Context) {
        let [file, old, new] = self.edit;
        let [before, after] = self.prints;
        context.build().prints(before);
        context.edit(file, old, new).build().prints(after).ran(PREPARE).cached(COOK);
        context.edit(self.version, "version = \"0.1.0\"", "version = \"0.1.1\"");
        context.edit("Cargo.lock", "version = \"0.1.0\"", "version = \"0.1.1\"");
        context.build().prints(after).ran(PREPARE).cached(COOK);
        fs::remove_dir_all(context.path().join("vendor")).expect("it can be removed");
        let config = context.path().join(".cargo/config.toml");
        let text = fs::read_to_string(&config).expect("it can be read");
        fs::remove_file(&config).expect("it can be removed");
        let [package, version] = self.bump;
        context.cargo(&format!("update --quiet --package {package} --precise {version}"));
        context.cargo("vendor --quiet");
        context.touch("vendor");
        fs::write(config, text).expect("it can be written");
        context.build().prints(after).ran(PREPARE).ran(COOK);
    }
}

#[test]
#[ignore = "needs Docker"]
fn pinned_toolchain() {
    let context = example("toolchain", "");
    // The only toolchain that is sure to be here, under another name than the default one.
    let version = Docker::rust_version();
    context.edit("rust-toolchain.toml", "1.88.0", &version);
    let before: &str = &format!("compiled by {version}-");
    let after: &str = &format!("built by {version}-");
    context.build().prints(before);
    let edit = context.edit("src/main.rs", "compiled by", "built by");
    edit.build().prints(after).cached("RUN rustup").ran(PREPARE).cached(COOK);
    context.edit("Cargo.toml", "version = \"0.1.0\"", "version = \"0.1.1\"");
    context.build().prints(after).cached("RUN rustup").ran(PREPARE).cached(COOK);
    context.cargo("update --quiet --package itoa --precise 1.0.15");
    context.build().prints(after).cached("RUN rustup").ran(PREPARE).ran(COOK);
}

/// Runs the cargo of the host with what lets it in.
#[track_caller]
fn cargo_with_token(context: &Context, flags: &str) {
    let token = token();
    let environment = [
        ("CARGO_REGISTRIES_PRIVATE_TOKEN", token.as_str()),
        ("CARGO_REGISTRY_GLOBAL_CREDENTIAL_PROVIDERS", "cargo:token"),
    ];
    context.cargo_with(flags, &environment);
}

#[test]
#[ignore = "needs Docker"]
fn private_registry_with_a_secret() {
    let context = Context::of("examples/registry");
    let index = Docker::get().registry.index("private");
    context.edit(".cargo/config.toml", "sparse+https://registry.example.com/index/", &index);
    let credentials = format!("[registries.private]\ntoken = \"{}\"\n", token());
    let file = tempfile::NamedTempFile::new().expect("a file can be made");
    fs::write(file.path(), credentials).expect("it can be written");
    cargo_with_token(&context, "generate-lockfile");
    context.has_dockerfile_of("");
    let prepare = "cargo chef prepare";
    let context = context.options(&format!("--secret id=cargo,src={}", file.path().display()));
    context.build().prints("hello from a private registry: welcome");
    let builder = context.build_with(&["--target", "builder"]);
    // What is there is found, and the token is not there.
    let token = token();
    assert_eq!(builder.has(&["registries.private", &token]), ["registries.private"].into());
    context.edit("src/main.rs", ": welcome", ": good morning");
    context.build().prints("private registry: good morning").ran(prepare).cached(COOK);
    let edit = context.edit("Cargo.toml", "version = \"0.1.0\"", "version = \"0.1.1\"");
    edit.build().prints("good morning").ran(prepare).cached(COOK);
    cargo_with_token(&context, "update --quiet --package itoa --precise 1.0.15");
    context.build().prints("good morning").ran(prepare).ran(COOK);
}

#[test]
#[ignore = "needs Docker"]
fn without_the_secret_cook_fails() {
    let context = Context::of("examples/registry");
    let index = Docker::get().registry.index("private");
    context.edit(".cargo/config.toml", "sparse+https://registry.example.com/index/", &index);
    cargo_with_token(&context, "generate-lockfile");
    let said = context.fails_to_build();
    assert!(said.contains("no token found for"), "{said}");
}

#[test]
#[ignore = "needs Docker"]
fn files_that_are_compiled_in() {
    let context = example("sql", "--runtime distroless");
    let story = Story {
        edit: ["queries/newest.sql", "LIMIT 3", "LIMIT 5"],
        prints: ["year DESC LIMIT 3;", "year DESC LIMIT 5;"],
        version: "Cargo.toml",
        bump: ITOA,
    };
    story.tell(&context);
    fs::write(context.path().join("migrations/0003_more.sql"), "-- nothing yet").expect("written");
    context.build().prints("3 migrations").cached(COOK);
}

#[test]
#[ignore = "needs Docker"]
fn a_base_recipe_below() {
    let context = Context::of("examples/workspace").dockerfile("layered.Dockerfile");
    let [base, top] = ["--recipe-path chef.base.json", "--recipe-path recipe.json"]
        .map(|recipe| format!("RUN cargo chef cook --release {recipe}"));
    let image = context.build();
    image.prints("report: ");
    let all = image.compiled(&base).len();
    assert!(all >= 40, "{all} crates");
    let again = image.compiled(&top);
    assert!(again.is_empty(), "the base recipe is old: {again:?}");
    context.edit("services/report/src/main.rs", "report: ", "report of today: ");
    context.build().prints("report of today: ").ran(PREPARE).cached(&base).cached(&top);
    context.edit("Cargo.toml", "version = \"0.1.0\"", "version = \"0.1.1\"");
    context.cargo("update --workspace --quiet");
    context.build().prints("report of today: ").ran(PREPARE).cached(&base).cached(&top);
    context.cargo("update --quiet --package itoa --precise 1.0.15");
    let image = context.build();
    image.prints("report of today: ").cached(&base).ran(&top);
    let again = image.compiled(&top);
    assert!(!again.is_empty() && again.len() * 5 <= all, "{again:?} of {all}");
}

/// Each build has a new checkout; what was compiled is in a mount.
#[test]
#[ignore = "needs Docker"]
fn a_target_directory_in_a_cache_mount_keeps_local_crates() {
    const BUILD: &str = "cargo chef build --release";
    let context = Context::of("examples/workspace").dockerfile("target.Dockerfile");
    let image = context.build();
    image.prints("report: ");
    let all = image.compiled(BUILD).len();
    assert!(all >= 40, "{all} crates");
    context.edit("services/report/src/main.rs", "report: ", "report of today: ");
    let image = context.build();
    let again = image.prints("report of today: ").compiled(BUILD);
    assert!(matches!(again[..], [one] if one.starts_with("report ")), "{again:?}");
    context.edit("services/report/src/main.rs", "report of today: ", "report: ");
    context.edit("README.md", "A workspace", "A small workspace");
    let image = context.build();
    let again = image.prints("report: ").compiled(BUILD);
    assert!(matches!(again[..], [one] if one.starts_with("report ")), "{again:?}");
}
