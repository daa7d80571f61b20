//! `cargo chef manual`: manual pages, one for each command.

use std::path::{Path, PathBuf};

use clap::{Args, Command};
use clap_mangen::Man;

use crate::error::Result;
use crate::files::write_where_named;
use crate::shell;
use crate::words::count;

#[derive(Debug, Args)]
pub(super) struct ManualFlags {
    /// Directory to write them to; created if it does not exist
    #[arg(value_name = "DIRECTORY")]
    directory: PathBuf,
}

impl ManualFlags {
    /// Writes the pages of a command line and of its commands.
    pub(super) fn write(&self, command: Command) -> Result<()> {
        let mut command = command.name("cargo-chef").disable_help_subcommand(true);
        command.build();
        fs_err::create_dir_all(&self.directory)?;
        let commands = command.get_subcommands().filter(|command| !command.is_hide_set());
        let commands: Vec<&Command> = commands.chain([&command]).collect();
        for command in &commands {
            write(command, &self.directory)?;
        }
        let pages = count(commands.len(), "manual page");
        shell::note("written", &format!("{pages} in `{}`", self.directory.display()));
        Ok(())
    }
}

fn write(command: &Command, directory: &Path) -> Result<()> {
    let page = Man::new(command.clone());
    let mut text = Vec::new();
    page.render(&mut text)?;
    Ok(write_where_named(&directory.join(page.get_filename()), &text)?)
}
