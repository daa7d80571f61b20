//! Cases that were wrong once, by what they showed.

use crate::case::{
    Arrival, Between, Case, Edit, Kind, Member, Profile, Run, Script, Shape, Step, Targets, Times,
};
use crate::play::{Tally, play};
use crate::subject::Subject;

/// The plainest of each.
pub const PROGRAM: Member = Member {
    kind: Kind::Program,
    uses: u8::MAX,
    builds_with: 0,
    script: Script::Absent,
    ingredients: 0,
};

pub const DEV: Run = Run {
    profile: Profile::Dev,
    feature: false,
    package: None,
    targets: Targets::Default,
    named_target: false,
};

pub const STEP: Step = Step {
    edits: Vec::new(),
    between: Between::Nothing,
    later: Vec::new(),
    arrival: Arrival::InPlace(Times::Now),
    run: DEV,
};

pub fn case(members: &[Member], steps: &[Step]) -> Case {
    Case { shape: Shape::default(), members: members.to_vec(), steps: steps.to_vec() }
}

fn edited(edit: Edit) -> Step {
    Step { edits: vec![edit], ..STEP }
}

#[track_caller]
fn assert_holds(case: &Case) {
    assert_holds_for(case, &Subject::Chef);
}

#[track_caller]
fn assert_holds_for(case: &Case, subject: &Subject) {
    let mut tally = Tally::default();
    if let Err(failure) = play(case, subject, &mut tally) {
        panic!("{failure}");
    }
    assert!(tally.made < tally.seen, "nothing was fresh");
}

#[test]
fn a_build_script_is_run_once() {
    for script in [Script::Silent, Script::Itself, Script::Directory] {
        assert_holds(&case(&[Member { script, ..PROGRAM }], &[STEP, STEP]));
    }
}

#[test]
fn what_an_error_kept_from_being_compiled_was_compiled_by_nobody() {
    let members = [Member { script: Script::Silent, ..PROGRAM }, PROGRAM];
    assert_holds(&case(&members, &[edited(Edit::Break(1)), STEP]));
    assert_holds(&case(&members, &[STEP, edited(Edit::Break(1)), STEP]));
}

#[test]
fn a_file_with_two_names_does_not_age() {
    let linked = Step { arrival: Arrival::Linked, ..STEP };
    let members = [PROGRAM, Member { script: Script::Silent, ..PROGRAM }];
    assert_holds(&case(&members, &[linked, STEP, STEP]));
}

#[test]
fn a_dependency_outside_of_the_root_that_comes_back_is_known() {
    let outer = Shape { outer: true, git: true, ..Shape::default() };
    let switched = edited(Edit::Edge(0, 0));
    let steps = [STEP, switched.clone(), switched];
    assert_holds(&Case { shape: outer, ..case(&[PROGRAM, PROGRAM], &steps) });
}

#[test]
fn an_edge_to_a_package_outside_of_the_root_comes_back() {
    let library = Member { kind: Kind::Library, ..PROGRAM };
    let members = [Member { uses: 127, ..library }, Member { uses: 0, ..library }];
    let without = Step { later: vec![Edit::Edge(0, 0)], ..STEP };
    let again = Step { edits: vec![Edit::Edge(4, 3)], ..STEP };
    let shape = Shape { outer: true, git: true, ..Shape::default() };
    assert_holds(&Case { shape, ..case(&members, &[STEP, without, again]) });
}

#[test]
fn one_of_two_names_of_a_file_gets_another_content() {
    let linked = Step { arrival: Arrival::Linked, ..STEP };
    let members = [
        Member { uses: 0, script: Script::Outside, ..PROGRAM },
        Member { kind: Kind::Library, uses: 0, script: Script::File, ..PROGRAM },
    ];
    assert_holds(&case(&members, &[linked, edited(Edit::Watched(0, 3))]));
}

#[test]
fn a_package_that_goes_and_comes_back_while_cargo_runs() {
    let between = Between::Edited { run: DEV, edit: Edit::Away(3), delay: 87, back: true };
    let first = Step { between, ..STEP };
    let members = [
        Member { uses: 233, script: Script::Outside, ..PROGRAM },
        Member { kind: Kind::Macro, uses: 0, ..PROGRAM },
        Member { uses: 0, ..PROGRAM },
        Member { kind: Kind::Library, uses: 0, ..PROGRAM },
    ];
    assert_holds(&case(&members, &[first, edited(Edit::Source(0, 3))]));
}

#[test]
fn a_package_with_a_link_goes() {
    let library = Member { kind: Kind::Library, uses: 0, ..PROGRAM };
    let members = [library, Member { ingredients: 16, ..library }];
    assert_holds(&case(&members, &[STEP, edited(Edit::Away(1))]));
}

#[test]
fn a_package_with_a_link_goes_from_the_package_around_it() {
    let library = Member { kind: Kind::Library, uses: 0, ..PROGRAM };
    let members = [library, Member { ingredients: 16, ..library }];
    let shape = Shape { rooted: true, git: true, incremental: true, ..Shape::default() };
    assert_holds(&Case { shape, ..case(&members, &[STEP, edited(Edit::Away(1))]) });
}

#[test]
fn a_target_directory_from_the_future_is_known_from_then_on() {
    let library = Member { kind: Kind::Library, uses: 115, ..PROGRAM };
    let members = [library, Member { kind: Kind::Macro, uses: 221, ..PROGRAM }, PROGRAM];
    let ahead = Step { between: Between::Shift(49), ..STEP };
    let shape = Shape { rooted: true, incremental: true, ..Shape::default() };
    assert_holds(&Case { shape, ..case(&members, &[STEP, ahead, STEP]) });
}

#[test]
fn a_link_in_a_package_within_another_one() {
    let library = Member { kind: Kind::Library, uses: 0, ..PROGRAM };
    let members = [
        Member { script: Script::Silent, ..library },
        Member { kind: Kind::Macro, ingredients: 16, ..library },
        library,
    ];
    let shape = Shape { rooted: true, outer: true, git: true, ..Shape::default() };
    assert_holds(&Case { shape, ..case(&members, &[STEP, edited(Edit::Link(4, 1))]) });
}

/// Its time is that of tomorrow, and later that of today, while its content is the same.
#[test]
fn a_file_of_tomorrow_that_is_not_to_be_dated() {
    let members =
        [Member { kind: Kind::Macro, ..PROGRAM }, Member { kind: Kind::Library, ..PROGRAM }];
    let arrives = |times| Step { arrival: Arrival::Checkout(times), ..STEP };
    let shape = Shape { outer: true, rooted: true, ..Shape::default() };
    let steps = [STEP, edited(Edit::Edge(2, 2)), arrives(Times::Tomorrow), arrives(Times::Now)];
    assert_holds(&Case { shape, ..case(&members, &steps) });
}

/// The main files of both are `src/lib.rs`, one seen from the root, and one from its own package.
#[test]
fn a_link_of_a_package_outside_of_the_root_is_not_one_of_the_package_at_the_root() {
    let members = [
        Member { kind: Kind::Library, uses: 165, ingredients: 16, ..PROGRAM },
        Member { kind: Kind::Library, uses: 0, ..PROGRAM },
        Member { kind: Kind::Macro, uses: 255, script: Script::Outside, ..PROGRAM },
        Member { uses: 0, ingredients: 16, ..PROGRAM },
    ];
    let between = Between::Machine(0);
    let release = Run { profile: Profile::Release, ..DEV };
    let steps = [
        edited(Edit::Touch(2)),
        Step {
            edits: vec![Edit::Entry(4, 0, 3), Edit::Link(3, 1), Edit::Part(4, 2)],
            between,
            run: release,
            ..STEP
        },
        Step {
            edits: vec![Edit::Ask(4), Edit::Return(1), Edit::Entry(1, 1, 0)],
            between,
            later: vec![Edit::Watch(4, Script::Outside), Edit::Watch(0, Script::Absent)],
            ..STEP
        },
    ];
    let shape = Shape { rooted: true, outer: true, git: true, incremental: true };
    assert_holds_for(&Case { shape, ..case(&members, &steps) }, &Subject::Reuse);
}

#[test]
fn a_package_with_a_link_that_nobody_has_compiled_is_left_out() {
    let library = Member { kind: Kind::Library, uses: 0, ..PROGRAM };
    let members = [library, Member { uses: 119, ..PROGRAM }, Member { ingredients: 16, ..library }];
    let shape = Shape { rooted: true, outer: true, ..Shape::default() };
    assert_holds(&Case { shape, ..case(&members, &[STEP, edited(Edit::Edge(1, 0))]) });
}
