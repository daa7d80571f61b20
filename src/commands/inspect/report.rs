//! Writes a summary as text.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::summary::{AskedIn, Crate, Summary};
use crate::words::count;

/// How many items of a list are shown.
const ITEMS: usize = 20;

/// The summary of a recipe.
pub(super) fn summary(summary: &Summary) -> String {
    let Summary { bytes, .. } = summary;
    let mut text = match summary.format {
        Some(format) => format!("{}, format {format}\n", summary.recipe),
        None => format!("{}\n", summary.recipe),
    };
    if let Some(chosen) = &summary.chosen {
        let _ = writeln!(text, "of which is shown what `{chosen}` needs");
    }
    let mut line = |title: &str, what: String| {
        if !what.is_empty() {
            let _ = writeln!(text, "{title:<11}{what}");
        }
    };
    line("digest", summary.digest.clone());
    line(
        "size",
        format!(
            "{} bytes; as text: manifests {}, lockfile {}, other files {}",
            bytes.all, bytes.manifests, bytes.lockfile, bytes.beside
        ),
    );
    let (title, what) =
        if summary.is_umbrella { ("umbrella", "package") } else { ("workspace", "package") };
    line(title, list(&count(summary.packages.len(), what), &summary.packages));
    let sources: Vec<_> =
        summary.sources.iter().map(|(source, crates)| format!("{crates} from {source}")).collect();
    line("crates", list(&summary.crates.to_string(), &sources));
    line(
        "direct",
        format!("{} asked for by the project itself", count(summary.direct_crates, "crate")),
    );
    line("local", list_of_local(&summary.local_crates));
    line("needs", summary.needs.join(", "));
    line("toolchain", values(&summary.toolchain));
    line("config", values(&summary.config));
    line("profiles", values(&summary.profile));
    text
}

fn list(head: &str, items: &[String]) -> String {
    if items.is_empty() {
        return head.to_owned();
    }
    let shown = items.iter().take(ITEMS).cloned().collect::<Vec<_>>().join(", ");
    let rest = match items.len().saturating_sub(ITEMS) {
        0 => String::new(),
        rest => format!(" … and {rest} more; `--format json` lists all"),
    };
    format!("{head}: {shown}{rest}")
}

fn list_of_local(directories: &[String]) -> String {
    match directories.len() {
        0 => String::new(),
        number => list(&format!("{} compiled with them", count(number, "crate")), directories),
    }
}

fn values(values: &BTreeMap<String, String>) -> String {
    let values: Vec<_> = values.iter().map(|(key, value)| format!("{key} = {value}")).collect();
    let shown = values.iter().take(ITEMS).cloned().collect::<Vec<_>>().join(", ");
    match values.len().saturating_sub(ITEMS) {
        0 => shown,
        rest => format!("{shown} … and {rest} more; `--format json` lists all"),
    }
}

/// The crates with one name.
pub(super) fn crates(crates: &[Crate]) -> String {
    let mut text = String::new();
    for (number, found) in crates.iter().enumerate() {
        if number > 0 {
            text.push('\n');
        }
        let Crate { name, version, source, .. } = found;
        let _ = writeln!(text, "{name} {version} from {source}");
        if found.asked.is_empty() {
            text.push_str("asked for by other crates alone, which decide on its features\n");
        }
        for asked in &found.asked {
            let _ = writeln!(text, "asked for by {}: {}", who(asked), features(asked));
        }
        for (title, names) in
            [("depends on", &found.dependencies), ("needed by", &found.dependents)]
        {
            let head = format!("{title} {}", count(names.len(), "crate"));
            let _ = writeln!(text, "{}", list(&head, names));
        }
    }
    text
}

fn who(asked: &AskedIn) -> String {
    match &asked.member {
        Some(member) => format!("`{member}` for {}", asked.place),
        None => asked.place.clone(),
    }
}

fn features(asked: &AskedIn) -> String {
    let mut words = asked.features.clone();
    if asked.default_features {
        words.insert(0, "default".into());
    }
    match words.len() {
        0 => "without features".into(),
        1 => format!("feature {}", words[0]),
        _ => format!("features {}", words.join(", ")),
    }
}
