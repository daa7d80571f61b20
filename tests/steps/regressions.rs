//! Cases that were wrong once, by what they showed.

use crate::case::{
    Arrival, Between, Case, Kind, Member, Profile, Run, Script, Shape, Step, Targets, Times,
};

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
