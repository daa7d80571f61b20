//! Random workspaces, judged by cargo: the umbrella of a random selection has to have the same
//! external units as the workspace itself, none missing and none extra.
//!
//! Nothing is compiled; cargo tells its unit graph with `--unit-graph`. The number of cases is
//! that of `CARGO_CHEF_CASES`, 100 if it is not set. A case that fails shrinks, and is printed as
//! the files of the workspace and the selection; it is then kept in `regressions.rs`.
//!
//! ```text
//! CARGO_CHEF_CASES=20000 cargo test --release --test generated
//! ```

mod case;
mod oracle;
mod registry;
mod regressions;

use std::cell::Cell;

use cargo_chef::shell;
use case::case;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestError, TestRunner};

fn cases() -> u32 {
    std::env::var("CARGO_CHEF_CASES").ok().and_then(|text| text.parse().ok()).unwrap_or(100)
}

/// One of two parts that run side by side.
fn run() {
    let config = Config {
        cases: cases().div_ceil(2),
        max_global_rejects: 1_000_000,
        max_shrink_iters: 2_000,
        failure_persistence: None,
        ..Config::default()
    };
    let registry = registry::Registry::create();
    let mut runner = TestRunner::new(config);
    let (refused, same, idle) = (Cell::new(0_u32), Cell::new(0_u32), Cell::new(0_u32));
    let count = |counter: &Cell<u32>| counter.set(counter.get() + 1);
    let result = runner.run(&case(), |case| match oracle::judge(&registry, &case.project()) {
        oracle::Verdict::Refused => {
            count(&refused);
            Err(TestCaseError::reject("cargo refuses it"))
        }
        oracle::Verdict::Same(units) => {
            count(if units == 0 { &idle } else { &same });
            Ok(())
        }
        oracle::Verdict::Differs(how) => Err(TestCaseError::fail(how)),
    });
    let (refused, same, idle) = (refused.get(), same.get(), idle.get());
    shell::note(
        "cases",
        &format!("{same} the same, {idle} without external units, {refused} refused by cargo"),
    );
    match result {
        Ok(()) => assert!(same > idle, "most cases have nothing to compare"),
        Err(TestError::Fail(reason, case)) => panic!("{reason}\n{}", case.project()),
        Err(other) => panic!("{other}"),
    }
}

#[test]
fn units_are_those_of_cargo_part_one() {
    run();
}

#[test]
fn units_are_those_of_cargo_part_two() {
    run();
}
