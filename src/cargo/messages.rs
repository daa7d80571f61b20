//! Cargo's messages about a build, and how it is asked for them.

use std::path::PathBuf;

use cargo_metadata::Message;

use super::options::{Action, BuildOptions};

/// A unit that a build needed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct BuiltUnit {
    /// The package, by cargo's id.
    pub package: String,
    /// Whether it was compiled.
    pub is_compiled: bool,
    /// What was made; for the run of a build script, its directory.
    pub files: Vec<PathBuf>,
}

/// What becomes of the lines that cargo writes to stdout.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Listening {
    /// They are only for us.
    Alone,
    /// They are for the user, too.
    Along,
}

/// Subcommands that write nothing else to stdout.
const SILENT: [&str; 3] = ["auditable build", "build", "zigbuild"];

impl BuildOptions {
    /// Has cargo name each unit on stdout. `None` if stdout is not to be listened to: it belongs to a
    /// program that cargo runs.
    pub(crate) fn listen(&mut self) -> Option<Listening> {
        if let Action::With(words) = &self.action
            && !SILENT.contains(&words.join(" ").as_str())
        {
            return None;
        }
        let formats = self.take_flags(&["--message-format"]).into_iter();
        let formats: Vec<String> =
            formats.map(|(_, value)| value.to_string_lossy().into_owned()).collect();
        let is_for_people = |format: &String| format == "human" || format == "short";
        // Whatever else it is, cargo knows what to make of it.
        let (format, listening) = if !formats.iter().all(is_for_people) {
            (formats.join(","), Listening::Along)
        } else if formats.iter().any(|format| format == "short") {
            ("json-render-diagnostics,json-diagnostic-short".into(), Listening::Alone)
        } else {
            ("json-render-diagnostics".into(), Listening::Alone)
        };
        let end = self.rest.iter().position(|argument| argument == "--");
        let end = end.unwrap_or(self.rest.len());
        self.rest.insert(end, format!("--message-format={format}").into());
        Some(listening)
    }
}

impl BuiltUnit {
    /// Reads a line that cargo wrote. Returns whether it is a message at all, and the unit that it
    /// names.
    pub(crate) fn parse(line: &str) -> (bool, Option<Self>) {
        if !line.starts_with('{') {
            return (false, None);
        }
        match serde_json::from_str(line) {
            Ok(Message::CompilerArtifact(artifact)) => {
                let unit = Self {
                    package: artifact.package_id.repr,
                    is_compiled: !artifact.fresh,
                    files: artifact.filenames.into_iter().map(Into::into).collect(),
                };
                (true, Some(unit))
            }
            Ok(Message::BuildScriptExecuted(script)) => {
                let unit = Self {
                    package: script.package_id.repr,
                    is_compiled: false,
                    files: vec![script.out_dir.into()],
                };
                (true, Some(unit))
            }
            Ok(Message::TextLine(_)) | Err(_) => (is_message(line), None),
            Ok(_) => (true, None),
        }
    }
}

/// Whether it is a message of a kind that is not known here.
fn is_message(line: &str) -> bool {
    let value: serde_json::Value = serde_json::from_str(line).unwrap_or_default();
    value.get("reason").is_some()
}

#[cfg(test)]
mod tests {
    use std::ffi::OsString;

    use super::*;

    fn listen(rest: &[&str], action: Action) -> (Option<Listening>, Vec<String>) {
        let rest = rest.iter().map(OsString::from).collect();
        let mut options = BuildOptions { action, rest, ..BuildOptions::default() };
        let listening = options.listen();
        (listening, options.rest.iter().map(|a| a.to_string_lossy().into_owned()).collect())
    }

    #[test]
    fn the_format_of_the_user_stays() {
        let build = || Action::Build;
        let alone = "--message-format=json-render-diagnostics";
        assert_eq!(
            listen(&["-q", "--", "-x"], build()),
            (Some(Listening::Alone), vec!["-q".into(), alone.into(), "--".into(), "-x".into()])
        );
        assert_eq!(
            listen(&["--message-format", "json"], build()),
            (Some(Listening::Along), vec!["--message-format=json".into()])
        );
        assert_eq!(
            listen(&["--message-format=short"], build()),
            (Some(Listening::Alone), vec![format!("{alone},json-diagnostic-short")])
        );
        // Cargo refuses what it does not know.
        assert_eq!(
            listen(&["--message-format", "yaml"], build()),
            (Some(Listening::Along), vec!["--message-format=yaml".into()])
        );
        let run = Action::With(vec!["run".into()]);
        assert_eq!(listen(&["-q"], run), (None, vec!["-q".into()]));
    }
}
