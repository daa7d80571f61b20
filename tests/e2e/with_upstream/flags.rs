//! Every flag and environment variable in upstream's help is in ours.

use std::collections::{BTreeMap, BTreeSet};

use super::upstream;
use crate::support::{App, dep, project};

/// What a help text says of flags.
#[derive(Debug, Default, PartialEq, Eq)]
struct Help {
    /// Each spelling of a flag, and whether a value follows it.
    flags: BTreeMap<String, bool>,
    variables: BTreeSet<String>,
}

impl Help {
    fn parse(text: &str) -> Self {
        let mut help = Self::default();
        for line in text.lines() {
            let spellings = line.trim_start();
            if spellings.starts_with('-') {
                let spellings = spellings.split("  ").next().unwrap_or_default();
                let words: Vec<&str> = spellings.split([' ', ',']).collect();
                let takes_value = spellings.contains('<');
                let flags = words.into_iter().filter(|word| word.starts_with('-'));
                help.flags.extend(flags.map(|f| (f.trim_end_matches("...").into(), takes_value)));
            }
            if let Some((_, variable)) = line.split_once("[env: ") {
                let name = |c: char| c.is_ascii_uppercase() || c == '_';
                let variable = variable.trim_start_matches('`');
                let end = variable.find(|c| !name(c)).unwrap_or(variable.len());
                help.variables.insert(variable[..end].to_owned());
            }
        }
        help
    }
}

fn app() -> App {
    project().bin("app", [dep("itoa", "1")]).create()
}

fn is_covered(command: &str) {
    let app = app();
    let flags = format!("{command} --help");
    let theirs = Help::parse(&upstream(app.sandbox(), app.root(), &flags).succeeds().stdout);
    let ours = Help::parse(&app.chef(&flags).succeeds().stdout);
    assert!(theirs.flags.contains_key("--recipe-path"), "the help was not understood: {theirs:?}");
    let is_missing =
        |(flag, takes_value): &(&String, &bool)| ours.flags.get(flag.as_str()) != Some(takes_value);
    let missing: Vec<_> = theirs.flags.iter().filter(is_missing).collect();
    assert!(missing.is_empty(), "{missing:?}");
    let missing: Vec<_> = theirs.variables.difference(&ours.variables).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
#[ignore = "needs upstream's binary"]
fn every_flag_of_prepare() {
    is_covered("prepare");
}

#[test]
#[ignore = "needs upstream's binary"]
fn every_flag_of_cook() {
    is_covered("cook");
}

#[test]
#[ignore = "needs upstream's binary"]
fn every_command() {
    let app = app();
    let commands = |text: &str| -> BTreeSet<String> {
        let lines = text.lines().skip_while(|line| *line != "Commands:").skip(1);
        let lines = lines.take_while(|line| !line.is_empty());
        lines.filter_map(|line| Some(line.split_whitespace().next()?.to_owned())).collect()
    };
    let theirs = commands(&upstream(app.sandbox(), app.root(), "--help").succeeds().stdout);
    let ours = commands(&app.chef("--help").succeeds().stdout);
    assert!(theirs.contains("prepare"), "the help was not understood: {theirs:?}");
    assert!(theirs.is_subset(&ours), "{theirs:?} {ours:?}");
}
