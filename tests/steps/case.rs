//! A workspace and what happens to it, as plain numbers.
//!
//! Every number is taken modulo what there is, so that a case still makes sense when members or
//! steps are dropped from it. `{:?}` of a case is Rust, to be kept in `regressions.rs`.

/// A workspace and the steps that it goes through.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Case {
    pub shape: Shape,
    pub members: Vec<Member>,
    pub steps: Vec<Step>,
}

/// What does not change.
#[expect(clippy::struct_excessive_bools, reason = "they have nothing to do with each other")]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Shape {
    /// The first package stands at the root.
    pub rooted: bool,
    /// The last package is no member, and stands outside of the root.
    pub outer: bool,
    /// There is a repository.
    pub git: bool,
    /// Rustc keeps what it knows, as it does unless it is told not to.
    pub incremental: bool,
}

/// A package as it is at first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Member {
    pub kind: Kind,
    /// Bits: the later packages that it depends on.
    pub uses: u8,
    /// Bits: the later packages that its build script depends on.
    pub builds_with: u8,
    pub script: Script,
    /// Bits: see `Ingredient`.
    pub ingredients: u8,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Library,
    /// A library and a program.
    Program,
    Macro,
}

/// What a build script asks cargo to watch. It reads just that.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Script {
    /// There is none.
    Absent,
    /// It does not say, so that cargo watches the package. It reads a file of it.
    Silent,
    /// A file of the package, which may be absent.
    File,
    /// A directory of the package, whose files come and go.
    Directory,
    /// A file outside of the package.
    Outside,
    /// `.git/HEAD`.
    Head,
    /// An environment variable.
    Variable,
    /// Nothing but itself.
    Itself,
}

/// What the code of a package takes in, beside what it depends on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ingredient {
    /// A file of its own, by `include_str!`.
    Text,
    /// A file that stands outside of all packages, by `include_str!`.
    Shared,
    /// A variable that `.cargo/config.toml` sets, by `env!`.
    Configured,
    /// A variable of the process, by `option_env!`.
    Variable,
    /// A module behind a symbolic link.
    Link,
    /// A module that is generated into `OUT_DIR`, where there is a build script.
    Generated,
}

impl Member {
    pub fn takes(self, ingredient: Ingredient) -> bool {
        self.ingredients & (1 << ingredient as u8) != 0
    }
}

/// What happens between two builds that are looked at, and which build comes then.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    pub edits: Vec<Edit>,
    pub between: Between,
    /// More edits, behind what happened.
    pub later: Vec<Edit>,
    pub arrival: Arrival,
    pub run: Run,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Edit {
    /// The main file of the library.
    Source(u8, u8),
    /// A module of the library.
    Part(u8, u8),
    /// The program.
    Main(u8, u8),
    Text(u8, u8),
    Shared(u8),
    Configured(u8),
    Variable(u8),
    Head(u8),
    /// The build script.
    Script(u8, u8),
    /// Another kind of build script.
    Watch(u8, Script),
    /// The file that it watches; 0 removes it.
    Watched(u8, u8),
    /// A file of the directory that it watches; 0 removes it.
    Entry(u8, u8, u8),
    /// Points a link elsewhere.
    Link(u8, u8),
    /// What one of the two files says that the link may point to.
    Linked(u8, u8, u8),
    /// A file that no code reads; 0 removes it.
    Note(u8, u8),
    /// A dependency comes or goes.
    Edge(u8, u8),
    /// A dependency of the build script comes or goes.
    BuildEdge(u8, u8),
    /// Whether dependents ask for the feature.
    Ask(u8),
    /// Whether the feature is a default one.
    Default(u8),
    /// A binary, an example or a test comes or goes.
    Target(u8, u8),
    /// A package, not the first, goes or comes back.
    Away(u8),
    /// The library does not compile until the next step.
    Break(u8),
    /// A new time without a new content.
    Touch(u8),
    /// All is as it was so many steps ago.
    Return(u8),
}

/// What happens in the target directory between two builds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Between {
    Nothing,
    /// Plain cargo builds there.
    Plain(Run),
    /// A build is killed.
    Killed {
        run: Run,
        signal: Signal,
        delay: u8,
        whole_group: bool,
    },
    /// A file changes while cargo runs, and is changed back before the end or after it.
    Edited {
        run: Run,
        edit: Edit,
        delay: u8,
        back: bool,
    },
    /// Two builds at once.
    Both(Run, Run),
    /// `cargo chef cook`.
    Cook,
    /// The ledger is lost.
    Ledger(Damage),
    /// The target directory is kept elsewhere.
    Save,
    /// The one that was kept last is put back.
    Restore(Copied),
    /// All times in the target directory move by so many minutes.
    Shift(i8),
    /// Another machine builds from now on: 0 has an empty target directory each time, the others find
    /// theirs as they left it.
    Machine(u8),
    /// What is there for reuse goes through an archive.
    Archive,
    /// What is there for reuse is kept elsewhere.
    SaveReuse,
    /// What was kept last of it is put back.
    RestoreReuse,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signal {
    Interrupt,
    Terminate,
    Kill,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Damage {
    Removed,
    Truncated,
    Foreign,
}

/// How a copy of the target directory keeps times.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Copied {
    Exactly,
    /// In whole seconds, as some archives do.
    Seconds,
    /// Not at all.
    Now,
}

/// How sources come to stand where they are built.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Arrival {
    /// What changed is written.
    InPlace(Times),
    /// Everything is removed and written.
    Checkout(Times),
    /// As a checkout, with one file for the same content.
    Linked,
}

/// The times of files that are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Times {
    Now,
    /// Years ago, the same for all.
    Old,
    /// Some time in the past, for each another one.
    Scattered,
    Tomorrow,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Run {
    pub profile: Profile,
    pub feature: bool,
    /// The only package that is selected.
    pub package: Option<u8>,
    pub targets: Targets,
    /// For a target that is named, though it is the host.
    pub named_target: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Profile {
    Dev,
    Release,
    Check,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Targets {
    Default,
    Library,
    Examples,
    All,
}
