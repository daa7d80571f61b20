//! Makes a case that fails small: fewer steps, fewer edits, fewer packages, plainer steps.

use std::ops::Range;
use std::time::{Duration, Instant};

use crate::case::{Arrival, Between, Case, Member, Script, Shape, Step, Targets, Times};
use crate::play::{Failure, Tally, play};
use crate::subject::Subject;

/// What a case that fails is shrunk to, and how that one fails. What depends on chance, as kills
/// do, is given two chances.
pub fn shrink(case: &Case, failure: Failure, subject: impl Fn() -> Subject) -> (Case, Failure) {
    let end = Instant::now() + Duration::from_secs(100);
    let mut best = (Case { steps: case.steps[..=failure.step].to_vec(), ..case.clone() }, failure);
    // Where one candidate fails as well, its own candidates are tried from there on, and those
    // before once more at the end.
    let (mut next, mut is_shrunk) = (0, false);
    while Instant::now() < end {
        let Some(candidate) = candidates(&best.0).into_iter().nth(next) else {
            if is_shrunk {
                (next, is_shrunk) = (0, false);
                continue;
            }
            break;
        };
        let tries = if is_up_to_chance(&candidate) { 2 } else { 1 };
        let mut failures =
            (0..tries).filter_map(|_| play(&candidate, &subject(), &mut Tally::default()).err());
        match failures.find(|failure| failure.fault == best.1.fault) {
            Some(failure) => {
                let steps = candidate.steps[..=failure.step].to_vec();
                best = (Case { steps, ..candidate }, failure);
                is_shrunk = true;
            }
            None => next += 1,
        }
    }
    best
}

fn is_up_to_chance(case: &Case) -> bool {
    let is_chance = |step: &Step| {
        matches!(step.between, Between::Killed { .. } | Between::Edited { .. } | Between::Both(..))
    };
    case.steps.iter().any(is_chance)
}

/// All cases that are one bit smaller, the smallest first.
fn candidates(case: &Case) -> Vec<Case> {
    let mut found = Vec::new();
    let last = case.steps.len() - 1;
    // Halves, quarters and so on of all steps but the last.
    let mut size = last.div_ceil(2);
    while size > 0 {
        for start in (0..last).step_by(size) {
            let mut steps = case.steps.clone();
            steps.drain(start..(start + size).min(last));
            found.push(Case { steps, ..case.clone() });
        }
        size /= 2;
    }
    for index in (1..case.members.len()).rev() {
        found.push(Case { members: without(&case.members, index), ..case.clone() });
    }
    for index in 0..case.members.len() {
        let later = index + 1..case.members.len();
        for member in plainer_members(case.members[index], later) {
            let mut smaller = case.clone();
            smaller.members[index] = member;
            found.push(smaller);
        }
    }
    for index in 0..case.steps.len() {
        for step in plainer_steps(&case.steps[index]) {
            let mut smaller = case.clone();
            smaller.steps[index] = step;
            found.push(smaller);
        }
    }
    found.push(Case { shape: Shape::default(), ..case.clone() });
    found.retain(|candidate| candidate != case);
    found
}

fn plainer_members(member: Member, later: Range<usize>) -> Vec<Member> {
    let mut found = vec![
        Member { script: Script::Absent, ingredients: 0, uses: 0, builds_with: 0, ..member },
        Member { script: Script::Absent, ..member },
        Member { ingredients: 0, ..member },
        Member { uses: 0, ..member },
        Member { builds_with: 0, ..member },
    ];
    for bit in later {
        found.push(Member { uses: member.uses & !(1 << bit), ..member });
        found.push(Member { builds_with: member.builds_with & !(1 << bit), ..member });
    }
    for bit in 0..8 {
        found.push(Member { ingredients: member.ingredients & !(1 << bit), ..member });
    }
    found
}

fn plainer_steps(step: &Step) -> Vec<Step> {
    let mut found = vec![
        Step { between: Between::Nothing, ..step.clone() },
        Step { arrival: Arrival::InPlace(Times::Now), ..step.clone() },
        Step { arrival: Arrival::Checkout(Times::Now), ..step.clone() },
    ];
    // The second comes only from what is plainer still, or it would never end.
    if step.arrival == Arrival::InPlace(Times::Now) {
        found.pop();
    }
    for index in 0..step.edits.len() {
        found.push(Step { edits: without(&step.edits, index), ..step.clone() });
    }
    for index in 0..step.later.len() {
        found.push(Step { later: without(&step.later, index), ..step.clone() });
    }
    let mut run = |change: fn(&mut crate::case::Run)| {
        let mut plainer = step.clone();
        change(&mut plainer.run);
        found.push(plainer);
    };
    run(|run| run.feature = false);
    run(|run| run.package = None);
    run(|run| run.targets = Targets::Default);
    run(|run| run.named_target = false);
    run(|run| run.profile = crate::case::Profile::Dev);
    found
}

fn without<T: Clone>(list: &[T], index: usize) -> Vec<T> {
    let mut list = list.to_vec();
    list.remove(index);
    list
}
