//! What `log --svg` draws of upstream's recipes is what upstream makes of the commits.

use super::upstream;
use crate::support::{dep, path, project};

#[test]
#[ignore = "needs upstream's binary"]
fn the_commits_that_change_the_recipe_of_upstream() {
    let app = project()
        .lib("core", [dep("itoa", "=1.0.11")])
        .bin("app", [path("core"), dep("serde", "1")])
        .create();
    app.begin_history();
    let mut last = String::new();
    let mut changed = Vec::new();
    let mut commit = |subject: &str| {
        upstream(app.sandbox(), app.root(), "prepare").succeeds();
        let recipe = app.text("recipe.json");
        app.remove("recipe.json");
        if !last.is_empty() && recipe != last {
            changed.push(subject.to_owned());
        }
        last = recipe;
        app.git("add --all").succeeds();
        app.git(&format!("commit --quiet --allow-empty --message {subject}")).succeeds();
    };
    commit("first");
    app.edit("core/src/lib.rs", "pub fn text() -> String { \"core\".into() }");
    commit("source");
    app.replace("core/Cargo.toml", "1.0.11", "1.0.15");
    app.lock();
    commit("dependency");
    app.replace("core/Cargo.toml", "0.1.0", "0.2.0");
    app.lock();
    commit("version");
    app.replace("core/Cargo.toml", "[package]", "# The core.\n[package]");
    commit("comment");
    app.edit("app/tests/it.rs", "");
    commit("test");
    app.edit("app/examples/it.rs", "fn main() {}");
    commit("example");
    app.replace("app/Cargo.toml", "[package]", "[package]\ndescription = \"An app.\"");
    commit("description");
    app.edit("README.md", "An app.");
    commit("readme");
    app.edit(".cargo/config.toml", "[build]\nincremental = false\n");
    commit("configuration");
    let picture = app.chef("log --svg -").succeeds().stdout;
    let bars = picture.lines().filter(|line| line.starts_with("<rect class=\"other\""));
    let marked: Vec<&str> = bars.filter(|bar| bar.contains("<title>")).collect();
    assert!(changed.len() > 3, "{changed:?}");
    assert_eq!(marked.len(), changed.len(), "{changed:?}\n{}", marked.join("\n"));
}
