//! Random cases.

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::strategy::Union;

use crate::case::{
    Arrival, Between, Case, Copied, Damage, Edit, Kind, Member, Profile, Run, Script, Shape,
    Signal, Step, Targets, Times,
};

/// The numbers of packages and of contents of a file. Few contents: they are to come back.
const MEMBERS: std::ops::Range<u8> = 0..5;
const CONTENTS: std::ops::Range<u8> = 1..4;

/// Cases of so many steps.
pub fn case(steps: usize) -> impl Strategy<Value = Case> {
    let shape = (any::<bool>(), prop::bool::weighted(0.3));
    let shape = (prop::bool::weighted(0.3), prop::bool::weighted(0.3), shape)
        .prop_map(|(rooted, outer, (git, incremental))| Shape { rooted, outer, git, incremental });
    (shape, vec(member(), 2..5), vec(step(), steps)).prop_map(|(shape, members, steps)| Case {
        shape,
        members,
        steps,
    })
}

/// Cases of so many steps on several machines, which share a directory for reuse.
pub fn case_on_machines(steps: usize) -> impl Strategy<Value = Case> {
    let between = prop_oneof![
        8 => Just(Some(Between::Machine(0))),
        2 => (1..3_u8).prop_map(|machine| Some(Between::Machine(machine))),
        1 => Just(Some(Between::Archive)),
        1 => Just(Some(Between::SaveReuse)),
        1 => Just(Some(Between::RestoreReuse)),
        5 => Just(None),
    ];
    (case(steps), vec(between, steps)).prop_map(|(mut case, betweens)| {
        for (step, between) in case.steps.iter_mut().zip(betweens) {
            step.between = between.unwrap_or(step.between);
        }
        case
    })
}

fn member() -> impl Strategy<Value = Member> {
    let kind = select(vec![Kind::Library, Kind::Library, Kind::Program, Kind::Macro]);
    // Most edges are there, so that most of what is edited is printed.
    let edges = (any::<u8>(), any::<u8>()).prop_map(|(a, b)| a | b);
    let builds_with = prop_oneof![2 => Just(0), 1 => any::<u8>()];
    (kind, edges, builds_with, script(), any::<u8>()).prop_map(
        |(kind, uses, builds_with, script, ingredients)| Member {
            kind,
            uses,
            builds_with,
            script,
            ingredients,
        },
    )
}

fn script() -> impl Strategy<Value = Script> {
    select(vec![
        Script::Absent,
        Script::Absent,
        Script::Silent,
        Script::File,
        Script::Directory,
        Script::Outside,
        Script::Head,
        Script::Variable,
        Script::Itself,
    ])
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![3 => quiet_step(), 2 => disturbed_step()]
}

fn quiet_step() -> impl Strategy<Value = Step> {
    (vec(edit(), 0..4), arrival(), run()).prop_map(|(edits, arrival, run)| Step {
        edits,
        between: Between::Nothing,
        later: Vec::new(),
        arrival,
        run,
    })
}

/// Something happens while files are other ones. Most often they are back before the build that is
/// looked at, which is one of the same units: whoever did not notice takes what was compiled
/// meanwhile for theirs.
fn disturbed_step() -> impl Strategy<Value = Step> {
    let later = prop_oneof![
        4 => Just(vec![Edit::Return(1)]),
        1 => Just(Vec::new()),
        1 => vec(edit(), 1..3),
    ];
    let what = (vec(edit(), 1..4), between(), later);
    (what, arrival(), run(), prop::bool::weighted(0.7)).prop_map(
        |((edits, between, later), arrival, run, is_same)| Step {
            edits,
            between: if is_same { between.of(run) } else { between },
            later,
            arrival,
            run,
        },
    )
}

impl Between {
    /// The same with this build.
    fn of(self, run: Run) -> Self {
        match self {
            Self::Plain(_) => Self::Plain(run),
            Self::Killed { signal, delay, whole_group, .. } => {
                Self::Killed { run, signal, delay, whole_group }
            }
            Self::Edited { edit, delay, back, .. } => Self::Edited { run, edit, delay, back },
            Self::Both(_, other) => Self::Both(run, other),
            other => other,
        }
    }
}

fn edit() -> impl Strategy<Value = Edit> {
    let pair = (MEMBERS, CONTENTS);
    let of_member =
        |make: fn(u8, u8) -> Edit| pair.clone().prop_map(move |(m, n)| make(m, n)).boxed();
    let maybe_absent = |make: fn(u8, u8) -> Edit| {
        (MEMBERS, 0..CONTENTS.end).prop_map(move |(m, n)| make(m, n)).boxed()
    };
    let of_all = |make: fn(u8) -> Edit| CONTENTS.prop_map(make).boxed();
    let alone = |make: fn(u8) -> Edit| MEMBERS.prop_map(make).boxed();
    let two =
        |make: fn(u8, u8) -> Edit| (MEMBERS, MEMBERS).prop_map(move |(m, n)| make(m, n)).boxed();
    Union::new_weighted(vec![
        (6, of_member(Edit::Source)),
        (3, of_member(Edit::Part)),
        (2, of_member(Edit::Main)),
        (3, of_member(Edit::Text)),
        (2, of_all(Edit::Shared)),
        (2, of_all(Edit::Configured)),
        (2, of_all(Edit::Variable)),
        (2, of_all(Edit::Head)),
        (3, of_member(Edit::Script)),
        (2, (MEMBERS, script()).prop_map(|(m, script)| Edit::Watch(m, script)).boxed()),
        (5, maybe_absent(Edit::Watched)),
        (5, (MEMBERS, 0..3_u8, 0..CONTENTS.end).prop_map(|(m, e, n)| Edit::Entry(m, e, n)).boxed()),
        (2, (MEMBERS, 0..2_u8).prop_map(|(m, to)| Edit::Link(m, to)).boxed()),
        (2, (MEMBERS, 0..2_u8, CONTENTS).prop_map(|(m, to, n)| Edit::Linked(m, to, n)).boxed()),
        (3, maybe_absent(Edit::Note)),
        (2, two(Edit::Edge)),
        (1, two(Edit::BuildEdge)),
        (1, alone(Edit::Ask)),
        (1, alone(Edit::Default)),
        (2, two(Edit::Target)),
        (1, alone(Edit::Away)),
        (2, alone(Edit::Break)),
        (2, alone(Edit::Touch)),
        (6, (1..5_u8).prop_map(Edit::Return).boxed()),
    ])
}

fn between() -> impl Strategy<Value = Between> {
    let signal = select(vec![Signal::Interrupt, Signal::Terminate, Signal::Kill]);
    let killed = (run(), signal, any::<u8>(), any::<bool>()).prop_map(
        |(run, signal, delay, whole_group)| Between::Killed { run, signal, delay, whole_group },
    );
    let edited = (run(), edit(), any::<u8>(), any::<bool>())
        .prop_map(|(run, edit, delay, back)| Between::Edited { run, edit, delay, back });
    let damage = select(vec![Damage::Removed, Damage::Truncated, Damage::Foreign]);
    let copied = select(vec![Copied::Exactly, Copied::Seconds, Copied::Now]);
    prop_oneof![
        4 => run().prop_map(Between::Plain),
        4 => killed,
        4 => edited,
        1 => (run(), run()).prop_map(|(one, other)| Between::Both(one, other)),
        1 => Just(Between::Cook),
        1 => damage.prop_map(Between::Ledger),
        2 => Just(Between::Save),
        2 => copied.prop_map(Between::Restore),
        1 => any::<i8>().prop_map(Between::Shift),
    ]
}

fn arrival() -> impl Strategy<Value = Arrival> {
    prop_oneof![
        10 => times().prop_map(Arrival::InPlace),
        10 => times().prop_map(Arrival::Checkout),
        1 => Just(Arrival::Linked),
    ]
}

fn times() -> impl Strategy<Value = Times> {
    prop_oneof![
        6 => Just(Times::Now),
        2 => Just(Times::Old),
        1 => Just(Times::Scattered),
        1 => Just(Times::Tomorrow),
    ]
}

fn run() -> impl Strategy<Value = Run> {
    let profile =
        select(vec![Profile::Dev, Profile::Dev, Profile::Dev, Profile::Release, Profile::Check]);
    let package = option::weighted(0.2, MEMBERS);
    let targets = prop_oneof![
        8 => Just(Targets::Default),
        1 => Just(Targets::Library),
        1 => Just(Targets::Examples),
        1 => Just(Targets::All),
    ];
    (profile, prop::bool::weighted(0.2), package, targets, prop::bool::weighted(0.1)).prop_map(
        |(profile, feature, package, targets, named_target)| Run {
            profile,
            feature,
            package,
            targets,
            named_target,
        },
    )
}
