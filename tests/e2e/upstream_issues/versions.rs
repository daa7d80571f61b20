//! Versions of local crates were masked in one place and not in another.

use super::is_cooked;
use crate::support::{ProjectBuilder, dep, project};

const USES_SHARED: &str = "fn main() { println!(\"{}\", shared::text()) }\n";

/// A library, and a program that asks for it in these words.
fn versioned(manifest: &str) -> ProjectBuilder {
    project()
        .lib("shared", [dep("itoa", "1")])
        .bin("app", [])
        .manifest(manifest)
        .file("app/src/main.rs", USES_SHARED)
}

/// The member's version became 0.0.1, what others required of it did not.
#[test]
fn issue_84_a_member_that_is_required_with_its_version() {
    let app = versioned("[dependencies]\nshared = { path = \"../shared\", version = \"0.1\" }\n");
    is_cooked(&app.create(), "");
}

/// The requirement of a dependency for one platform was forgotten.
#[test]
fn issue_93_a_version_in_the_table_of_a_platform() {
    let app = versioned(
        "[target.'cfg(unix)'.dependencies]\nshared = { path = \"../shared\", version = \"0.1\" }\n",
    );
    is_cooked(&app.create(), "");
}

/// The requirement of a crate from crates.io was masked, for a local one has the same name.
#[test]
fn issue_99_a_local_crate_of_the_same_name_that_is_not_used() {
    let app = project().lib("itoa", []).bin("app", [dep("itoa", "1")]).create();
    is_cooked(&app, "");
    app.prepare("").cook("").build("").prints("app (itoa 1.0.15)");
}

/// The requirement of a local crate was not found, for it was renamed.
#[test]
fn issue_103_a_local_crate_that_is_renamed() {
    let app = versioned(
        "[dependencies]\nother = { path = \"../shared\", version = \"0.1\", package = \"shared\" }\n",
    )
    .file("app/src/main.rs", "fn main() { println!(\"{}\", other::text()) }\n")
    .create();
    is_cooked(&app, "");
}

/// The versions in `[workspace.dependencies]` were not masked.
#[test]
fn issue_167_a_version_that_is_inherited() {
    let app = versioned("[dependencies]\nshared = { workspace = true }\n").root_manifest(
        "[workspace.dependencies]\nshared = { path = \"shared\", version = \"0.1\" }\n",
    );
    is_cooked(&app.create(), "");
}

/// In the lockfile both became 0.0.1: "specified twice in the lockfile".
#[test]
fn issue_224_a_local_crate_and_an_older_one_of_its_name() {
    let app = project()
        .lib("itoa", [])
        .bin("app", [])
        .manifest(
            "[dependencies]\nitoa = { path = \"../itoa\", version = \"0.1\" }\n\
             older = { version = \"0.4\", package = \"itoa\" }\n",
        )
        .file(
            "app/src/main.rs",
            "fn main() { println!(\"{}, {}\", itoa::text(), older::text()) }\n",
        )
        .create();
    is_cooked(&app, "");
    app.prepare("").cook("").build("").fresh(["itoa"]).prints("itoa, itoa 0.4.8");
}
