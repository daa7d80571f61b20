//! Prints what the user should know about a workspace and the recipe made from it.

use std::collections::BTreeSet;

use crate::recipe_of::Notice;
use crate::secrets::Secret;
use crate::shell;
use crate::words;
use crate::workspace::LeftOut;

/// Prints each notice as a note or a warning.
pub(super) fn print(notices: &[Notice]) {
    print_some(notices.iter(), print_one);
}

/// Prints as many things as are shown of a list, and how many there are beyond them.
fn print_some<T>(all: impl ExactSizeIterator<Item = T>, print: impl Fn(T)) {
    let more = all.len().saturating_sub(shell::shown());
    all.take(shell::shown()).for_each(print);
    if more > 0 {
        shell::note("note", &words::more(more));
    }
}

fn print_one(notice: &Notice) {
    match notice {
        Notice::NoSources => shell::note(
            "note",
            "there are no sources; a package is taken to have a library and a program",
        ),
        Notice::NoLockfile(directory) => {
            shell::warning(&format!(
                "there is no `Cargo.lock` in `{}`; the newest versions that fit are used",
                directory.display()
            ));
            shell::hint(
                "commit a `Cargo.lock`, so that the recipe changes only when you change it",
            );
        }
        Notice::StaleLockfile(what) => {
            shell::warning(&format!(
                "`Cargo.lock` does not fit its manifests: {what}; it was completed in a copy"
            ));
            shell::hint("run `cargo update --workspace` and commit `Cargo.lock`");
        }
        Notice::LeftOut(LeftOut::Link(path)) => shell::warning(&format!(
            "the link `{}` leads to nothing in the project, so it is left out of the recipe",
            path.display()
        )),
        Notice::LeftOut(LeftOut::Credential(path)) => {
            shell::warning(&format!(
                "`{}` seems to hold a credential, so it is left out of the recipe",
                path.display()
            ));
            shell::hint("if it is needed, name it in `include` of the crate's `[package]`");
        }
        Notice::PackagesNamed { asked, taken } => shell::note(
            "note",
            &format!("no default member has `{asked}`, so the recipe is for `{taken}`"),
        ),
    }
}

/// Prints which credentials were removed from a recipe, and where they should be instead.
pub(super) fn print_secrets(secrets: &BTreeSet<Secret>) {
    print_some(secrets.iter(), |secret| {
        shell::warning(&secret.warning());
        shell::hint(&secret.hint());
    });
}
