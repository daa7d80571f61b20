//! What must hold of the documents in a target directory and in a directory for `--reuse`.

use std::path::{Component, Path};

use super::ledger::Ledger;
use super::project::Project;
use super::reuse::Document;
use super::sealed::seal;
use crate::files::{Directory, temporary_directory};

/// A document in a directory of its own is read, written and read again.
///
/// # Panics
/// If it is another one then, or if it leads out of its directory.
pub(crate) fn documents(body: &serde_json::Value) {
    let Ok(temporary) = temporary_directory() else { return };
    let Ok(directory) = Directory::open(temporary.path()) else { return };
    let text = seal(1, body).expect("JSON can be written");
    for name in ["reuse.json", "ledger.json"] {
        directory.write(Path::new(name), &text).expect("it can be written");
    }
    if let Ok(Some(document)) = Document::read(temporary.path()) {
        document.write(&directory).expect("it can be written");
        assert_eq!(Document::read(temporary.path()).ok().flatten().as_ref(), Some(&document));
        for path in document.paths() {
            let mut parts = path.components();
            assert!(parts.all(|part| matches!(part, Component::Normal(_))), "{}", path.display());
        }
    }
    let root = body.get("root").and_then(serde_json::Value::as_str).unwrap_or("/root");
    let project = Project {
        root: root.into(),
        packages: Vec::new(),
        target_directory: temporary.path().to_owned(),
        build_directory: temporary.path().to_owned(),
        cargo_home: None,
    };
    let read = || Ledger::read_at(&temporary.path().join("ledger.json"), &project);
    if let Ok((ledger, _)) = read() {
        let written = ledger.written.expect("it was written");
        let result = ledger.clone().write_as(&directory, "ledger.json", &project, written);
        result.expect("it can be written");
        assert_eq!(read().map(|(ledger, _)| ledger), Ok(ledger));
    }
}
