//! What an attacker, a full disk or a clumsy hand can do: nothing is lost, and nobody gets in.

mod hostile;
mod killed;
mod mistyped;
mod outputs;
mod patched;
mod places;
mod planted;
mod signals;
mod together;

use crate::support::{App, dep, project};

fn app() -> App {
    project().bin("app", [dep("itoa", "1")]).create()
}

/// Runs our binary in a shell, which redirects what it reads and writes.
fn shell(app: &App, script: &str) -> crate::support::Run {
    let chef = env!("CARGO_BIN_EXE_cargo-chef");
    app.sandbox().run_with("sh", app.root(), &["-c", &script.replace("CHEF", chef)])
}
