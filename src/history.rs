//! The recipes of revisions: what `prepare` would have written at the time.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::rc::Rc;

use crate::error::{Error, Result};
use crate::files::digest;
use crate::git::{Checkout, Commit, Repository};
use crate::interrupt;
use crate::recipe::Recipe;
use crate::recipe_of::{RecipeRequest, read_for, recipe_of};
use crate::strip::declared;
use crate::{cargo, process, workspace};

/// The recipe of a revision, or the reason why there is none.
pub(crate) type Revision = std::result::Result<Rc<Prepared>, String>;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Prepared {
    pub recipe: Recipe,
    /// The SHA-256 of the text that `prepare` would have written, which may be long.
    pub digest: String,
}

impl Prepared {
    pub(crate) fn new(recipe: Recipe) -> Result<Self> {
        Ok(Self { digest: digest(recipe.to_text()?.as_bytes()), recipe })
    }

    /// Parses the text of a recipe, but for its lockfile; `path` is only used in messages.
    pub(crate) fn read(path: &Path, text: &str) -> Result<Self> {
        let recipe = Recipe::parse_without_lockfile(path, text)?;
        Ok(Self { recipe, digest: digest(text.as_bytes()) })
    }
}

/// Prepares one revision after the other, in a temporary tree.
#[derive(Debug)]
pub(crate) struct History<'r> {
    checkout: Checkout<'r>,
    request: RecipeRequest,
    /// The directory or manifest in the tree that is prepared.
    place: String,
    last: Option<Revision>,
    /// Whether anybody wants to know what workspaces declare.
    notes_declarations: bool,
    /// Of each commit that was prepared, the digest of what its workspace declares.
    declared: BTreeMap<String, String>,
    last_declared: Option<String>,
}

impl<'r> History<'r> {
    /// Prepares a directory or manifest of a repository. `place` is its path from the root.
    pub(crate) fn new(
        repository: &'r Repository,
        place: &str,
        request: RecipeRequest,
    ) -> Result<Self> {
        // The temporary tree has to be removed, even after a signal.
        interrupt::hold()?;
        Ok(Self {
            checkout: Checkout::new(repository)?,
            request,
            place: place.to_owned(),
            last: None,
            notes_declarations: false,
            declared: BTreeMap::new(),
            last_declared: None,
        })
    }

    /// The same, which also notes what workspaces declare, for [`Self::redeclared`].
    #[must_use]
    pub(crate) fn noting_declarations(self) -> Self {
        Self { notes_declarations: true, ..self }
    }

    /// The recipe of a commit, given by its full hash. If nothing changed that `prepare` reads, the
    /// last recipe is returned.
    ///
    /// # Errors
    /// If the tree could not be read or written. If it cannot be prepared, the [`Revision`] says
    /// so.
    pub(crate) fn recipe_at(&mut self, commit: &str) -> Result<Revision> {
        interrupt::check()?;
        let has_changed = self.checkout.move_to(commit)?;
        if let Some(last) = self.last.clone().filter(|_| !has_changed) {
            self.remember(commit);
            return Ok(last);
        }
        self.last_declared = None;
        let root = self.checkout.root()?;
        let prepared = self.prepare(&root);
        interrupt::check()?;
        let outcome = match prepared {
            Ok(prepared) => Ok(Rc::new(prepared)),
            // This would happen at every commit, and none of them is to blame.
            Err(error) if is_of_machine(&error) => return Err(error),
            Err(error) => Err(without_root(&error, &root)),
        };
        self.last = Some(outcome.clone());
        self.remember(commit);
        Ok(outcome)
    }

    /// Those of the commits, given newest first, that declare something else than the commit before:
    /// where a recipe changes that keeps the manifests and the lockfile as they are. Commits of which
    /// no recipe was made are passed over. None is found unless declarations are noted.
    pub(crate) fn redeclared<'c>(&self, commits: &'c [Commit]) -> BTreeSet<&'c str> {
        let mut found = BTreeSet::new();
        let mut last = None;
        for commit in commits.iter().rev() {
            let parent = commit.parent.as_ref().and_then(|parent| self.declared.get(parent));
            let Some(declared) = self.declared.get(&commit.id) else { continue };
            if parent.or(last).is_some_and(|before| before != declared) {
                found.insert(commit.id.as_str());
            }
            last = Some(declared);
        }
        found
    }

    fn remember(&mut self, commit: &str) {
        if let Some(declared) = &self.last_declared {
            self.declared.insert(commit.to_owned(), declared.clone());
        }
    }

    fn prepare(&mut self, root: &Path) -> Result<Prepared> {
        let source = read_for(&manifest_below(root, &self.place)?, &self.request)?;
        if self.notes_declarations {
            self.last_declared = Some(digest(declared(&source.workspace).as_bytes()));
        }
        Prepared::new(recipe_of(&source, &self.request)?.recipe)
    }
}

/// The repository of a project, and where in it the project is: that of the current directory, if no
/// manifest is named.
pub(crate) fn repository_of(manifest_path: Option<&Path>) -> Result<(Repository, String)> {
    let Some(path) = manifest_path else {
        let repository = Repository::of(&std::env::current_dir()?)?;
        let place = repository.prefix().to_owned();
        return Ok((repository, place));
    };
    let path = std::path::absolute(path)?;
    let (Some(directory), Some(name), true) = (path.parent(), path.file_name(), path.is_file())
    else {
        return Err(workspace::Error::ManifestMissing(path).into());
    };
    let repository = Repository::of(directory)?;
    let place = format!("{}{}", repository.prefix(), name.to_string_lossy());
    Ok((repository, place))
}

/// Whether an error comes from this machine rather than from the commit.
fn is_of_machine(error: &Error) -> bool {
    matches!(
        error,
        Error::Cargo(cargo::Error::NotInstalled(_) | cargo::Error::Process(_))
            | Error::Workspace(workspace::Error::Cargo(
                cargo::Error::NotInstalled(_) | cargo::Error::Process(_)
            ))
    )
}

/// The text of an error, with paths as in the revision. Only cargo's message is taken, without our
/// command line.
fn without_root(error: &Error, root: &Path) -> String {
    let text = match error.said_by_cargo() {
        Some(said) => process::text(said).trim_start_matches("error: ").to_owned(),
        None => error.to_string(),
    };
    let root = root.display().to_string();
    text.replace(&format!("{root}/"), "").replace(&root, ".")
}

/// The manifest of a directory, or of its nearest parent below the root that has one.
fn manifest_below(root: &Path, place: &str) -> Result<PathBuf> {
    let place = root.join(place);
    if place.is_file() {
        return Ok(place);
    }
    place
        .ancestors()
        .take_while(|directory| directory.starts_with(root))
        .map(|directory| directory.join("Cargo.toml"))
        .find(|path| path.is_file())
        .ok_or(Error::Workspace(workspace::Error::NoManifest(place)))
}
