//! Credentials in cargo's configuration.

use std::collections::BTreeSet;

use toml::{Table, Value};

use super::secret::Secret;

/// Keys whose values are secret, here or in tools that read the same file:
/// <https://doc.rust-lang.org/cargo/reference/config.html#credentials>.
const KEYS: [&str; 14] = [
    "access-key",
    "api-key",
    "auth",
    "authorization",
    "credential",
    "credentials",
    "headers",
    "passphrase",
    "password",
    "passwd",
    "private-key",
    "secret",
    "secret-key",
    "token",
];

/// The keys of `[http]` that cook may need and that hold no credentials.
const HTTP: [&str; 9] = [
    "cainfo",
    "check-revoke",
    "debug",
    "low-speed-limit",
    "multiplexing",
    "proxy",
    "ssl-version",
    "timeout",
    "user-agent",
];

/// Parts between underscores that tell of a secret in the name of an environment variable.
const SECRET_WORDS: [&str; 22] = [
    "APIKEY",
    "AUTH",
    "COOKIE",
    "CREDENTIAL",
    "CREDENTIALS",
    "CREDS",
    "JWT",
    "KEY",
    "KEYS",
    "LOGIN",
    "PASS",
    "PASSPHRASE",
    "PASSWD",
    "PASSWORD",
    "PAT",
    "PIN",
    "PWD",
    "SECRET",
    "SECRETS",
    "SESSION",
    "TOKEN",
    "TOKENS",
];

/// Variables that compilers and build scripts read: whole names, how names begin, and how they end.
const NAMES: [&str; 16] = [
    "AR",
    "AS",
    "CC",
    "CFLAGS",
    "CPPFLAGS",
    "CXX",
    "CXXFLAGS",
    "LANG",
    "LC_ALL",
    "LD",
    "LDFLAGS",
    "MAKEFLAGS",
    "NM",
    "PATH",
    "RANLIB",
    "STRIP",
];
const BEGINNINGS: [&str; 32] = [
    "AR_",
    "ARFLAGS",
    "BINDGEN_",
    "CARGO_",
    "CC_",
    "CFLAGS_",
    "CLANG",
    "CMAKE",
    "CRATE_CC_",
    "CXX_",
    "CXXFLAGS_",
    "DEP_",
    "HOST_",
    "LIBCLANG",
    "LIBGIT2_",
    "LIBSSH2_",
    "LIBZ_",
    "LLVM",
    "MACOSX_",
    "NASM",
    "OPENSSL_",
    "PKG_CONFIG",
    "PROTOC",
    "PYO3_",
    "PYTHON",
    "RANLIB_",
    "RUST",
    "SOURCE_DATE_",
    "SQLX_OFFLINE",
    "SYSTEM_DEPS_",
    "TARGET_",
    "VCPKG",
];
const ENDINGS: [&str; 18] = [
    "_ARCH", "_DIR", "_DIRS", "_FLAGS", "_HOME", "_INCLUDE", "_LIB", "_LIBS", "_LINKER",
    "_OFFLINE", "_PATH", "_PREFIX", "_ROOT", "_RUNNER", "_STATIC", "_SYSROOT", "_TARGET",
    "_VERSION",
];

/// Where paths on a machine begin.
const ROOTS: [&str; 12] = [
    "/app/", "/bin/", "/etc/", "/home/", "/lib/", "/nix/", "/opt/", "/root/", "/src/", "/tmp/",
    "/usr/", "/var/",
];

/// Removes the credentials from a configuration, and what may be one, and returns the keys. Variables
/// of `[env]` with these names stay in any case.
pub(crate) fn remove_keys(config: &mut Table, kept: &BTreeSet<String>) -> BTreeSet<Secret> {
    let mut found = BTreeSet::new();
    let variables = config.remove("env");
    // Its keys are names of crates.
    let patch = config.remove("patch");
    remove(config, "", &mut found);
    config.extend(patch.map(|value| ("patch".into(), value)));
    if let Some(Value::Table(http)) = config.get_mut("http") {
        let proxy = http.get("proxy").and_then(Value::as_str);
        let has_user = proxy.is_some_and(|proxy| proxy.contains('@'));
        let stays = |key: &str| HTTP.contains(&key) && !(key == "proxy" && has_user);
        take(http, "http", &mut found, |key, _| !stays(key));
    }
    if let Some(mut variables) = variables {
        if let Value::Table(variables) = &mut variables {
            take(variables, "env", &mut found, |name, value| {
                !kept.contains(name) && !may_travel(name, value)
            });
        }
        config.insert("env".into(), variables);
    }
    found
}

/// Removes what a predicate says from a table.
fn take(
    table: &mut Table,
    above: &str,
    found: &mut BTreeSet<Secret>,
    is_secret: impl Fn(&str, &Value) -> bool,
) {
    table.retain(|key, value| {
        let goes = is_secret(key, value);
        if goes {
            found.insert(Secret::Key(path(above, key)));
        }
        !goes
    });
}

fn path(above: &str, key: &str) -> String {
    if above.is_empty() { key.to_owned() } else { format!("{above}.{key}") }
}

fn remove(table: &mut Table, above: &str, found: &mut BTreeSet<Secret>) {
    take(table, above, found, |key, value| {
        let name = key.to_lowercase().replace('_', "-");
        // A registry may be called anything.
        let is_credential =
            KEYS.contains(&name.as_str()) && !has_index(value) || name.starts_with("secret-key-");
        let is_provider = name.contains("credential-provider") || above == "credential-alias";
        is_credential || (is_provider && has_arguments(value)) || holds_key(value)
    });
    for (key, value) in table.iter_mut() {
        remove_below(value, &path(above, key), found);
    }
}

fn remove_below(value: &mut Value, above: &str, found: &mut BTreeSet<Secret>) {
    match value {
        Value::Table(table) => remove(table, above, found),
        Value::Array(values) => {
            for value in values {
                remove_below(value, above, found);
            }
        }
        _ => {}
    }
}

fn has_index(value: &Value) -> bool {
    value.as_table().is_some_and(|table| table.contains_key("index"))
}

/// Whether a credential provider gets arguments that may be secret: what is neither the name of a
/// program, a path nor a flag without a value.
fn has_arguments(value: &Value) -> bool {
    let is_plain = |word: &str| {
        let is_flag = word.starts_with('-') && !word.contains('=');
        is_flag || is_path(word)
    };
    match value {
        Value::String(text) => text.split_whitespace().skip(1).any(|word| !is_plain(word)),
        Value::Array(values) => {
            let is_list = values.iter().all(|value| {
                value.as_str().is_some_and(|word| word.starts_with("cargo:") || is_path(word))
            });
            let words: Vec<&str> = values.iter().filter_map(Value::as_str).collect();
            !is_list && words.iter().skip(1).any(|word| !is_plain(word))
                || words.iter().any(|word| has_arguments(&Value::String((*word).to_owned())))
        }
        _ => false,
    }
}

/// Whether it is a private key, whatever it is called.
fn holds_key(value: &Value) -> bool {
    match value {
        Value::String(text) => text.contains("PRIVATE KEY"),
        Value::Array(values) => values.iter().any(holds_key),
        _ => false,
    }
}

/// Whether a compilation can use a variable, and its value is no secret.
fn may_travel(name: &str, value: &Value) -> bool {
    let upper = name.to_uppercase();
    let (text, is_relative) = match value {
        Value::Table(table) => {
            let is_relative = table.get("relative").and_then(Value::as_bool).unwrap_or(false);
            (table.get("value").and_then(Value::as_str).unwrap_or_default(), is_relative)
        }
        other => (other.as_str().unwrap_or_default(), false),
    };
    if text.contains("PRIVATE KEY") {
        return false;
    }
    if is_relative || is_plain(text) {
        return true;
    }
    let is_secret = upper.split(['_', '-', '.']).any(|word| SECRET_WORDS.contains(&word));
    let is_known = NAMES.contains(&upper.as_str())
        || BEGINNINGS.iter().any(|beginning| upper.starts_with(beginning))
        || ENDINGS.iter().any(|ending| upper.ends_with(ending));
    is_known && !is_secret
}

/// Whether a value says too little to be a secret: a switch, a small number, a version or a path.
fn is_plain(text: &str) -> bool {
    let is_switch = ["", "true", "false", "yes", "no", "on", "off"].contains(&text);
    let is_number = text.len() <= 3 && text.bytes().all(|byte| byte.is_ascii_digit());
    let mut parts = text.split('.');
    let is_version = text.contains('.')
        && parts
            .all(|part| (1..=4).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit()));
    is_switch || is_number || is_version || is_path(text)
}

fn is_path(text: &str) -> bool {
    let begins = text.starts_with("./") || text.starts_with("../");
    (begins || ROOTS.iter().any(|root| text.starts_with(root)))
        && !text.contains(['=', '@', '\n', ' '])
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The keys that go from a configuration.
    fn removed(text: &str) -> Vec<String> {
        let mut config: Table = text.parse().expect("it is TOML");
        let found = remove_keys(&mut config, &BTreeSet::from(["MY_KEPT_KEY".to_owned()]));
        let left = config.to_string();
        assert!(!left.contains("hunter2"), "{left}");
        let key = |secret| match secret {
            Secret::Key(key) | Secret::Url(key) => key,
        };
        found.into_iter().map(key).collect()
    }

    #[test]
    fn secrets_of_registries_and_tools() {
        for (text, key) in [
            ("[registry]\ntoken = \"hunter2\"", "registry.token"),
            ("[registries.a]\nsecret-key = \"hunter2\"", "registries.a.secret-key"),
            ("[registries.a]\nsecret-key-subject = \"hunter2\"", "registries.a.secret-key-subject"),
            ("[my-tool.b]\npassword = \"hunter2\"", "my-tool.b.password"),
            ("[[tools]]\nApi_Key = \"hunter2\"", "tools.Api_Key"),
            ("[http]\nheaders = [\"A: hunter2\"]", "http.headers"),
            ("[http]\nwhatever = \"hunter2\"", "http.whatever"),
            ("[http]\nproxy = \"me:hunter2@proxy:80\"", "http.proxy"),
            (
                "[registry]\ncredential-provider = [\"x\", \"--token\", \"hunter2\"]",
                "registry.credential-provider",
            ),
            (
                "[registry]\ncredential-provider = \"x --token=hunter2\"",
                "registry.credential-provider",
            ),
            (
                "[registry]\nglobal-credential-providers = [\"cargo:token\", \"x hunter2\"]",
                "registry.global-credential-providers",
            ),
            ("[credential-alias]\nx = [\"y\", \"hunter2\"]", "credential-alias.x"),
            ("[t]\nx = \"-----BEGIN OPENSSH PRIVATE KEY-----hunter2\"", "t.x"),
        ] {
            assert_eq!(removed(text), [key], "{text}");
        }
    }

    #[test]
    fn variables() {
        for name in [
            "GH_PAT",
            "SSH_KEY",
            "NPM_AUTH",
            "API_TOKEN",
            "MY_THING",
            "AWS_ACCESS_KEY_ID",
            "DB_URL",
            "CARGO_REGISTRY_TOKEN",
            "SENTRY_DSN",
            "RUST_SECRET",
            "X-API-KEY",
            "my_password",
        ] {
            assert_eq!(removed(&format!("[env]\n{name} = \"hunter2\"")), [format!("env.{name}")]);
            let table = format!("[env]\n{name} = {{ value = \"hunter2\", force = true }}");
            assert_eq!(removed(&table), [format!("env.{name}")]);
        }
    }

    #[test]
    fn what_a_compilation_uses_stays() {
        for text in [
            "[env]\nCC = \"clang\"\nCFLAGS_x86_64-unknown-linux-gnu = \"-O2\"\nLANG = \"C\"",
            "[env]\nANYTHING = \"1\"\nELSE = \"1.2.3\"\nSOME = { value = \"x y\", relative = true }",
            "[env]\nKEY = \"/usr/share/key\"\nOPENSSL_DIR = \"C:/openssl\"\nSQLX_OFFLINE = \"true\"",
            "[env]\nMY_KEPT_KEY = \"abc\"",
            "[registries.token]\nindex = \"https://a\"",
            "[patch.crates-io]\nsecret = { path = \"x\" }\ntoken = { path = \"y\" }",
            "[registry]\ncredential-provider = \"cargo:token\"\nglobal-credential-providers = [\"cargo:token\", \"cargo:libsecret\"]",
            "[registry]\ncredential-provider = [\"cargo:token-from-stdout\", \"/usr/bin/get-token\", \"--quiet\"]",
            "[http]\nproxy = \"proxy.example.org:80\"\ntimeout = 3\ncainfo = \"/etc/ssl/x\"",
            "[target.x]\nlinker = \"clang\"\nrustflags = [\"-C\", \"link-arg=-fuse-ld=lld\"]",
        ] {
            assert_eq!(removed(text), Vec::<String>::new(), "{text}");
        }
    }
}
