//! The profiles that are built.

use clap::ValueEnum;

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Profile {
    Dev,
    Release,
}

impl Profile {
    pub fn name(self) -> &'static str {
        match self {
            Self::Dev => "dev",
            Self::Release => "release",
        }
    }

    /// The title of a table.
    pub fn title(self, what: &str) -> String {
        format!("{}: {what}", self.name())
    }

    /// The title of the one that two parts write to.
    pub fn unchanged(self) -> String {
        self.title("no change")
    }

    /// The flag for it, of cargo and of each chef.
    pub fn flag(self) -> &'static str {
        match self {
            Self::Dev => "",
            Self::Release => "--release",
        }
    }

    /// What cargo calls its directory.
    pub fn directory(self) -> &'static str {
        match self {
            Self::Dev => "debug",
            Self::Release => "release",
        }
    }
}
