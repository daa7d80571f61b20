//! Writes a comparison as text. Crates are listed below the reason that they share, and only as
//! many as can be read.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use super::comparison::{Comparison, NOT_USED, UnitDifference};
use crate::cargo::unit_graph::Unit;
use crate::words::{count, more};

/// What happens if `build` runs after `recipe` was cooked. Below each title no more crates are listed than
/// `limit`.
pub(super) fn text(comparison: &Comparison, recipe: &str, build: &str, limit: usize) -> String {
    let units = count(comparison.units, "external unit");
    if comparison.is_same() {
        return format!("`{recipe}` cooks all {units} of `{build}`, and no other\n");
    }
    let files: Vec<_> = comparison.other_files.iter().map(|file| format!("`{file}`")).collect();
    let files = files.join(" and ");
    if comparison.has_same_units() {
        return format!(
            "`{recipe}` cooks all {units} of `{build}`, but was prepared with another {files}: all may be compiled again\n"
        );
    }
    let mut text = match comparison.compiled_again.len() + comparison.dependents {
        0 => format!(
            "after `{recipe}` was cooked, `{build}` compiles none of its {units} again, but not all that was cooked is used\n"
        ),
        again => format!(
            "after `{recipe}` was cooked, `{build}` compiles {again} of its {units} again\n"
        ),
    };
    let again: Vec<_> = comparison.compiled_again.iter().collect();
    add_list(&mut text, "compiled again", &again, limit);
    if comparison.dependents > 0 {
        let verb = if comparison.dependents == 1 { "depends" } else { "depend" };
        let _ = writeln!(
            text,
            "  and {} that {verb} on these",
            count(comparison.dependents, "more unit")
        );
    }
    // Units that the build needs in another form are listed above already.
    let is_spare = |difference: &&UnitDifference| difference.reasons == [NOT_USED];
    let spare: Vec<_> = comparison.needless.iter().filter(is_spare).collect();
    add_list(&mut text, "cooked but unused", &spare, limit);
    if !files.is_empty() {
        let _ = writeln!(
            text,
            "\n`{recipe}` was also prepared with another {files}: all may be compiled again"
        );
    }
    text
}

fn add_list(text: &mut String, title: &str, differences: &[&UnitDifference], limit: usize) {
    if differences.is_empty() {
        return;
    }
    let mut groups: BTreeMap<String, BTreeMap<String, Vec<&Unit>>> = BTreeMap::new();
    for difference in differences {
        let Unit { package, version, .. } = &difference.unit;
        let crates = groups.entry(difference.reasons.join("; ")).or_default();
        crates.entry(format!("{package} {version}")).or_default().push(&difference.unit);
    }
    let is_in_several =
        |name: &String| groups.values().filter(|group| group.contains_key(name)).count() > 1;
    let _ = writeln!(text, "\n{title}:");
    let lines = groups.values().map(BTreeMap::len).sum::<usize>();
    let mut left = limit;
    for (reason, crates) in &groups {
        if left == 0 {
            break;
        }
        let _ = writeln!(text, "  {reason}");
        for (name, units) in crates.iter().take(left) {
            let note = match units.len() {
                _ if is_in_several(name) => format!(" ({})", roles(units)),
                1 => String::new(),
                number => format!(" ({number} units)"),
            };
            let _ = writeln!(text, "    {name}{note}");
        }
        left = left.saturating_sub(crates.len());
    }
    if lines > limit {
        let _ = writeln!(text, "  {}", more(lines - limit));
    }
}

/// Names the parts of a crate that these units are.
fn roles(units: &[&Unit]) -> String {
    let role = |unit: &&Unit| match (unit.kind.as_str(), unit.mode.as_str()) {
        ("custom-build", "run-custom-build") => "run of the build script",
        ("custom-build", _) => "build script",
        ("proc-macro", _) => "procedural macro",
        _ => "library",
    };
    units.iter().map(role).collect::<BTreeSet<_>>().into_iter().collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn difference(package: &str, kind: &str, reason: &str) -> UnitDifference {
        let unit = Unit {
            package: package.into(),
            version: "1.0.0".into(),
            source: String::new(),
            target: package.into(),
            kind: kind.into(),
            mode: "build".into(),
            platform: "host".into(),
            features: BTreeSet::new(),
            profile: BTreeMap::new(),
        };
        UnitDifference { unit, reasons: vec![reason.into()] }
    }

    #[test]
    fn a_long_list_is_cut() {
        let compiled_again: Vec<_> = (0..45)
            .map(|n| difference(&format!("crate-{n:02}"), "lib", "it was not cooked"))
            .collect();
        let comparison = Comparison {
            units: 50,
            compiled_again,
            needless: vec![],
            other_files: vec![],
            dependents: 2,
        };
        let text = text(&comparison, "recipe.json", "cargo build", 20);
        let lines: Vec<_> = text.lines().collect();
        assert_eq!(lines.len(), 26, "{text}");
        assert_eq!(lines[4], "    crate-00 1.0.0");
        assert_eq!(lines[24], "  … and 25 more; `-v` shows all");
        assert_eq!(lines[25], "  and 2 more units that depend on these");
    }

    #[test]
    fn the_units_of_a_crate_are_told_apart_where_their_reasons_differ() {
        let compiled_again = vec![
            difference("one", "lib", "features: the build wants `std`, too"),
            difference("one", "custom-build", "it was not cooked"),
            difference("two", "lib", "it was not cooked"),
            difference("two", "custom-build", "it was not cooked"),
        ];
        let comparison = Comparison {
            units: 4,
            compiled_again,
            needless: vec![],
            other_files: vec![],
            dependents: 0,
        };
        insta::assert_snapshot!(text(&comparison, "recipe.json", "cargo build", 20), @"
        after `recipe.json` was cooked, `cargo build` compiles 4 of its 4 external units again

        compiled again:
          features: the build wants `std`, too
            one 1.0.0 (library)
          it was not cooked
            one 1.0.0 (build script)
            two 1.0.0 (2 units)
        ");
    }
}
