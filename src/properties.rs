//! What must hold for any input, whoever wrote it. The fuzzers in `fuzz/` and the tests below look for an
//! input for which it does not.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::Path;

use fs_err as fs;

use crate::cargo::Cargo;
use crate::compare::Difference;
use crate::distil::distil;
use crate::error::Error;
use crate::files::{Directory, FileSet, temporary_directory};
use crate::lockfile::{Lockfile, entries, write};
use crate::project_files::normal_configuration;
use crate::recipe::Recipe;
use crate::recipe_of::{RecipeRequest, read_for, recipe_of};
use crate::selection::Selection;
use crate::umbrella_of::umbrella_of;
use crate::{secrets, target_directory};

fn parse(text: &str) -> Option<Recipe> {
    Recipe::parse(Path::new("recipe.json"), text).ok()
}

/// A recipe is read as it was written.
///
/// # Panics
/// If it is not.
pub fn recipe(text: &str) {
    let Some(recipe) = parse(text) else { return };
    let written = recipe.to_text().expect("a recipe can be written");
    assert_eq!(parse(&written).as_ref(), Some(&recipe));
    let _ = (recipe.in_words(), recipe.scope(), recipe.crates());
}

/// What a recipe holds is restored to a directory and nowhere else, and restoring it again changes
/// nothing.
///
/// # Panics
/// If it is not so.
pub fn restoring(text: &str) {
    let Some(files) = parse(text).and_then(|recipe| recipe.project().files().ok()) else { return };
    if files.depth() > 20 || files.files().count() > 100 {
        return;
    }
    let Ok(outer) = temporary_directory() else { return };
    let inner = outer.path().join("inner");
    for _ in 0..2 {
        let Ok(root) = files.write(&inner) else { return };
        assert!(root.starts_with(&inner));
        let beside = fs::read_dir(outer.path()).expect("it can be read");
        assert_eq!(beside.count(), 1, "something was written outside");
        for (path, contents) in files.files() {
            let read = fs::read(root.join(path)).expect("it was written");
            assert_eq!(read, contents, "{path}");
        }
    }
}

/// A lockfile means the same when it was written again.
///
/// # Panics
/// If it does not.
pub fn lockfile(text: &str) {
    let path = Path::new("Cargo.lock");
    let Ok(lockfile) = Lockfile::parse(path, text) else { return };
    let written = write(entries(&lockfile));
    let again = Lockfile::parse(path, &written).expect("what was written can be read");
    assert_eq!(entries(&again), entries(&lockfile), "{written}");
}

/// Recipes can be compared, and one is the same as itself.
///
/// # Panics
/// If it is not.
pub fn difference(old: &str, new: &str) {
    let (Some(old), Some(new)) = (parse(old), parse(new)) else { return };
    if let Ok(difference) = Difference::between(("old", &old), ("new", &new)) {
        let _ = (difference.summary(), difference.changes_as_json());
        assert!(difference.compiled <= difference.crates);
    }
}

/// What is left of a text has no more to be removed, and a text in TOML stays one.
///
/// # Panics
/// If there is more.
pub fn secrets(text: &str) {
    let mut cleaned = text.to_owned();
    let found = secrets::remove_from_urls(&mut cleaned);
    if text.parse::<toml::Table>().is_ok() {
        assert!(cleaned.parse::<toml::Table>().is_ok(), "{cleaned}");
    }
    assert_eq!(secrets::remove_from_urls(&mut cleaned.clone()), BTreeSet::new(), "{cleaned}");
    assert!(!found.is_empty() || cleaned == text);
    let normal = normal_configuration(text, &BTreeSet::new());
    let again = normal_configuration(normal.text.as_deref().unwrap_or_default(), &BTreeSet::new());
    assert_eq!(again.secrets, BTreeSet::new());
}

/// Bytes that decide, one after the other, and the first choice where there are no more.
struct Decisions<'b>(std::slice::Iter<'b, u8>);

impl Decisions<'_> {
    fn one_of<'c>(&mut self, choices: &[&'c str]) -> &'c str {
        choices[usize::from(*self.0.next().unwrap_or(&0)) % choices.len()]
    }

    fn is(&mut self) -> bool {
        self.one_of(&["", "yes"]) == "yes"
    }
}

/// The packages of a workspace, and what they may depend on.
const LOCAL: [&str; 4] = ["app", "core", "macros", "tools"];
const EXTERNAL: [&str; 4] = ["itoa", "one", "two", "three"];

/// Adds dependencies to the manifest of a local package. Returns the names of the packages, and what a
/// feature may switch on.
fn add_dependencies(
    index: usize,
    decisions: &mut Decisions<'_>,
    manifest: &mut String,
) -> (Vec<String>, Vec<String>) {
    let (mut names, mut values) = (Vec::new(), vec![String::new()]);
    for name in LOCAL.iter().skip(index + 1).chain(&EXTERNAL) {
        if decisions.is() {
            continue;
        }
        names.push(format!("{name:?}"));
        let kind = decisions.one_of(&["dependencies", "dev-dependencies", "build-dependencies"]);
        let platforms =
            ["", "target.'cfg(unix)'.", "target.'cfg(windows)'.", "target.x86_64-unknown-none."];
        let platform = decisions.one_of(&platforms);
        let key = if decisions.is() { format!("own-{name}") } else { (*name).to_owned() };
        let place = if LOCAL.contains(name) {
            format!("path = \"../{name}\"")
        } else {
            format!("version = {:?}", decisions.one_of(&["1", "=1.0.0", ">=0.5, <3", "*"]))
        };
        let features = decisions.one_of(&["", "'x'", "'x', 'default'", "'y'"]);
        let default = decisions.one_of(&["true", "false"]);
        let _ = write!(
            manifest,
            "[{platform}{kind}.{key}]\npackage = {name:?}\n{place}\nfeatures = [{features}]\n\
             default-features = {default}\n"
        );
        if kind != "dev-dependencies" {
            values.push(format!("'{key}/x'"));
            if decisions.is() {
                *manifest += "optional = true\n";
                values.extend([format!("'dep:{key}'"), format!("'{key}?/y'")]);
            }
        }
    }
    (names, values)
}

/// A workspace for these decisions. Cargo may find that it is none.
fn workspace(decisions: &mut Decisions<'_>) -> FileSet {
    let mut files = FileSet::default();
    let mut add = |path: &str, contents: String| files.add(path, contents).expect("it is below");
    let mut lockfile = String::from("version = 4\n");
    let resolver = decisions.one_of(&["2", "1", "3"]);
    let profiles = [
        "",
        "[profile.dev.package.itoa]\nopt-level = 1\n",
        "[profile.release]\nlto = true\n[profile.release.package.core]\nopt-level = 0\n",
    ];
    let profile = decisions.one_of(&profiles);
    add(
        "Cargo.toml",
        format!("[workspace]\nmembers = [\"*\"]\nresolver = {resolver:?}\n{profile}"),
    );
    for (index, name) in LOCAL.iter().enumerate() {
        let edition = decisions.one_of(&["2021", "2018", "2024"]);
        let mut manifest =
            format!("[package]\nname = {name:?}\nversion = \"1.0.0\"\nedition = {edition:?}\n");
        if decisions.is() {
            add(&format!("{name}/build.rs"), String::new());
        }
        let other = decisions.one_of(&["src/main.rs", "src/bin/x.rs", "tests/t.rs"]);
        for target in ["src/lib.rs", other] {
            add(&format!("{name}/{target}"), String::new());
        }
        if decisions.is() {
            manifest += "[lib]\nproc-macro = true\n";
        }
        let (names, values) = add_dependencies(index, decisions, &mut manifest);
        let values: Vec<&str> = values.iter().map(String::as_str).collect();
        let [first, second, third] = [(); 3].map(|()| decisions.one_of(&values));
        let _ =
            write!(manifest, "[features]\ndefault = ['x']\nx = ['y', {first}]\ny = [{second}]\n");
        manifest += &format!("z = [{third}]\n").replace("[]", "['default']");
        let _ = write!(
            lockfile,
            "[[package]]\nname = {name:?}\nversion = \"1.0.0\"\ndependencies = [{}]\n",
            names.join(", ")
        );
        add(&format!("{name}/Cargo.toml"), manifest);
    }
    for name in EXTERNAL {
        let _ = write!(
            lockfile,
            "[[package]]\nname = {name:?}\nversion = \"1.0.0\"\n\
             source = \"registry+https://github.com/rust-lang/crates.io-index\"\n"
        );
    }
    add("Cargo.lock", lockfile);
    files
}

/// What is prepared from a workspace and from what its recipe restores is the same, and an umbrella is the
/// same, too, whether it is distilled from the workspace or from its recipe. Returns whether cargo took
/// what these bytes decide on for a workspace.
///
/// # Panics
/// If it is not the same.
pub fn preparing(bytes: &[u8]) -> bool {
    let files = workspace(&mut Decisions(bytes.iter()));
    let Ok(outer) = temporary_directory() else { return false };
    let configuration = outer.path().join(".cargo/config.toml");
    fs::create_dir_all(outer.path().join(".cargo")).expect("it can be made");
    fs::write(configuration, "[net]\noffline = true\n").expect("it can be written");
    let Ok(root) = files.write(&outer.path().join("first")) else { return false };
    let request = RecipeRequest::default();
    let made = |root: &Path| {
        let source = read_for(&root.join("Cargo.toml"), &request)?;
        Ok::<_, Error>((recipe_of(&source, &request)?.recipe, source.workspace))
    };
    let Ok((recipe, workspace)) = made(&root) else { return false };
    let Ok(project) = recipe.project().files() else { return false };
    let second = project.write(&outer.path().join("second")).expect("a recipe can be restored");
    let (again, _) = made(&second).expect("what was restored can be prepared");
    assert_eq!(again, recipe);

    let scratch = Directory::open(outer.path()).expect("it is there");
    let cargo = Cargo { offline: true, ..Cargo::inherited() };
    for flags in [&[][..], &["--workspace"], &["--workspace", "--all-features", "--all-targets"]] {
        let flags: Vec<String> = flags.iter().map(ToString::to_string).collect();
        let selection = Selection::from_flags(&flags).expect("these are flags");
        let direct = distil(&workspace, &selection.clone().into()).map(|umbrella| umbrella.project);
        let cooked = umbrella_of(&recipe, "Cargo.toml", &selection, &scratch, &cargo);
        assert_eq!(cooked.is_ok(), direct.is_ok(), "{flags:?}");
        if let (Ok(cooked), Ok(direct)) = (cooked, direct) {
            assert_eq!(cooked, direct, "{flags:?}");
        }
    }
    true
}

/// A password never stays, whatever is around it. `text` has what is before it and behind it, as lines.
///
/// # Panics
/// If it stays.
pub fn password(text: &str) {
    const PASSWORD: &str = "hunter2hunter2";
    let mut lines = text.lines();
    let mut line = || lines.next().unwrap_or_default();
    let [user, before, behind, path] = [line(), line(), line(), line()];
    // A URL has these in no password.
    if [user, before, behind].iter().any(|part| part.contains(['/', '?', '#', '\\'])) {
        return;
    }
    let url = format!("https://{user}:{before}{PASSWORD}{behind}@example.org/{path}");
    let of = |places: &[&str], url: &str| {
        let value = places.iter().rev().fold(toml::Value::from(url), |value, place| {
            toml::Table::from_iter([((*place).to_owned(), value)]).into()
        });
        value.as_table().map(ToString::to_string).unwrap_or_default()
    };
    let locked = format!("git+{url}?branch=a#0123456789012345678901234567890123456789");
    let texts = [
        of(&["dependencies", "a", "git"], &url),
        of(&["patch", &url, "a", "git"], &url),
        of(&["package", "source"], &locked),
        of(&["source", "a", "registry"], &format!("sparse+{url}")),
        of(&["registries", "a", "index"], &url),
        of(&["http", "proxy"], &url),
    ];
    for text in texts {
        let mut cleaned = text.clone();
        secrets::remove_from_urls(&mut cleaned);
        assert!(!cleaned.contains(PASSWORD), "{text}");
        let normal = normal_configuration(&text, &BTreeSet::new());
        assert!(!normal.text.unwrap_or_default().contains(PASSWORD), "{text}");
    }
}

/// A ledger, and what a directory for `--reuse` says that it holds, are read as they were written.
///
/// # Panics
/// If they are not.
pub fn documents(text: &str) {
    if let Ok(body) = serde_json::from_str(text) {
        target_directory::documents(&body);
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    /// How many inputs each property is tried with.
    const INPUTS: u64 = 2000;

    /// The same numbers each time, as random as they need to be.
    struct Numbers(u64);

    impl Numbers {
        fn below(&mut self, end: usize) -> usize {
            self.0 ^= self.0 << 13;
            self.0 ^= self.0 >> 7;
            self.0 ^= self.0 << 17;
            usize::try_from(self.0 % end.max(1) as u64).unwrap_or_default()
        }
    }

    const LOCKFILE: &str = "version = 4\n\n[[package]]\nname = \"app\"\nversion = \"0.1.0\"\n\
        dependencies = [\n \"itoa 1.0.0\",\n \"one\",\n]\n\n[[package]]\nname = \"itoa\"\nversion = \"0.4.0\"\n\
        source = \"registry+https://github.com/rust-lang/crates.io-index\"\nchecksum = \"0000000000000000000000000000000000000000000000000000000000000000\"\n\n\
        [[package]]\nname = \"itoa\"\nversion = \"1.0.0\"\nsource = \"registry+https://github.com/rust-lang/crates.io-index\"\n\n\
        [[package]]\nname = \"one\"\nversion = \"0.1.0\"\nsource = \"git+https://me:pw@example.org/one?branch=a%2Fb#0123456789012345678901234567890123456789\"\n";

    const CONFIGURATION: &str = "[registries.own]\nindex = \"https://me:hunter2@example.org/index\"\ntoken = \"t\"\n\
        [env]\nA = \"1\"\nB = { value = \"x\", relative = true }\n[source.\"git+https://u:p@example.org/x?rev=a&token=b\"]\n\
        git = \"https://u:p@example.org/x\"\n[http]\nproxy = \"u:p@example.org:80\"\n";

    fn seed() -> Value {
        let manifest =
            "[package]\nname = \"app\"\nversion = \"0.1.0\"\n[dependencies]\nitoa = \"1\"\n";
        let file = json!({ "path": "src/lib.rs", "text": "", "executable": true });
        json!({
            "skeleton": {
                "manifests": [
                    { "relative_path": "Cargo.toml", "contents": "[workspace]\nmembers = [\"app\"]\n", "targets": [] },
                    { "relative_path": "app/Cargo.toml", "contents": manifest,
                      "targets": [{ "path": "src/main.rs", "kind": "Bin", "name": "app" }] },
                ],
                "config_file": CONFIGURATION,
                "lock_file": LOCKFILE,
                "rust_toolchain_file": ["Bare", "stable"],
            },
            "chef": {
                "format": 1, "kind": "exact", "selection": ["--bin", "app"], "profile": "release",
                "outside": [{ "relative_path": "../other/Cargo.toml", "contents": manifest, "targets": [] }],
                "sources": [{ "directory": "patched", "files": [file] }],
                "local_config": "paths = [\"patched\"]\n",
                "needs": ["x"],
            },
        })
    }

    /// All places in a document.
    fn places(value: &Value, place: &str, found: &mut Vec<String>) {
        found.push(place.to_owned());
        match value {
            Value::Array(values) => {
                for (index, value) in values.iter().enumerate() {
                    places(value, &format!("{place}/{index}"), found);
                }
            }
            Value::Object(values) => {
                values
                    .iter()
                    .for_each(|(key, value)| places(value, &format!("{place}/{key}"), found));
            }
            _ => {}
        }
    }

    /// A recipe in which some places hold something else.
    fn changed_recipe(numbers: &mut Numbers) -> String {
        changed(seed(), numbers)
    }

    /// A document in which some places hold something else.
    fn changed(mut document: Value, numbers: &mut Numbers) -> String {
        for _ in 0..=numbers.below(3) {
            let mut all = Vec::new();
            places(&document, "", &mut all);
            let other =
                document.pointer(&all[numbers.below(all.len())]).cloned().unwrap_or_default();
            let values = [
                json!(null),
                json!(-1),
                json!(""),
                json!([]),
                json!({}),
                json!(".."),
                json!("../../../etc/passwd"),
                json!("/etc/passwd"),
                json!("a/../../b"),
                json!("a\u{0}b\u{1b}[2J"),
                json!("Cargo.toml/Cargo.toml"),
                json!("[[[["),
                other,
            ];
            let place = &all[numbers.below(all.len())];
            if let Some(value) = document.pointer_mut(place) {
                *value = values[numbers.below(values.len())].clone();
            }
        }
        document.to_string()
    }

    /// A text in which some parts are missing, twice there or something else.
    fn changed_text(text: &str, numbers: &mut Numbers) -> String {
        let mut characters: Vec<char> = text.chars().collect();
        for _ in 0..=numbers.below(4) {
            let start = numbers.below(characters.len());
            let end = (start + numbers.below(40)).min(characters.len());
            let part: Vec<char> = characters[start..end].to_vec();
            let at = numbers.below(characters.len());
            match numbers.below(3) {
                0 => drop(characters.drain(start..end)),
                1 => drop(characters.splice(at..at, part)),
                _ => {
                    let odd = [
                        '"', '\\', '\n', '[', ']', '=', '@', ':', '/', '#', '?', '%', '\u{0}', 'é',
                    ];
                    characters.insert(at, odd[numbers.below(odd.len())]);
                }
            }
        }
        characters.into_iter().collect()
    }

    #[test]
    fn hold_of_recipes() {
        let text = seed().to_string();
        assert!(parse(&text).is_some(), "{:?}", Recipe::parse(Path::new("recipe.json"), &text));
        let mut numbers = Numbers(0x9e37_79b9_7f4a_7c15);
        let mut before = text;
        let mut valid = 0;
        for _ in 0..INPUTS {
            let changed = changed_recipe(&mut numbers);
            valid += u64::from(parse(&changed).is_some());
            recipe(&changed);
            restoring(&changed);
            difference(&before, &changed);
            difference(&changed, &before);
            before = changed;
        }
        assert!(valid > INPUTS / 20, "only {valid} can be read");
    }

    #[test]
    fn hold_of_lockfiles() {
        let mut numbers = Numbers(1);
        for _ in 0..INPUTS {
            lockfile(&changed_text(LOCKFILE, &mut numbers));
        }
    }

    #[test]
    fn hold_of_workspaces() {
        let mut numbers = Numbers(3);
        let mut byte = || u8::try_from(numbers.below(256)).unwrap_or_default();
        let inputs: Vec<Vec<u8>> =
            (0..INPUTS / 50).map(|_| (0..200).map(|_| byte()).collect()).collect();
        let valid = inputs.iter().filter(|bytes| preparing(bytes)).count();
        assert!(valid > 10, "only {valid} are workspaces");
    }

    #[test]
    fn hold_of_passwords() {
        let mut numbers = Numbers(4);
        for _ in 0..INPUTS {
            password(&changed_text("me\n),'\n<>`\nindex?token=a\n", &mut numbers));
        }
    }

    fn of_reuse() -> Value {
        let item = json!({"path": "debug/deps/a-0123456789abcdef.d", "kind": "File", "size": 1, "modified": 5});
        let unit = json!({"package": "a", "compiler": "c", "is_known": true, "used": 7, "directory": "u-1", "items": [item]});
        json!({
            "generation": "g", "units": {"debug/0123456789abcdef": unit}, "sessions": {},
            "rustc_info": {"all": "{}"}, "ledger": "ledger-1.json",
        })
    }

    fn of_ledger() -> Value {
        let unit =
            json!({"package": "a", "state": "d", "started": 5, "output": "debug/build/a/output"});
        json!({
            "root": "/root", "build_directory": "/root/target", "written": 9,
            "units": {"debug/.fingerprint/a-0123456789abcdef": unit},
            "named": [{"path": "/root/a%25b", "packages": ["a"]}],
            "outputs": [{"path": "/root/out", "digest": "d"}],
            "entries": [{"path": "/root/a%FF", "kind": "Link", "digest": "d", "since": -1}],
        })
    }

    #[test]
    fn hold_of_documents() {
        let mut numbers = Numbers(5);
        for seed in [of_reuse(), of_ledger()] {
            documents(&seed.to_string());
            for _ in 0..INPUTS / 4 {
                documents(&changed(seed.clone(), &mut numbers));
            }
        }
    }

    /// What stands before it is no part of a scheme.
    #[test]
    fn hold_of_a_dot_before_a_url() {
        secrets("a = \".https://me:hunter2@example.org/i2@more/ind?token=x\"\n");
    }

    #[test]
    fn hold_of_a_user_behind_a_user() {
        secrets("a = \"https://me:hunter2@//u:p@]xample.org?x\"\n");
    }

    #[test]
    fn hold_of_texts_with_secrets() {
        let mut numbers = Numbers(2);
        for text in [CONFIGURATION, LOCKFILE] {
            for _ in 0..INPUTS {
                secrets(&changed_text(text, &mut numbers));
            }
        }
    }
}
