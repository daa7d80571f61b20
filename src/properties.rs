//! What must hold for any input, whoever wrote it. The fuzzers in `fuzz/` and the tests below look for an
//! input for which it does not.

use std::collections::BTreeSet;
use std::path::Path;

use fs_err as fs;

use crate::compare::Difference;
use crate::files::temporary_directory;
use crate::lockfile::{Lockfile, entries, write};
use crate::project_files::normal_configuration;
use crate::recipe::Recipe;
use crate::secrets;

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
        let mut recipe = seed();
        for _ in 0..=numbers.below(3) {
            let mut all = Vec::new();
            places(&recipe, "", &mut all);
            let other = recipe.pointer(&all[numbers.below(all.len())]).cloned().unwrap_or_default();
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
            if let Some(value) = recipe.pointer_mut(place) {
                *value = values[numbers.below(values.len())].clone();
            }
        }
        recipe.to_string()
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

    /// What stands before it is no part of a scheme.
    #[test]
    fn hold_of_a_dot_before_a_url() {
        secrets("a = \".https://me:hunter2@example.org/i2@more/ind?token=x\"\n");
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
