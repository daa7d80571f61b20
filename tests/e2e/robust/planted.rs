//! Secrets of many kinds, planted in a project: none of them is in a recipe, nor is any printed.

use crate::support::{App, dep, files_below, project};

/// A secret that is in no other place.
fn secret(number: usize) -> String {
    format!("hunter{number:03}two")
}

/// Lines of a configuration, by table; `§` is a secret.
const CONFIGURED: [(&str, &[&str]); 14] = [
    ("[registry]", &["token = \"§\"", "secret-key = \"§\"", "secret-key-subject = \"§\""]),
    (
        "[registries.one]",
        &[
            "index = \"sparse+https://me:§@example.org/\"",
            "token = \"§\"",
            "credential-provider = [\"x\", \"--token\", \"§\"]",
        ],
    ),
    ("[registries.two]", &["index = \"https://example.org/?token=§\"", "secret-key = \"§\""]),
    ("[registries.three]", &["index = \"https://§@example.org/#token=§\""]),
    ("[registries.four]", &["index = \"https://a:b,(§)'@example.org/\"", "password = \"§\""]),
    ("[credential-alias]", &["one = [\"x\", \"§\"]", "two = \"x --password §\""]),
    ("[http]", &["proxy = \"me:§@proxy:80\"", "headers = [\"Authorization: §\"]", "other = \"§\""]),
    ("[source.mine]", &["registry = \"https://example.org/a?sig=§\""]),
    ("[source.git]", &["git = \"https://x-access-token:§@example.org/b\"", "branch = \"main\""]),
    ("[my-tool]", &["password = \"§\"", "api-key = \"§\"", "auth = \"§\"", "Token = \"§\""]),
    ("[my-tool.deep]", &["secret = \"§\"", "private-key = \"§\"", "passphrase = \"§\""]),
    ("[[my-list]]", &["credentials = \"§\"", "access_key = \"§\""]),
    (
        "[env]",
        &[
            "GH_PAT = \"§\"",
            "SSH_KEY = \"§\"",
            "NPM_AUTH = \"§\"",
            "API_TOKEN = \"§\"",
            "DB_PASSWORD = { value = \"§\", force = true }",
            "AWS_ACCESS_KEY_ID = \"§\"",
            "AWS_SECRET_ACCESS_KEY = \"§\"",
            "AWS_SESSION_TOKEN = \"§\"",
            "SENTRY_DSN = \"https://§@sentry.io/1\"",
            "DATABASE_URL = \"postgres://me:§@db/x\"",
            "REDIS_URL = \"redis://:§@cache\"",
            "CARGO_REGISTRY_TOKEN = \"§\"",
            "CARGO_REGISTRIES_ONE_TOKEN = \"§\"",
            "CARGO_HTTP_PROXY = \"http://me:§@proxy\"",
            "HTTPS_PROXY = \"http://me:§@proxy\"",
            "PEM = \"-----BEGIN RSA PRIVATE KEY-----§\"",
            "RUSTC_KEY = \"-----BEGIN PRIVATE KEY-----§\"",
            "JWT = \"§\"",
            "SLACK_WEBHOOK = \"§\"",
            "STRIPE = \"§\"",
            "my_secret = \"§\"",
            "COOKIE_JAR = \"§\"",
            "LOGIN = \"§\"",
            "PIN = \"§\"",
            "OPENSSL_PASSPHRASE = \"§\"",
            "X-API-KEY = \"§\"",
            "TAURI_SIGNING_PRIVATE_KEY = \"§\"",
            "NODE_AUTH_TOKEN = \"§\"",
            "KUBE_CREDENTIALS = \"§\"",
        ],
    ),
    ("[target.x86_64-unknown-linux-gnu]", &["password = \"§\"", "linker = \"cc\""]),
];

/// Lines of a manifest.
const DECLARED: [(&str, &[&str]); 4] = [
    (
        "[patch.\"https://me:§@git.example.org/one\"]",
        &["one = { git = \"https://§@git.example.org/two\", branch = \"x\" }"],
    ),
    (
        "[patch.\"https://git.example.org/three?token=§\"]",
        &["three = { git = \"https://git.example.org/four?private_token=§\" }"],
    ),
    (
        "[patch.\"ssh://git:§@git.example.org/five\"]",
        &["five = { git = \"https://me:a)b§@git.example.org/six\" }"],
    ),
    ("[workspace.metadata.tool]", &["password = \"§\""]),
];

/// Writes the lines with a secret of its own for each `§`, and counts them.
fn plant(tables: &[(&str, &[&str])], text: &mut String, count: &mut usize) {
    for line in tables.iter().flat_map(|(table, lines)| [table].into_iter().chain(*lines)) {
        let mut parts = line.split('§');
        text.push_str(parts.next().unwrap_or_default());
        for part in parts {
            *count += 1;
            text.push_str(&secret(*count));
            text.push_str(part);
        }
        text.push('\n');
    }
}

fn planted() -> (App, usize) {
    let app = project().bin("app", [dep("itoa", "1")]).create();
    let mut count = 0;
    let mut config = String::new();
    plant(&CONFIGURED, &mut config, &mut count);
    config.parse::<toml::Table>().expect("it is TOML");
    app.edit(".cargo/config.toml", &config);
    let mut manifest = app.text("Cargo.toml");
    plant(&DECLARED, &mut manifest, &mut count);
    app.edit("Cargo.toml", &manifest);
    assert!(count >= 60, "{count} secrets");
    (app, count)
}

#[track_caller]
fn holds_none(what: &str, text: &str, count: usize) {
    let found: Vec<_> = (1..=count).filter(|&n| text.contains(&secret(n))).collect();
    assert!(found.is_empty(), "{what} holds the secrets {found:?}:\n{text}");
}

#[test]
fn none_is_in_a_recipe_or_in_what_is_said() {
    let (app, count) = planted();
    for flags in ["", "--exact", "--release --bin app"] {
        let run = app.chef(&format!("prepare {flags}")).succeeds();
        holds_none("stderr", &run.stderr, count);
        holds_none("the recipe", &app.text("recipe.json"), count);
        for command in ["inspect", "inspect --format json", "diff recipe.json ."] {
            let run = app.chef(command);
            holds_none(command, &run.stdout, count);
            holds_none(command, &run.stderr, count);
        }
        app.chef("inspect --restore restored").succeeds();
        for file in files_below(&app.root().join("restored")) {
            let name = format!("restored/{}", file.display());
            holds_none(&name, &app.text(&name), count);
        }
        fs_err::remove_dir_all(app.root().join("restored")).expect("it is there");
    }
}

/// Cargo finds the repository in a vendored directory, as it would find it in its cache.
#[test]
fn none_stays_where_a_checkout_was_cooked() {
    let url = "https://me:hunter2@git.example.org/one";
    let app = project()
        .bin("app", [dep("itoa", "1")])
        .manifest(&format!("[dependencies.one]\ngit = \"{url}\"\nrev = \"abc\"\n"))
        .file(
            ".cargo/config.toml",
            &format!(
                "[source.\"git+{url}?rev=abc\"]\ngit = \"{url}\"\nrev = \"abc\"\nreplace-with = \"here\"\n\
                 [source.here]\ndirectory = \"vendored\"\n"
            ),
        )
        .file("vendored/one/Cargo.toml", "[package]\nname = \"one\"\nversion = \"0.1.0\"\nedition = \"2021\"\n")
        .file("vendored/one/src/lib.rs", "")
        .file("vendored/one/.cargo-checksum.json", "{\"files\":{}}")
        .without_lockfile()
        .create();
    let registry = "registry+https://github.com/rust-lang/crates.io-index";
    app.edit(
        "Cargo.lock",
        &format!(
            "version = 4\n[[package]]\nname = \"app\"\nversion = \"0.1.0\"\ndependencies = [\"itoa\", \"one\"]\n\
             [[package]]\nname = \"itoa\"\nversion = \"1.0.15\"\nsource = \"{registry}\"\n\
             [[package]]\nname = \"one\"\nversion = \"0.1.0\"\n\
             source = \"git+{url}?rev=abc#0123456789012345678901234567890123456789\"\n"
        ),
    );
    for flags in
        ["cook", "cook --offline --package app", "cook --target-dir elsewhere --reuse ../reuse"]
    {
        let run = app.chef(flags);
        for root in
            [app.root().join("target"), app.root().join("elsewhere"), app.sandbox().path("reuse")]
        {
            let files = if root.exists() { files_below(&root) } else { Vec::new() };
            for file in files.into_iter().map(|file| root.join(file)) {
                let bytes = fs_err::read(&file).expect("it can be read");
                let holds = bytes.windows(7).any(|window| window == b"hunter2");
                assert!(!holds, "{} holds the secret\n{run}", file.display());
            }
        }
    }
    app.chef("cook").succeeds();
    assert_eq!(app.cargo("build").succeeds().stderr.matches("Compiling one").count(), 0);
}
