//! `docs/json.md`: its examples are what comes out, and its tables name the keys that come out, with
//! their types.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::support::{App, dep, path, project};

/// One command of the document, with its example and its table.
struct Section {
    command: String,
    example: Value,
    /// The types by the keys.
    keys: BTreeMap<String, String>,
}

/// The sections of the document.
fn sections() -> Vec<Section> {
    let path = format!("{}/docs/json.md", env!("CARGO_MANIFEST_DIR"));
    let text = fs_err::read_to_string(path).expect("the document can be read");
    let mut sections: Vec<Section> = Vec::new();
    let mut json: Option<String> = None;
    for line in text.lines() {
        if let Some(command) = line.strip_prefix("    cargo chef ") {
            let command = command.to_owned();
            sections.push(Section { command, example: Value::Null, keys: BTreeMap::new() });
        }
        let Some(section) = sections.last_mut() else { continue };
        match (&mut json, line) {
            (None, "```json") => json = Some(String::new()),
            (Some(text), "```") => {
                section.example = serde_json::from_str(text).expect("an example is JSON");
                json = None;
            }
            (Some(text), line) => text.push_str(line),
            (None, line) => {
                let mut cells = line.trim_start_matches("| ").split(" | ");
                if let (Some(keys), Some(kind)) = (cells.next(), cells.next()) {
                    let keys = keys.split(", ").filter(|key| key.starts_with('`'));
                    let keys = keys.map(|key| (key.trim_matches('`').to_owned(), kind.to_owned()));
                    section.keys.extend(keys);
                }
            }
        }
    }
    sections
}

/// The project of the examples, with three commits of which the second cannot be prepared.
fn app() -> App {
    let app = project()
        .lib("core", [dep("itoa", "=1.0.11")])
        .bin("app", [path("core"), dep("serde", "1").features(["derive"])])
        .root_manifest("[profile.release]\nlto = true\n")
        .file(".cargo/config.toml", "[net]\nretry = 3\n")
        .file("rust-toolchain.toml", "[toolchain]\ncomponents = [\"cargo\"]\n")
        .create();
    app.begin_history();
    app.commit(1, "first");
    let manifest = app.text("core/Cargo.toml");
    app.edit("core/Cargo.toml", "[package]\nname = 1\n");
    app.commit(2, "broken");
    app.edit("core/Cargo.toml", &manifest.replace("1.0.11", "1.0.15"));
    app.lock();
    app.commit(3, "mended");
    app
}

/// The last document that a command writes.
fn output(app: &App, command: &str) -> Value {
    let run = app.chef(command);
    let text = run.stdout.replace(&*app.root().to_string_lossy(), "/project");
    // Its lines stand alone, and a document has several.
    let last = text.lines().last().and_then(|line| serde_json::from_str(line).ok());
    last.unwrap_or_else(|| {
        serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {run}"))
    })
}

/// Replaces what is not the same everywhere and always, and the keys of a profile that not every cargo has.
fn masked(value: Value) -> Value {
    const STEADY: [&str; 4] = ["debuginfo", "lto", "opt_level", "strip"];
    match value {
        Value::Object(map) => {
            let mask = |(key, value): (String, Value)| match (key.as_str(), value) {
                ("digest" | "commit" | "error", Value::String(_)) => (key, "[MASKED]".into()),
                ("since", Value::Number(_)) => (key, 0.into()),
                ("bytes", Value::Object(map)) => {
                    (key, map.into_iter().map(|(key, _)| (key, Value::from(0))).collect())
                }
                ("profile", Value::Object(mut map)) => {
                    map.retain(|key, _| STEADY.contains(&key.as_str()));
                    (key, map.into())
                }
                (_, value) => (key, masked(value)),
            };
            map.into_iter().map(mask).collect()
        }
        Value::Array(items) => items.into_iter().map(masked).collect(),
        other => other,
    }
}

/// Adds the path of each key below a value, with its types. `tables` are not looked into.
fn add_keys(
    found: &mut BTreeMap<String, BTreeSet<&'static str>>,
    tables: &BTreeSet<&str>,
    value: &Value,
    place: &str,
) {
    let Value::Object(map) = value else { return };
    for (key, value) in map {
        let path = if place.is_empty() { key.clone() } else { format!("{place}.{key}") };
        let is_table = tables.contains(path.as_str());
        let kind = if is_table { "table" } else { kind(value) };
        found.entry(path.clone()).or_default().insert(kind);
        if !is_table {
            add_keys(found, tables, value, &path);
            for item in value.as_array().into_iter().flatten() {
                add_keys(found, tables, item, &format!("{path}[]"));
            }
        }
    }
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Object(_) => "object",
        Value::Array(items) => match items.first() {
            None => "empty array",
            Some(Value::String(_)) => "array of strings",
            Some(Value::Number(_)) => "array of numbers",
            Some(_) => "array of objects",
        },
    }
}

/// Whether a value of this kind is one of the types that the document names.
fn is_of(types: &str, kind: &str) -> bool {
    types.split(" or ").any(|known| known == kind)
        || kind == "empty array" && types.starts_with("array")
}

/// Runs what comes before the command of a section.
fn set_up(app: &App, command: &str) {
    if command.starts_with("verify") {
        app.chef("prepare --package core --profile dev").succeeds();
    }
    if command.starts_with("cook") {
        app.chef("prepare --bin app").succeeds();
        fs_err::remove_dir_all(app.root().join("target")).expect("the project can be changed");
    }
    if command.starts_with("build") {
        app.chef("build --offline --quiet").succeeds();
        app.edit("app/src/main.rs", "fn main() { println!(\"new\") }\n");
    }
}

#[test]
fn the_document_has_what_comes_out() {
    let app = app();
    let sections = sections();
    assert_eq!(sections.len(), 8);
    for Section { command, example, .. } in sections {
        set_up(&app, &command);
        let told = output(&app, &command);
        assert_eq!(masked(told.clone()), masked(example), "`{command}`: {told:#}");
    }
}

#[test]
fn the_document_names_all_keys_and_no_others() {
    let app = app();
    // What the examples do not have.
    let others: &[(&str, &[&str])] = &[
        (
            "inspect",
            &[
                "inspect all.json --format json",
                "inspect all.json --package core --format json",
                "inspect foreign.json --format json",
            ],
        ),
        ("prepare", &["prepare --recipe-path all.json --format json"]),
        ("diff", &["diff all.json all.json --format json", "diff HEAD~2: all.json --format json"]),
        (
            "verify",
            &[
                "verify --package core --format json",
                "verify --recipe-path all.json --package app --format json",
            ],
        ),
        ("build", &["build --dry-run --target-dir elsewhere --format json"]),
    ];
    for Section { command, keys, .. } in sections() {
        set_up(&app, &command);
        let name = command.split(' ').next().unwrap_or_default();
        let more = others.iter().filter(|_| !command.contains("--crate"));
        let more = more.filter(|(other, _)| *other == name).flat_map(|(_, more)| more.iter());
        let tables: BTreeSet<&str> =
            keys.iter().filter(|(_, kind)| *kind == "table").map(|(key, _)| key.as_str()).collect();
        let mut found = BTreeMap::new();
        for command in more.copied().chain([command.as_str()]) {
            add_keys(&mut found, &tables, &output(&app, command), "");
            if app.root().join("all.json").exists() {
                let mut recipe: Value = serde_json::from_str(&app.text("all.json")).expect("JSON");
                recipe.as_object_mut().expect("it is an object").remove("chef");
                app.edit("foreign.json", &recipe.to_string());
            }
        }
        let names: BTreeSet<&String> = found.keys().collect();
        assert_eq!(names, keys.keys().collect(), "`{command}`");
        for (key, kinds) in &found {
            let types = &keys[key];
            assert!(kinds.iter().all(|kind| is_of(types, kind)), "{command}: `{key}` {kinds:?}");
        }
    }
}

#[test]
fn the_recipe_and_the_document_on_stdout() {
    insta::assert_snapshot!(app().chef("prepare --recipe-path - --format json").report(), @"
    exit code: 2
    --- stdout
    --- stderr
    error: the recipe and the JSON about it cannot both be written to stdout
    hint: write the recipe to a file, with `--recipe-path`
    ");
}
