//! The assertions of [`crate::support`] themselves: each must fail where it should.

use crate::support::{App, dep, path, project};

fn app() -> App {
    project().lib("core", [dep("itoa", "1")]).bin("app", [path("core"), dep("serde", "1")]).create()
}

#[test]
#[should_panic(expected = "compiled again: {\"itoa\", \"serde\"}")]
fn another_profile_is_noticed() {
    app().prepare("").cook("").build("--release");
}

#[test]
#[should_panic(expected = "compiled again: {\"serde\"}")]
fn too_little_is_noticed() {
    app().prepare("--package core").cook("").build("");
}

#[test]
#[should_panic(expected = "cooked in vain")]
fn too_much_is_noticed() {
    app().prepare("").cook("").build("--package core");
}

#[test]
#[should_panic(expected = "left == right")]
fn another_set_of_external_crates_is_noticed() {
    app().prepare("").cook("").build("").fresh(["itoa"]);
}

#[test]
#[should_panic(expected = "left == right")]
fn an_old_program_is_noticed() {
    app().prepare("").cook("").build("").prints("new");
}
