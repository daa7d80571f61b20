//! Credentials never reach a recipe, wherever they stand.

use crate::support::{App, dep, project};

/// Prepares both kinds of recipe, and returns what was said.
#[track_caller]
fn said(app: &App) -> String {
    let mut said = String::new();
    for flags in ["", "--exact"] {
        let run = app.chef(&format!("prepare --recipe-path recipe.json {flags}")).succeeds();
        let recipe = app.text("recipe.json");
        assert!(!recipe.contains("hunter2"), "{recipe}");
        app.remove("recipe.json");
        let is_usual =
            |line: &&str| line.starts_with("prepared: ") || line.starts_with("hint: say what");
        let lines: Vec<_> = run.stderr.lines().filter(|line| !is_usual(line)).collect();
        let lines = lines.join("\n");
        assert!(said.is_empty() || said == lines, "{run}");
        said = lines;
    }
    said
}

#[test]
fn tokens_in_the_configuration() {
    let app = project()
        .bin("app", [dep("itoa", "1")])
        .file(
            ".cargo/config.toml",
            "[registry]\ntoken = \"hunter2\"\n[registries.my-own]\n\
             index = \"sparse+https://example.org/\"\ntoken = \"hunter2\"\n\
             [env]\nAPI_TOKEN = \"hunter2\"\nDB_PASSWORD = { value = \"hunter2\", force = true }\nLANG = \"C\"\n",
        )
        .create();
    insta::assert_snapshot!(said(&app), @r"
    warning: `env.API_TOKEN` of the configuration is left out of the recipe
    hint: give it to the build as a secret: `RUN --mount=type=secret,id=API_TOKEN,env=API_TOKEN cargo chef cook`; if it is none, `--keep-env API_TOKEN` has it stay
    warning: `env.DB_PASSWORD` of the configuration is left out of the recipe
    hint: give it to the build as a secret: `RUN --mount=type=secret,id=DB_PASSWORD,env=DB_PASSWORD cargo chef cook`; if it is none, `--keep-env DB_PASSWORD` has it stay
    warning: `registries.my-own.token` of the configuration is left out of the recipe
    hint: give it to the build as a secret: `RUN --mount=type=secret,id=CARGO_REGISTRIES_MY_OWN_TOKEN,env=CARGO_REGISTRIES_MY_OWN_TOKEN cargo chef cook`
    warning: `registry.token` of the configuration is left out of the recipe
    hint: give it to the build as a secret: `RUN --mount=type=secret,id=CARGO_REGISTRY_TOKEN,env=CARGO_REGISTRY_TOKEN cargo chef cook`
    ");
    assert!(app.prepare("").text.contains("LANG"));
}

#[test]
fn credentials_in_urls_of_the_configuration() {
    let app = project()
        .bin("app", [dep("itoa", "1")])
        .file(
            ".cargo/config.toml",
            "[http]\nproxy = \"http://me:hunter2@proxy.example.org:8080\"\n\
             [registries.ours]\nindex = \"sparse+https://hunter2@example.org/index/\"\n",
        )
        .create();
    insta::assert_snapshot!(said(&app), @r"
    warning: `http.proxy` of the configuration is left out of the recipe
    hint: give it to the build as a secret: `RUN --mount=type=secret,id=CARGO_HTTP_PROXY,env=CARGO_HTTP_PROXY cargo chef cook`
    warning: the credentials in `https://example.org/index/` are left out of the recipe
    hint: take them out of the URL, or what is cooked is compiled again; give them to git as a secret: `RUN --mount=type=secret,id=git-credentials,target=/root/.git-credentials cargo chef cook`
    ");
}

#[test]
fn credentials_in_manifests_and_the_lockfile() {
    let app = project()
        .bin("app", [dep("itoa", "1")])
        .manifest("[dependencies.one]\ngit = \"https://me:hunter2@git.example.org/one\"\n")
        .without_lockfile()
        .create();
    let one = "[[package]]\nname = \"one\"\nversion = \"0.1.0\"\n\
               source = \"git+https://me:hunter2@git.example.org/one#0123456789012345678901234567890123456789\"\n";
    let lockfile = format!(
        "version = 4\n[[package]]\nname = \"app\"\nversion = \"0.1.0\"\ndependencies = [\"itoa\", \"one\"]\n\
         [[package]]\nname = \"itoa\"\nversion = \"1.0.15\"\n\
         source = \"registry+https://github.com/rust-lang/crates.io-index\"\n{one}"
    );
    app.edit("Cargo.lock", &lockfile);
    insta::assert_snapshot!(said(&app), @r"
    warning: the credentials in `https://git.example.org/one` are left out of the recipe
    hint: take them out of the URL, or what is cooked is compiled again; give them to git as a secret: `RUN --mount=type=secret,id=git-credentials,target=/root/.git-credentials cargo chef cook`
    ");
}

#[test]
fn the_user_of_an_ssh_url_is_no_secret() {
    let app = project().bin("app", [dep("itoa", "1")]).create();
    app.edit(
        "Cargo.toml",
        &format!("{}[patch.\"ssh://git@example.org/one\"]\n", app.text("Cargo.toml")),
    );
    assert_eq!(said(&app), "");
}
