//! The outcome of a command.

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// The command succeeded. If it compared two things, they are the same.
    Done,
    /// The two things that were compared differ.
    Differs,
}

impl Outcome {
    /// The outcome of a comparison.
    pub(crate) fn of_comparison(is_same: bool) -> Self {
        if is_same { Self::Done } else { Self::Differs }
    }

    /// The exit code of the process.
    pub(crate) fn exit_code(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::Differs => 1,
        }
    }
}
