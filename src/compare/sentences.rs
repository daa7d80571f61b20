//! Describes a difference in words.

use serde_json::Value;

use super::change::{Certainty, Change, FORMAT, Group, MADE_LOCKFILE, What};
use super::difference::Difference;
use crate::words::count;

/// Changes below a title.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Listed {
    pub title: &'static str,
    /// Each change in words, and what it costs, which may be nothing.
    pub changes: Vec<(String, String)>,
    /// How many changes there are beyond these.
    pub more: usize,
}

/// How many characters of a value are shown.
const WIDTH: usize = 100;

impl Difference {
    /// The difference in one sentence: its cause, the number of other changes, and the cost.
    pub(crate) fn summary(&self) -> String {
        format!("{}: {}", self.causes(), self.cost())
    }

    /// What changed, in one sentence: the cause and the number of other changes.
    pub(crate) fn causes(&self) -> String {
        let Some(cause) = self.cause() else {
            return "nothing changed".into();
        };
        let others = match self.changes.len() - 1 {
            0 => String::new(),
            1 => ", and one other change".into(),
            number => format!(", and {number} other changes"),
        };
        format!("{}{others}", cause.in_words())
    }

    /// The changes as JSON, each with its text.
    pub(crate) fn changes_as_json(&self) -> Value {
        let changes = self.changes.iter().map(|change| {
            let mut value = serde_json::to_value(change).unwrap_or_default();
            value["text"] = change.in_words().into();
            value
        });
        changes.collect::<Vec<_>>().into()
    }

    /// Says how many crates have to be compiled.
    pub(crate) fn cost(&self) -> String {
        let Self { crates, compiled, .. } = *self;
        match self.count() {
            None if crates == 0 => "there is no crate to compile".into(),
            None => format!("none of {} has to be compiled again", count(crates, "crate")),
            Some(_) if compiled == crates && crates > 1 && self.certainty == Certainty::Exact => {
                format!("all {crates} crates have to be compiled")
            }
            Some(count) => {
                let verb = if compiled == 1 { "has" } else { "have" };
                format!("{count} {verb} to be compiled")
            }
        }
    }

    /// The number of crates that have to be compiled, and how reliable it is, as in `about 9 of 41
    /// crates`; `None` if none has to be compiled.
    pub(crate) fn count(&self) -> Option<String> {
        let Self { crates, compiled, .. } = *self;
        let about = match self.certainty {
            Certainty::Exact => "",
            Certainty::AtMost => "at most ",
            Certainty::About => "about ",
        };
        (compiled > 0).then(|| format!("{about}{compiled} of {}", count(crates, "crate")))
    }

    /// The changes below titles, the most costly first, and below each no more than `limit`.
    pub(crate) fn list(&self, limit: usize) -> Vec<Listed> {
        let mut groups: Vec<(Group, Vec<&Change>)> = Vec::new();
        for change in &self.changes {
            match groups.iter_mut().find(|(group, _)| *group == change.group) {
                Some((_, changes)) => changes.push(change),
                None => groups.push((change.group, vec![change])),
            }
        }
        let listed = groups.into_iter().map(|(group, changes)| Listed {
            title: title(group),
            more: changes.len().saturating_sub(limit),
            changes: changes
                .into_iter()
                .take(limit)
                .map(|change| (change.in_words(), self.cost_of(change)))
                .collect(),
        });
        listed.collect()
    }

    fn cost_of(&self, change: &Change) -> String {
        match change.compiled {
            0 => String::new(),
            compiled if compiled == self.crates && compiled > 1 => "(all crates)".into(),
            compiled => format!("({})", count(compiled, "crate")),
        }
    }
}

impl Change {
    /// The change in words, without its cost.
    pub(crate) fn in_words(&self) -> String {
        match self.group {
            Group::Selection => self.selection_in_words(),
            Group::Crates => self.crate_in_words(),
            Group::Features => self.feature_in_words(),
            Group::Toolchain if self.name == "channel" => self.value_in_words("the toolchain"),
            Group::Toolchain if self.name == "file" => {
                self.value_in_words("the file that pins the toolchain")
            }
            Group::Toolchain => self.value_in_words(&format!("`{}` of the toolchain", self.name)),
            Group::Config => self.value_in_words(&format!("`{}` in the configuration", self.name)),
            Group::Profile | Group::Workspace => self.value_in_words(&format!("`{}`", self.name)),
            Group::Members => self.value_in_words(&self.name),
            Group::Needs if self.what == What::Removed => {
                format!("`{}` is no longer needed where the recipe is cooked", self.name)
            }
            Group::Needs => format!("`{}` is now needed where the recipe is cooked", self.name),
            Group::Recipe => self.recipe_in_words(),
            Group::Form if self.name == "shape" => {
                "the crates are asked for by packages of another shape".into()
            }
            Group::Form => "the same is written in another form".into(),
        }
    }

    fn values(&self) -> (String, String) {
        let is_text = matches!(
            self.group,
            Group::Config | Group::Members | Group::Profile | Group::Toolchain | Group::Workspace
        );
        let shown = |value: &Option<String>| {
            let value = cut(value.as_deref().unwrap_or_default());
            if is_text { format!("`{value}`") } else { value }
        };
        (shown(&self.from), shown(&self.to))
    }

    fn recipe_in_words(&self) -> String {
        let (from, to) = self.values();
        match (self.name.as_str(), self.what) {
            (FORMAT, _) => format!("the format of the recipe was changed from {from} to {to}"),
            (MADE_LOCKFILE, What::Added) => "the project has no `Cargo.lock` any more".into(),
            (MADE_LOCKFILE, What::Removed) => "the project has a `Cargo.lock` now".into(),
            (MADE_LOCKFILE, _) => "`prepare` made another `Cargo.lock` for the project".into(),
            _ => "the configuration leads to local crates in another way".into(),
        }
    }

    fn selection_in_words(&self) -> String {
        let default = match self.name.as_str() {
            "selection" => "the default",
            _ => "any",
        };
        let shown = |value: &Option<String>| match value {
            None => default.to_owned(),
            Some(kind) if self.name == "kind" => kind.clone(),
            Some(value) => format!("`{value}`"),
        };
        let (from, to) = (shown(&self.from), shown(&self.to));
        match self.name.as_str() {
            "kind" => format!("an older {from} is compared with a newer {to}"),
            name => format!("the {name} was changed from {from} to {to}"),
        }
    }

    fn crate_in_words(&self) -> String {
        let name = &self.name;
        let (from, to) = self.values();
        match (self.what, &self.from, &self.to) {
            (What::Added, ..) => format!("`{name}` {to} was added"),
            (What::Removed, ..) => format!("`{name}` {from} was removed"),
            (What::Edited, ..) => format!("the code of the local crate `{name}` was changed"),
            (What::Upgraded, ..) => format!("`{name}` was upgraded from {from} to {to}"),
            (What::Downgraded, ..) => format!("`{name}` was downgraded from {from} to {to}"),
            (What::Rewired, Some(_), None) => format!("`{name}` no longer depends on {from}"),
            (What::Rewired, None, _) => format!("`{name}` now depends on {to}, too"),
            (What::Rewired, ..) => format!("`{name}` now depends on {to}, not on {from}"),
            _ => format!("`{name}` was changed from {from} to {to}"),
        }
    }

    fn feature_in_words(&self) -> String {
        let name = &self.name;
        let (from, to) = self.values();
        match (self.what, &self.from, &self.to) {
            (What::Added, ..) => format!("`{name}` is now asked for by the project itself, too"),
            (What::Removed, ..) => format!("`{name}` is no longer asked for by the project itself"),
            (What::SwitchedOn, ..) => format!("{} switched on", features(name, &to)),
            (What::SwitchedOff, ..) => format!("{} switched off", features(name, &from)),
            (_, Some(_), Some(_)) => format!("`{name}` is now asked for by {to}, not by {from}"),
            (_, None, Some(_)) => format!("`{name}` is now asked for by {to}, too"),
            (_, Some(_), None) => format!("`{name}` is no longer asked for by {from}"),
            _ => format!("the features of `{name}` are switched on in other places"),
        }
    }

    /// Describes the change of a key or of a thing: keys are set to values, things are added or
    /// removed.
    fn value_in_words(&self, of: &str) -> String {
        let (from, to) = self.values();
        let is_key = self.group != Group::Members || of.starts_with('`');
        match (self.what, &self.from, &self.to) {
            (What::Added, _, Some(_)) if is_key => format!("{of} was set to {to}"),
            (What::Removed, Some(_), _) if is_key => format!("{of} was removed, which was {from}"),
            (What::Added, ..) => format!("{of} was added"),
            (What::Removed, ..) => format!("{of} was removed"),
            (_, Some(_), Some(_)) => format!("{of} was changed from {from} to {to}"),
            _ => format!("{of} was changed"),
        }
    }
}

fn title(group: Group) -> &'static str {
    match group {
        Group::Selection => "what it was prepared for",
        Group::Toolchain => "toolchain",
        Group::Config => "configuration",
        Group::Profile => "profiles",
        Group::Crates => "crates",
        Group::Features => "features",
        Group::Workspace => "workspace",
        Group::Members => "members",
        Group::Needs => "what it needs",
        Group::Recipe => "the recipe itself",
        Group::Form => "form",
    }
}

fn features(name: &str, list: &str) -> String {
    match list.split(", ").collect::<Vec<_>>()[..] {
        ["default"] => format!("the default features of `{name}` were"),
        [one] => format!("feature `{one}` of `{name}` was"),
        _ => format!("features `{}` of `{name}` were", list.replace(", ", "`, `")),
    }
}

fn cut(value: &str) -> String {
    let line = value.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= WIDTH {
        return line;
    }
    let start: String = line.chars().take(WIDTH).collect();
    format!("{start}…")
}
