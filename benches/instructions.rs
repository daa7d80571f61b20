//! Counts the instructions of the stages that read and write nothing, which are the same on every run of
//! one binary, however busy the machine is:
//!
//! ```text
//! apt-get install valgrind
//! cargo install gungraun-runner --locked --version "$(cargo pkgid gungraun | sed 's/.*[#@]//')"
//! cargo bench --bench instructions
//! ```
//!
//! What was counted last is kept below `target/gungraun`, and compared with. `--save-baseline NAME` and
//! `--baseline NAME` keep and compare under a name, and `--callgrind-limits ir=5%` fails where more
//! instructions than that have come.

#![expect(missing_docs, clippy::disallowed_macros, reason = "what gungraun's macros write")]

mod generated;

use std::hint::black_box;

use cargo_chef::distil::{Purpose, Umbrella, distil};
use cargo_chef::selection::Selection;
use cargo_chef::strip::strip;
use cargo_chef::workspace::Workspace;
use gungraun::{LibraryBenchmarkConfig, library_benchmark, library_benchmark_group, main};

use generated::workspace;

// From a workspace to the text of a workspace recipe.
#[library_benchmark(setup = workspace)]
#[benches::members(10, 100, 1000)]
fn strip_and_write(workspace: Workspace) {
    black_box(strip(&workspace).files().expect("its paths are relative"));
}

// From a workspace to the umbrella of its default selection.
#[library_benchmark(setup = workspace)]
#[benches::members(10, 100, 1000)]
fn distil_default(workspace: Workspace) -> Umbrella {
    let purpose = Purpose::from(Selection::default());
    black_box(distil(&workspace, &purpose).expect("everything is selected"))
}

library_benchmark_group!(name = stages, benchmarks = [strip_and_write, distil_default]);
main!(
    config = LibraryBenchmarkConfig::default()
        .pass_through_envs(["PATH", "HOME", "CARGO_HOME", "RUSTUP_HOME"]);
    library_benchmark_groups = stages
);
