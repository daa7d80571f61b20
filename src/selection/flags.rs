//! Selections as cargo's flags. That is how a recipe stores them.

use std::fmt;

use super::value::{Packages, Profile, Rule, Scope, Selection, TargetFilter, Targets};
use crate::words::command_line;

impl Selection {
    /// Parses flags as [`Selection::to_flags`] writes them; `None` if there are others.
    #[must_use]
    pub fn from_flags(flags: &[String]) -> Option<Self> {
        let mut selection = Self::default();
        let mut filter = TargetFilter::default();
        let mut flags = flags.iter();
        while let Some(flag) = flags.next() {
            let mut value = || flags.next().cloned();
            match flag.as_str() {
                "--workspace" => selection.packages.widen(),
                "--exclude" => selection.packages.exclude(value()?),
                "--package" => selection.packages.add(value()?),
                "--features" => {
                    selection.features.names = value()?.split(',').map(str::to_owned).collect();
                }
                "--all-features" => selection.features.all = true,
                "--no-default-features" => selection.features.no_default = true,
                "--all-targets" => selection.targets = Targets::All,
                "--lib" => filter.library = true,
                _ => filter.read_flag(flag, value)?,
            }
        }
        if filter != TargetFilter::default() {
            selection.targets = Targets::Only(filter);
        }
        Some(selection)
    }

    /// The selection as cargo's flags, in a fixed order.
    #[must_use]
    pub fn to_flags(&self) -> Vec<String> {
        let mut flags = Vec::new();
        let mut pair = |flag: &str, value: &str| {
            flags.push(flag.to_owned());
            flags.push(value.to_owned());
        };
        match &self.packages {
            Packages::Default => {}
            Packages::Workspace { exclude } => {
                for spec in exclude {
                    pair("--exclude", spec);
                }
                flags.push("--workspace".into());
            }
            Packages::Named(specs) => {
                for spec in specs {
                    pair("--package", spec);
                }
            }
        }
        if !self.features.names.is_empty() {
            flags.extend(["--features".into(), self.features.names.join(",")]);
        }
        if self.features.all {
            flags.push("--all-features".into());
        }
        if self.features.no_default {
            flags.push("--no-default-features".into());
        }
        match &self.targets {
            Targets::Default => {}
            Targets::All => flags.push("--all-targets".into()),
            Targets::Only(filter) => filter.add_flags(&mut flags),
        }
        flags
    }
}

impl Packages {
    fn widen(&mut self) {
        if !matches!(self, Self::Workspace { .. }) {
            *self = Self::Workspace { exclude: Vec::new() };
        }
    }

    fn exclude(&mut self, spec: String) {
        self.widen();
        if let Self::Workspace { exclude } = self {
            exclude.push(spec);
        }
    }

    fn add(&mut self, spec: String) {
        match self {
            Self::Default => *self = Self::Named(vec![spec]),
            Self::Named(specs) => specs.push(spec),
            // The whole workspace includes it.
            Self::Workspace { .. } => {}
        }
    }
}

impl TargetFilter {
    /// The rule for each kind of target that has names, with its flag for one target and for all.
    fn rules(&mut self) -> [(&mut Rule, &'static str, &'static str); 4] {
        [
            (&mut self.binaries, "--bin", "--bins"),
            (&mut self.examples, "--example", "--examples"),
            (&mut self.tests, "--test", "--tests"),
            (&mut self.benches, "--bench", "--benches"),
        ]
    }

    fn read_flag(&mut self, flag: &str, value: impl FnOnce() -> Option<String>) -> Option<()> {
        let mut rules = self.rules().into_iter();
        let (rule, one, _) = rules.find(|(_, one, all)| flag == *one || flag == *all)?;
        if flag == one {
            rule.add(value()?);
        } else {
            *rule = Rule::All;
        }
        Some(())
    }

    fn add_flags(&self, flags: &mut Vec<String>) {
        if self.library {
            flags.push("--lib".into());
        }
        for (rule, one, all) in [
            (&self.binaries, "--bin", "--bins"),
            (&self.examples, "--example", "--examples"),
            (&self.tests, "--test", "--tests"),
            (&self.benches, "--bench", "--benches"),
        ] {
            match rule {
                Rule::None => {}
                Rule::All => flags.push(all.into()),
                Rule::Named(names) => {
                    for name in names {
                        flags.extend([one.to_owned(), name.clone()]);
                    }
                }
            }
        }
    }
}

impl Rule {
    fn add(&mut self, name: String) {
        match self {
            Self::None => *self = Self::Named(vec![name]),
            Self::Named(names) => names.push(name),
            Self::All => {}
        }
    }
}

impl Scope {
    /// The scope as cargo's flags, in a fixed order.
    #[must_use]
    pub fn to_flags(&self) -> Vec<String> {
        let profile = match &self.profile {
            None => Vec::new(),
            Some(Profile::Release) => vec!["--release".into()],
            Some(profile) => vec!["--profile".into(), profile.name().to_owned()],
        };
        let targets = self.targets.iter().flat_map(|triple| ["--target".into(), triple.clone()]);
        profile.into_iter().chain(targets).collect()
    }
}

impl fmt::Display for Selection {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let flags = self.to_flags();
        if flags.is_empty() {
            return formatter.write_str("the default selection");
        }
        formatter.write_str(&command_line(&flags))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        for flags in [
            "",
            "--package one --package two@1.0.0 --features a,b --bin x --bin y*",
            "--exclude one --exclude two --workspace --all-features --all-targets",
            "--no-default-features --lib --bins --example a --tests --bench b",
            "--workspace --examples --test a --benches",
        ] {
            let flags: Vec<String> = flags.split_whitespace().map(str::to_owned).collect();
            let selection = Selection::from_flags(&flags).expect("they are flags");
            assert_eq!(selection.to_flags(), flags);
        }
        for flags in [&["--release"][..], &["--bin"], &["x"], &["--package"]] {
            let flags: Vec<String> = flags.iter().map(|flag| (*flag).to_owned()).collect();
            assert_eq!(Selection::from_flags(&flags), None);
        }
    }
}
