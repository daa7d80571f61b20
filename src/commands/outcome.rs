//! What a command found.

/// What a command found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// It did what it was asked for; two things that were compared are the same.
    Done,
    /// Two things that were compared differ.
    Differs,
}

impl Outcome {
    /// That of a comparison.
    pub(crate) fn of_comparison(is_same: bool) -> Self {
        if is_same { Self::Done } else { Self::Differs }
    }

    /// The process exit code.
    pub(crate) fn exit_code(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::Differs => 1,
        }
    }
}
