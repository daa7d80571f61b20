//! Random workspaces that go through random steps, judged by cargo.
//!
//! After each step, whatever it was - edits and reverts, a fresh checkout with new times, a plain
//! cargo in between, a build that was killed - the programs have to print what the sources say,
//! and just that has to be compiled which plain cargo compiles in a twin checkout that never goes
//! away (see `play`).
//!
//! `CARGO_CHEF_STEPS` is the number of steps, 40 if it is not set, and `CARGO_CHEF_SEED` a number
//! that they are made from, 1 if it is not set; the same seed makes the same steps. A case that
//! fails shrinks, and is printed as code; it is then kept in `regressions.rs`. `CARGO_CHEF_BINARY`
//! is another build of the command, to be judged instead of the one that cargo has just made.
//!
//! ```text
//! CARGO_CHEF_STEPS=5000 CARGO_CHEF_SEED=2 cargo test --test steps steps_end -- --nocapture
//! CARGO_CHEF_STEPS=2000 CARGO_CHEF_SEED=2 cargo test --test steps on_machines -- --nocapture
//! ```

mod between;
mod build;
mod case;
mod checkout;
mod files;
mod generate;
mod harness;
mod output;
mod play;
mod process;
mod regressions;
mod shrink;
mod state;
mod subject;

use cargo_chef::shell;
use case::Case;
use play::{Failure, Tally, play};
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use subject::Subject;

/// How many steps a workspace goes through.
const STEPS_OF_A_CASE: usize = 12;

fn number(variable: &str, default: u32) -> u32 {
    std::env::var(variable).ok().and_then(|text| text.parse().ok()).unwrap_or(default)
}

/// Random cases, the same for the same numbers.
fn cases(seed: u32, part: u8, steps: usize) -> impl Iterator<Item = Case> {
    cases_of(seed, part, generate::case(steps))
}

fn cases_of(
    seed: u32,
    part: u8,
    strategy: impl Strategy<Value = Case>,
) -> impl Iterator<Item = Case> {
    let mut bytes = [part; 32];
    bytes[..4].copy_from_slice(&seed.to_le_bytes());
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &bytes);
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    std::iter::repeat_with(move || {
        let tree = strategy.new_tree(&mut runner).expect("all cases are valid");
        tree.current()
    })
}

/// One of the parts that run side by side.
fn run(cases: impl Iterator<Item = Case>, subject: impl Fn() -> Subject) {
    let steps = usize::try_from(number("CARGO_CHEF_STEPS", 40)).expect("a number fits").div_ceil(2);
    let mut tally = Tally::default();
    for case in cases {
        if let Err(failure) = play(&case, &subject(), &mut tally) {
            panic!("{}", report(&case, failure, subject));
        }
        if tally.steps >= steps {
            break;
        }
    }
    shell::note("steps", &tally.to_string());
    assert!(tally.programs > 0 && tally.made < tally.seen, "there is nothing to compare");
}

/// What is to be kept of a case that fails.
fn report(case: &Case, failure: Failure, subject: impl Fn() -> Subject) -> String {
    let (case, failure) = shrink::shrink(case, failure, subject);
    let lines = |lines: Vec<String>| lines.join("\n");
    let members = lines(case.members.iter().map(|member| format!("    {member:?},")).collect());
    let steps = lines(case.steps.iter().map(|step| format!("    {step:?},")).collect());
    format!("{failure}\n{:?}\nmembers: [\n{members}\n]\nsteps: [\n{steps}\n]", case.shape)
}

fn in_one_place(part: u8) {
    run(cases(number("CARGO_CHEF_SEED", 1), part, STEPS_OF_A_CASE), || Subject::Chef);
}

fn on_machines(part: u8) {
    let strategy = generate::case_on_machines(STEPS_OF_A_CASE);
    run(cases_of(number("CARGO_CHEF_SEED", 1), part, strategy), || Subject::Reuse);
}

#[test]
fn steps_end_as_in_the_twin_part_one() {
    in_one_place(1);
}

#[test]
fn steps_end_as_in_the_twin_part_two() {
    in_one_place(2);
}

#[test]
fn steps_on_machines_end_as_in_the_twin_part_one() {
    on_machines(5);
}

#[test]
fn steps_on_machines_end_as_in_the_twin_part_two() {
    on_machines(6);
}
