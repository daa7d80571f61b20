//! Random workspaces, judged by cargo: the umbrella of a random selection has to have the same
//! external units as the workspace itself, none missing and none extra.
//!
//! Nothing is compiled; cargo tells its unit graph with `--unit-graph`. `CARGO_CHEF_CASES` is the
//! number of cases, 100 if it is not set, and `CARGO_CHEF_SEED` a number that they are made from,
//! 1 if it is not set; the same seed makes the same cases. A case that fails shrinks, and is
//! printed as the files of the workspace and the selection; it is then kept in `regressions.rs`.
//!
//! ```text
//! CARGO_CHEF_CASES=20000 CARGO_CHEF_SEED=2 cargo test --test generated -- --nocapture
//! ```

mod case;
mod oracle;
mod registry;
mod regressions;

use std::cell::Cell;

use cargo_chef::shell;
use case::case;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestError, TestRng, TestRunner};

fn number(variable: &str, default: u32) -> u32 {
    std::env::var(variable).ok().and_then(|text| text.parse().ok()).unwrap_or(default)
}

/// One of two parts that run side by side.
fn run(part: u8) {
    let config = Config {
        cases: number("CARGO_CHEF_CASES", 100).div_ceil(2),
        max_global_rejects: 1_000_000,
        max_shrink_iters: 2_000,
        failure_persistence: None,
        ..Config::default()
    };
    let registry = registry::Registry::create();
    let mut seed = [part; 32];
    seed[..4].copy_from_slice(&number("CARGO_CHEF_SEED", 1).to_le_bytes());
    let mut runner =
        TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &seed));
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
    run(1);
}

#[test]
fn units_are_those_of_cargo_part_two() {
    run(2);
}
