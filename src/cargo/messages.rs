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

/// A line that cargo, or a program that it runs, writes to stdout.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Line {
    /// A message about a unit.
    Unit(BuiltUnit),
    /// Another message about the build.
    Message,
    /// The last message: what follows is of a program.
    Finished,
    /// No message of cargo's.
    Text,
}

/// Subcommands that write nothing else to stdout.
const SILENT: [&str; 3] = ["auditable build", "build", "zigbuild"];

/// Subcommands that first build and then run programs.
const RUNNING: [&str; 3] = ["bench", "run", "test"];

impl BuildOptions {
    /// Has cargo name each unit on stdout. `None` if stdout is not to be listened to: it belongs to a
    /// program that cargo runs and that may look whether it is a terminal.
    pub(crate) fn listen(&mut self, is_terminal: bool) -> Option<Listening> {
        if let Action::With(words) = &self.action {
            let words = words.join(" ");
            let is_running = RUNNING.contains(&words.as_str()) && !is_terminal;
            if !is_running && !SILENT.contains(&words.as_str()) {
                return None;
            }
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

impl Line {
    /// Reads a line. What is no message of a known kind is one of an unknown kind if it has a reason.
    pub(crate) fn parse(line: &str) -> Self {
        if !line.starts_with('{') {
            return Self::Text;
        }
        match serde_json::from_str(line) {
            Ok(Message::CompilerArtifact(artifact)) => Self::Unit(BuiltUnit {
                package: artifact.package_id.repr,
                is_compiled: !artifact.fresh,
                files: artifact.filenames.into_iter().map(Into::into).collect(),
            }),
            Ok(Message::BuildScriptExecuted(script)) => Self::Unit(BuiltUnit {
                package: script.package_id.repr,
                is_compiled: false,
                files: vec![script.out_dir.into()],
            }),
            Ok(Message::BuildFinished(_)) => Self::Finished,
            Ok(Message::TextLine(_)) | Err(_) if !has_reason(line) => Self::Text,
            _ => Self::Message,
        }
    }
}

fn has_reason(line: &str) -> bool {
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
        let listening = options.listen(true);
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

    #[test]
    fn a_program_is_listened_to_where_it_cannot_tell() {
        let listen = |words: &[&str], is_terminal| {
            let action = Action::With(words.iter().map(|&word| word.to_owned()).collect());
            BuildOptions { action, ..BuildOptions::default() }.listen(is_terminal)
        };
        assert_eq!(listen(&["test"], false), Some(Listening::Alone));
        assert_eq!(listen(&["test"], true), None);
        assert_eq!(listen(&["nextest", "run"], false), None);
    }

    #[test]
    fn what_follows_the_last_message_is_of_a_program() {
        assert_eq!(Line::parse("{\"reason\":\"build-finished\",\"success\":true}"), Line::Finished);
        assert_eq!(Line::parse("{\"reason\":\"of-the-future\"}"), Line::Message);
        assert_eq!(Line::parse("{\"level\":\"info\"}"), Line::Text);
        assert_eq!(Line::parse("running 1 test"), Line::Text);
    }
}
