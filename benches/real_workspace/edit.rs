//! An edit that changes what the program holds, so that a stale one gives itself away.

use std::path::{Path, PathBuf};

use anyhow::{Result, ensure};
use fs_err as fs;

/// A file of the workspace, and a text in it that an edit makes longer where it comes first; tests,
/// which are not compiled, are at the end of a file.
pub struct Edit {
    /// The local crate that the file is of.
    pub package: String,
    file: PathBuf,
    text: &'static str,
}

impl Edit {
    pub(super) fn new(root: &Path, [file, text]: [&'static str; 2]) -> Result<Self> {
        let source = fs::read_to_string(root.join(file))?;
        ensure!(source.contains(text), "`{text}` is not in `{file}`, where an edit needs it");
        let package = file.split('/').nth(1).unwrap_or(file).to_owned();
        Ok(Self { package, file: root.join(file), text })
    }

    /// Makes the text end in this mark, and returns what the program holds from then on.
    pub fn apply(&self, mark: &str) -> Result<String> {
        self.undo()?;
        let edited = format!("{}[{mark}] ", self.text);
        let source = fs::read_to_string(&self.file)?;
        fs::write(&self.file, source.replacen(self.text, &edited, 1))?;
        Ok(edited)
    }

    /// Takes back what [`Edit::apply`] did, if it did.
    pub fn undo(&self) -> Result<()> {
        let source = fs::read_to_string(&self.file)?;
        let edited = format!("{}[", self.text);
        let Some((before, rest)) = source.split_once(&edited) else { return Ok(()) };
        let after = rest.split_once("] ").map_or(rest, |(_, after)| after);
        fs::write(&self.file, [before, self.text, after].concat())?;
        Ok(())
    }
}
