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

#[test]
fn an_edge_to_a_package_outside_of_the_root_comes_back() {
    let library = Member { kind: Kind::Library, ..PROGRAM };
    let members = [Member { uses: 127, ..library }, Member { uses: 0, ..library }];
    let without = Step { later: vec![Edit::Edge(0, 0)], ..STEP };
    let again = Step { edits: vec![Edit::Edge(4, 3)], ..STEP };
    let shape = Shape { outer: true, git: true, ..Shape::default() };
    let case = Case { shape, ..case(&members, &[STEP, without, again]) };
    if let Err(failure) = play(&case, &Subject::Chef, &mut Tally::default()) {
        panic!("{failure}\n{case:#?}");
    }
}
