//! Writes a summary as text.

use std::fmt::Write as _;

use toml::Value;

use super::summary::{Crate, Id, Request, Summary};
use crate::compare::flat;
use crate::words::{command_line, count, listed};

/// The summary of a recipe. Of each list no more is shown than `limit`.
pub(super) fn summary(summary: &Summary<'_>, limit: usize) -> String {
    let Summary { bytes, .. } = summary;
    let mut text = match summary.format {
        Some(format) => format!("{}, format {format}\n", summary.in_words),
        None => format!("{}\n", summary.in_words),
    };
    if let Some(flags) = &summary.shown_for {
        let _ = writeln!(text, "of which is shown what `{}` needs", command_line(flags));
    }
    let mut line = |title: &str, what: String| {
        if !what.is_empty() {
            let _ = writeln!(text, "{title:<11}{what}");
        }
    };
    line("digest", summary.description.digest.clone());
    line(
        "size",
        format!(
            "{} bytes; as text: manifests {}, lockfile {}, other files {}",
            bytes.recipe,
            bytes.manifests,
            bytes.lockfile,
            bytes.config + bytes.toolchain
        ),
    );
    let list = |head: String, items: &[String]| match items {
        [] => head,
        items => format!("{head}: {}", listed(items, limit)),
    };
    if !summary.packages.is_empty() {
        let packages = count(summary.packages.len(), "package");
        line("workspace", list(packages, &summary.packages));
    }
    let sources: Vec<_> = summary.sources().into_iter().collect();
    let sources: Vec<_> =
        sources.iter().map(|(source, crates)| format!("{crates} from {source}")).collect();
    line("crates", list(summary.crates.len().to_string(), &sources));
    let direct = summary.crates.iter().filter(|found| !found.requests.is_empty()).count();
    line("direct", format!("{} asked for by the project itself", count(direct, "crate")));
    if !summary.local_crates.is_empty() {
        let crates = count(summary.local_crates.len(), "crate");
        line("local", list(format!("{crates} compiled with them"), &summary.local_crates));
    }
    line("needs", listed(&summary.needs, limit));
    for (title, table) in [
        ("toolchain", &summary.toolchain),
        ("config", &summary.config),
        ("profiles", &summary.profiles),
    ] {
        let values = flat(Some(&Value::Table(table.clone())), "").into_iter();
        let values: Vec<_> = values.map(|(key, value)| format!("{key} = {value}")).collect();
        line(title, listed(&values, limit));
    }
    text
}

/// The crates with one name. Of each list no more is shown than `limit`.
pub(super) fn crates(crates: &[Crate], limit: usize) -> String {
    let mut text = String::new();
    for (number, found) in crates.iter().enumerate() {
        if number > 0 {
            text.push('\n');
        }
        let Crate { id, requests, dependencies, dependents } = found;
        let Id { name, version, .. } = id;
        let _ = writeln!(text, "{name} {version} from {}", id.source_in_words());
        if requests.is_empty() {
            text.push_str("asked for by other crates alone, which decide on its features\n");
        }
        for request in requests {
            let _ = writeln!(text, "asked for by {}: {}", who(request), features(request));
        }
        let dependents = dependents.as_deref().unwrap_or_default();
        for (title, ids) in [("depends on", &dependencies[..]), ("needed by", dependents)] {
            let _ = write!(text, "{title} {}", count(ids.len(), "crate"));
            let names: Vec<_> =
                ids.iter().map(|id| format!("{} {}", id.name, id.version)).collect();
            if !names.is_empty() {
                let _ = write!(text, ": {}", listed(&names, limit));
            }
            text.push('\n');
        }
    }
    text
}

fn who(request: &Request) -> String {
    let place = request.user.on(request.platform.as_deref());
    match &request.member {
        Some(member) => format!("`{member}` for {place}"),
        None => place,
    }
}

fn features(request: &Request) -> String {
    let mut words = request.features.clone();
    if request.default_features {
        words.insert(0, "default".into());
    }
    match words.len() {
        0 => "without features".into(),
        1 => format!("feature {}", words[0]),
        _ => format!("features {}", words.join(", ")),
    }
}
