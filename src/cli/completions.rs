//! `cargo chef completions`: what lets a shell complete our command line.
//!
//! clap writes a script for a program called `cargo-chef`, which a few lines of ours have complete
//! `cargo chef …` and `cargo-chef chef …` as well. In zsh, cargo's own completions call the function
//! of a program called `cargo-chef` themselves.

use clap::{Args, Command, ValueEnum};
use clap_complete::aot;

use crate::shell;

/// The program whose command line is completed.
const PROGRAM: &str = "cargo-chef";

/// Its name in the script for bash, which does not work if there is a hyphen in it:
/// <https://github.com/clap-rs/clap/issues/6421>.
const PROGRAM_IN_BASH: &str = "cargo_chef";

#[derive(Debug, Args)]
pub(super) struct CompletionsFlags {
    /// The shell to print them for
    #[arg(value_enum)]
    shell: Shell,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Shell {
    Bash,
    Fish,
    Zsh,
}

impl CompletionsFlags {
    /// Prints the script for a command line.
    pub(super) fn print(&self, command: Command) {
        let script = match self.shell {
            Shell::Bash => {
                let script = generated(aot::Shell::Bash, command, PROGRAM_IN_BASH);
                script + include_str!("completions/more.bash")
            }
            Shell::Fish => {
                let script = generated(aot::Shell::Fish, command, PROGRAM);
                script + include_str!("completions/more.fish")
            }
            Shell::Zsh => {
                let script = generated(aot::Shell::Zsh, command, PROGRAM);
                let start = format!("\n_{PROGRAM}() {{\n");
                script.replacen(&start, &(start.clone() + include_str!("completions/more.zsh")), 1)
            }
        };
        shell::output(&script);
    }
}

fn generated(shell: aot::Shell, command: Command, program: &'static str) -> String {
    let mut script = Vec::new();
    aot::generate(shell, &mut command.name(program), program, &mut script);
    String::from_utf8_lossy(&script).into_owned()
}
