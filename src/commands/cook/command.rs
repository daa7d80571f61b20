//! Runs `cook`.

use std::path::Path;

use fs_err as fs;

use super::options::{CookOptions, Product, RecipeSource};
use super::place::Place;
use super::restore::{Overwrite, restore};
use super::stand_ins::stand_ins;
use super::{needs, placement};
use crate::cargo::{
    BuildOptions, Directories, directories, invocation, own_directory, settle_lockfile,
    target_directory, toolchain_is_default,
};
use crate::commands::outcome::Outcome;
use crate::commands::reused::{Reuse, run_listening, waiting};
use crate::distil::distil;
use crate::error::{Misuse, Result};
use crate::files::Directory;
use crate::interrupt::{self, Relay};
use crate::lockfile::Lockfile;
use crate::process::Command;
use crate::project::Project;
use crate::recipe::{Recipe, agreed_scope};
use crate::recipe_file;
use crate::recipe_of::manifest_path;
use crate::secrets;
use crate::shell::{self, Waiting};
use crate::target_directory::{Lock, MARK};
use crate::umbrella_of::umbrella_of;
use crate::words::{command_line, count};
use crate::workspace::{Reading, find_manifest, read};

/// Compiles the dependencies of a recipe or, if there is none, of the checkout.
pub(crate) fn cook(options: &CookOptions) -> Result<Outcome> {
    let recipe = if let Product::StandIns(_) = options.product { None } else { recipe(options)? };
    // What is placed and what is only there for a while is taken away.
    interrupt::hold()?;
    if let Product::StandIns(overwrite) = options.product {
        restore_stand_ins(options, overwrite)?;
        return Ok(Outcome::Done);
    }
    if options.no_std && shell::is_verbose() {
        shell::note("note", "`--no-std` is not needed: nothing stands in for the members");
    }
    match recipe {
        Some(recipe) => cook_recipe(options, &recipe)?,
        None => cook_checkout(options)?,
    }
    Ok(Outcome::Done)
}

/// The recipe; `None` if none was named and there is a checkout to cook instead.
fn recipe(options: &CookOptions) -> Result<Option<Recipe>> {
    match recipe_file::read(options.recipe.path()) {
        Err(crate::recipe::Error::Missing(_))
            if options.recipe == RecipeSource::Usual && has_checkout(options) =>
        {
            Ok(None)
        }
        result => Ok(Some(result?)),
    }
}

impl RecipeSource {
    fn path(&self) -> &Path {
        match self {
            Self::Named(path) => path,
            Self::Usual => Path::new("recipe.json"),
        }
    }
}

fn has_checkout(options: &CookOptions) -> bool {
    match &options.manifest_path {
        Some(path) => path.is_file(),
        None => std::env::current_dir().is_ok_and(|directory| find_manifest(&directory).is_ok()),
    }
}

fn cook_recipe(options: &CookOptions, recipe: &Recipe) -> Result<()> {
    let Place { root, manifest } = Place::find(recipe, options.manifest_path.as_deref())?;
    let scope = agreed_scope(recipe, &options.selection, &options.build.scope)?;
    needs::check(&root, recipe)?;
    fs::create_dir_all(&root)?;
    let placement = placement::place(&root, recipe)?;
    let mut build = BuildOptions { scope, ..options.build.clone() };
    if recipe.toolchain().is_some() && toolchain_is_default() {
        build.cargo = build.cargo.chosen_anew();
    }
    let directories = directories(&root, &build)?;
    let scratch = own_directory(&directories.target)?;
    let lock = Lock::of_build_directory(&directories.target, waiting)?;
    let reading = Waiting::new("Reading", "the recipe");
    let project = umbrella_of(recipe, &manifest, &options.selection, &scratch, &build.cargo)?;
    drop(reading);
    let as_json = options.as_json;
    let kitchen = Kitchen { root: &root, directories: &directories, lock, as_json };
    kitchen.build(&project, &scratch, &build, options.reuse.as_ref())?;
    placement.keep();
    Ok(())
}

fn restore_stand_ins(options: &CookOptions, overwrite: Overwrite) -> Result<()> {
    let recipe = recipe_file::read(options.recipe.path())?;
    if let Some(selection) = recipe.exact_selection() {
        return Err(Misuse::NotOfWorkspace(command_line(&selection.to_flags())).into());
    }
    let Place { root, .. } = Place::find(&recipe, options.manifest_path.as_deref())?;
    let files = stand_ins(&recipe.project(), options.no_std)?;
    let target = target_directory(&root, &options.build)?;
    let number = restore(&root, &files, &target, overwrite)?;
    placement::place_with(&root, &recipe, true)?.keep();
    let files = count(number, "file");
    shell::note("wrote", &format!("{files} that stand in for the sources; nothing was compiled"));
    Ok(())
}

fn cook_checkout(options: &CookOptions) -> Result<()> {
    let manifest_path = std::path::absolute(manifest_path(options.manifest_path.as_deref())?)?;
    let build = &options.build;
    let directory = manifest_path.parent().unwrap_or(Path::new("."));
    let cargo = build.cargo.clone().installed_for(directory);
    let reading = Waiting::new("Reading", "the workspace");
    let Reading { workspace, .. } = read(&cargo, &manifest_path)?;
    drop(reading);
    if build.is_locked() {
        workspace.check_locked()?;
    }
    let umbrella = distil(&workspace, &options.selection.clone().into())?;
    let directories = directories(&workspace.root, build)?;
    let scratch = own_directory(&directories.target)?;
    let lock = Lock::of_build_directory(&directories.target, waiting)?;
    let (root, as_json) = (&workspace.root, options.as_json);
    let kitchen = Kitchen { root, directories: &directories, lock, as_json };
    kitchen.build(&umbrella.project, &scratch, build, options.reuse.as_ref())
}

/// The name of the directory with the umbrella.
const UMBRELLA: &str = "umbrella";

/// Where an umbrella is built.
struct Kitchen<'k> {
    root: &'k Path,
    directories: &'k Directories,
    /// Has others wait that would write to our directory; `None` if the build that runs us has it.
    lock: Option<Lock>,
    as_json: bool,
}

impl Kitchen<'_> {
    fn build(
        &self,
        project: &Project,
        scratch: &Directory,
        build: &BuildOptions,
        reuse: Option<&Reuse>,
    ) -> Result<()> {
        let Self { root, directories, .. } = *self;
        let mut project = project.clone();
        project.place(root);
        // Only cargo needs the credentials, and only now.
        let _gone = has_credentials(&project).then(|| Gone(scratch));
        let directory = project.files()?.write_into(&scratch.inner(UMBRELLA)?)?;
        let manifest_path = directory.join("Cargo.toml");
        if build.is_locked() {
            let _waiting = Waiting::new("Locking", "the dependencies");
            settle_lockfile(&project, &manifest_path, root, &build.cargo)?;
        }
        let command = |build: &BuildOptions| {
            let command = command(&project, &manifest_path, root, directories, build);
            let mark = self.lock.as_ref().map(|lock| &lock.mark);
            command.map(|command| mark.map_or(command.clone(), |mark| command.env(MARK, mark)))
        };
        let Some(reuse) = reuse else {
            return Ok(command(build)?.run_with(Relay::new()?)?);
        };
        let build_directory = directories.build.as_ref().unwrap_or(&directories.target);
        let inner = directories.build.as_ref();
        let inner = inner.map(|inner| Lock::of_build_directory(inner, waiting)).transpose()?;
        if self.lock.is_none() || inner.as_ref().is_some_and(Option::is_none) {
            shell::note("note", "nothing is reused: a `cargo chef build` runs this one");
            return Ok(command(build)?.run_with(Relay::new()?)?);
        }
        let lockfile = project.lockfile.as_deref();
        let path = manifest_path.with_file_name("Cargo.lock");
        let lockfile = lockfile.map(|text| Lockfile::parse(&path, text)).transpose()?;
        let reusing = reuse.begin(root, build_directory, lockfile.as_ref(), None, build)?;
        let mut build = build.clone();
        let listening = build.listen(shell::is_terminal());
        let (result, told) = run_listening(&command(&build)?, listening, Relay::new()?);
        if let Some(reused) = reusing.end(told.as_deref()) {
            reused.tell(self.as_json)?;
        }
        Ok(result?)
    }
}

/// Whether there are credentials in the URLs of a project, as those of a checkout may have some.
fn has_credentials(project: &Project) -> bool {
    let manifests = project.manifests.iter().map(|manifest| &manifest.contents);
    let mut texts = manifests.chain(&project.lockfile).chain(&project.config);
    texts.any(|text| !secrets::remove_from_urls(&mut text.clone()).is_empty())
}

/// Removes the umbrella in the end.
struct Gone<'d>(&'d Directory);

impl Drop for Gone<'_> {
    fn drop(&mut self) {
        if let Err(error) = self.0.remove(Path::new(UMBRELLA)) {
            let path = self.0.path().join(UMBRELLA);
            shell::alarm(&format!("credentials stay in `{}`: {error}", path.display()));
        }
    }
}

fn command(
    project: &Project,
    manifest_path: &Path,
    root: &Path,
    directories: &Directories,
    build: &BuildOptions,
) -> Result<Command> {
    let command = invocation(project, manifest_path, root, directories, build)?;
    if shell::is_verbose() {
        shell::note("running", &command.to_string());
    }
    Ok(command)
}
