//! What `cook` compiles is what `cargo build` asks for: nothing external is compiled again, and
//! nothing was compiled in vain.

use crate::support::{dep, path, project};

#[test]
fn a_single_package() {
    let app = project().bin("app", [dep("itoa", "1")]).at_root().create();
    let layer = app.prepare("").is_quiet().cook("");
    layer.build("").fresh(["itoa"]).rebuilt(["app"]).prints("app (itoa 1.0.15)");
}

#[test]
fn an_edited_source_rebuilds_only_local_packages() {
    let app = project().lib("core", [dep("itoa", "1")]).bin("app", [path("core")]).create();
    let layer = app.prepare("--bin app").cook("--release");
    app.edit("app/src/main.rs", r#"fn main() { println!("new") }"#);
    layer.build("--release --bin app").fresh(["itoa"]).rebuilt(["core", "app"]).prints("new");
}
