//! Whether these tests would notice: what is known to be wrong has to be found out.

use std::cell::RefCell;
use std::collections::BTreeMap;

use crate::case::{Arrival, Between, Case, Edit, Member, Run, Step, Times};
use crate::play::{Failure, Fault, Tally, play};
use crate::regressions::{DEV, PROGRAM, STEP, case};
use crate::shrink::shrink;
use crate::subject::Subject;
use crate::{cases, number};

/// What is found in so many random cases in which nothing needs a safeguard.
fn find(count: u32, subject: impl Fn() -> Subject) -> Result<(), (Case, Failure)> {
    let mut tally = Tally::default();
    for mut case in cases(number("CARGO_CHEF_SEED", 1), 3, 6).take(count as usize) {
        for step in &mut case.steps {
            step.between = Between::Nothing;
            if step.arrival == Arrival::Linked {
                step.arrival = Arrival::Checkout(Times::Now);
            }
        }
        play(&case, &subject(), &mut tally).map_err(|failure| (case, failure))?;
    }
    Ok(())
}

fn trusting() -> Subject {
    Subject::Trusting(RefCell::new(BTreeMap::new()))
}

#[test]
fn old_times_are_found_out() {
    let (_, failure) = find(4, || Subject::Past).expect_err("all is stale");
    // Not all that is stale is printed at once.
    assert!(matches!(failure.fault, Fault::Stale | Fault::Fewer), "{failure}");
}

#[test]
fn what_fails_shrinks_to_what_matters() {
    let step = |edits: &[Edit]| Step { edits: edits.to_vec(), ..STEP };
    let large = case(
        &[PROGRAM, Member { ingredients: u8::MAX, ..PROGRAM }],
        &[
            step(&[Edit::Note(1, 2)]),
            step(&[Edit::Note(0, 2), Edit::Main(0, 3), Edit::Note(1, 3)]),
            step(&[Edit::Text(1, 3)]),
        ],
    );
    let failure = play(&large, &Subject::Past, &mut Tally::default()).expect_err("it is stale");
    let (small, failure) = shrink(&large, failure, || Subject::Past);
    assert_eq!((failure.fault, failure.step), (Fault::Stale, 1), "{failure}");
    let member = Member { uses: 0, ..PROGRAM };
    assert_eq!(small, case(&[member], &[STEP, step(&[Edit::Main(0, 3)])]));
}

#[test]
fn new_times_are_found_out() {
    let (_, failure) = find(4, || Subject::Present).expect_err("all is compiled");
    assert_eq!(failure.fault, Fault::More, "{failure}");
}

#[test]
fn times_by_content_are_right_while_nothing_else_happens() {
    if let Err((_, failure)) = find(3, trusting) {
        panic!("{failure}");
    }
}

/// Something that happens while a file is another one for a while.
#[track_caller]
fn fools_those_who_trust(between: Between) {
    let meanwhile = Step {
        edits: vec![Edit::Part(0, 2)],
        between,
        later: vec![Edit::Part(0, 1)],
        arrival: Arrival::Checkout(Times::Now),
        ..STEP
    };
    let case = case(&[PROGRAM], &[STEP, meanwhile]);
    let failure = play(&case, &trusting(), &mut Tally::default()).expect_err("it is fooled");
    assert_eq!(failure.fault, Fault::Stale, "{failure}");
}

#[test]
fn a_plain_cargo_in_between_fools_those_who_trust() {
    fools_those_who_trust(Between::Plain(DEV));
}

#[test]
fn two_builds_at_once_are_two_builds() {
    let other = Run { feature: true, ..DEV };
    let case = case(&[PROGRAM], &[Step { between: Between::Both(DEV, other), ..STEP }]);
    let mut tally = Tally::default();
    play(&case, &trusting(), &mut tally).expect("cargo lets one wait for the other");
    assert_eq!(tally.made, 0, "both were built before");
}
