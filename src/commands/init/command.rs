//! Runs `init`.

use std::path::Path;

use super::dockerfile::{dockerfile, stage_name};
use super::ignore::ignore;
use super::image::{Presence, presence};
use super::obstacles::obstacles;
use super::options::{BASE_RECIPE, InitOptions, Output, Style};
use super::plan::ImagePlan;
use crate::commands::notices;
use crate::commands::outcome::Outcome;
use crate::error::{Misuse, Result};
use crate::files::write_atomically;
use crate::installation::{self, Installation};
use crate::recipe_of::{Notice, RecipeRequest, manifest_path, read_for, recipe_of};
use crate::shell;

/// Writes the files, or prints them, and tells what to do next.
pub(crate) fn init(options: &InitOptions) -> Result<Outcome> {
    let manifest_path = manifest_path(options.manifest_path.as_deref())?;
    // The image is built from the root, even if the manifest of a member was named.
    let mut source = read_for(&manifest_path, &RecipeRequest::default())?;
    source.notices.retain(|notice| *notice != Notice::NoSources);
    notices::print(&source.notices);
    let root = source.workspace.root.clone();
    let plan = ImagePlan::new(&source.workspace, &options.binaries)?;
    let names = ["Dockerfile", ".dockerignore"];
    if options.output == Output::NewFiles
        && let Some(name) = names.iter().find(|name| root.join(name).exists())
    {
        return Err(Misuse::WouldOverwrite(root.join(name)).into());
    }

    let (installation, image) = choose(options, &root)?;
    let style = Style { installation, ..options.style.clone() };
    let exists = |path: &str| root.join(path).exists();
    for obstacle in obstacles(&source.workspace, &plan, &style, exists) {
        shell::warning(&obstacle.what);
        shell::hint(&obstacle.hint);
    }
    let texts = [dockerfile(&plan, &style), ignore(&plan, &style.installation)];
    if options.output == Output::Stdout {
        let [dockerfile, ignore] = texts;
        shell::output(&format!("# {}\n{dockerfile}\n# {}\n{ignore}", names[0], names[1]));
        return Ok(Outcome::Done);
    }
    for (name, text) in names.iter().zip(texts) {
        write_atomically(&root.join(name), text.as_bytes())?;
    }
    let mut rest = format!(", and `{}`", names[1]);
    let base = root.join(BASE_RECIPE);
    if style.layered && !base.exists() {
        let request =
            RecipeRequest { selection: Some(plan.selection.clone()), ..RecipeRequest::default() };
        let made = recipe_of(&source, &request)?;
        notices::print_secrets(&made.secrets);
        write_atomically(&base, made.recipe.to_text()?.as_bytes())?;
        rest = format!(", `{}` and `{BASE_RECIPE}`", names[1]);
    }
    let origin = origin(&style.installation);
    shell::note("wrote", &format!("`{}`, which {origin}{rest}", names[0]));
    tell_next(&plan, image);
    Ok(Outcome::Done)
}

/// Where `cargo-chef` comes from, and whether docker has the image of this tool if it comes from there.
fn choose(options: &InitOptions, root: &Path) -> Result<(Installation, Presence)> {
    if let Some(installation) = &options.installation {
        return Ok((installation.clone(), Presence::Here));
    }
    if is_source(&root.join(installation::SOURCE)) {
        return Ok((Installation::Source(installation::SOURCE.into()), Presence::Here));
    }
    let installation = Installation::default();
    if installation != Installation::Checkout || options.output == Output::Stdout {
        return Ok((installation, Presence::Here));
    }
    let image = presence(installation::IMAGE)?;
    if image != Presence::Missing {
        return Ok((installation, image));
    }
    let name = installation::IMAGE;
    let question = format!(
        "docker has no image `{name}` yet. Which image, or which directory of this project, has \
         cargo-chef? [{name}]"
    );
    Ok(match shell::ask(&question)?.as_deref().map(|answer| answer.trim_end_matches('/')) {
        None | Some("") => (installation, image),
        Some(answer) if is_source(&root.join(answer)) => {
            (Installation::Source(answer.into()), Presence::Here)
        }
        Some(answer) if answer == name => (installation, image),
        Some(answer) => (Installation::Image(answer.into()), Presence::Here),
    })
}

fn is_source(directory: &Path) -> bool {
    directory.join("Cargo.toml").is_file()
}

/// Where the Dockerfile has `cargo-chef` from.
fn origin(installation: &Installation) -> String {
    match installation {
        Installation::Checkout => format!("begins with the image `{}`", installation::IMAGE),
        Installation::Image(name) => format!("begins with the image `{name}`"),
        Installation::Source(directory) => format!("installs cargo-chef from `{directory}`"),
        Installation::CratesIo => "installs cargo-chef from crates.io".into(),
    }
}

/// Prints what to do now.
fn tell_next(plan: &ImagePlan, image: Presence) {
    let make = installation::build_image();
    match image {
        Presence::Here => {}
        Presence::Missing => {
            shell::warning(&format!("docker has no image `{}` yet", installation::IMAGE));
            shell::hint(&format!(
                "make it in a checkout of cargo-chef with `{make}`, or name another one with \
                 `--image`, or a copy of the source in this project with `--source`"
            ));
        }
        Presence::Unknown => {
            shell::note("next", &format!("`{make}` in a checkout of cargo-chef, once"));
        }
    }
    let build = plan.build_command();
    match &plan.binaries[..] {
        [name] => shell::note("next", &format!("`{build} -t {} .`", stage_name(name))),
        names => {
            for name in names.iter().map(|name| stage_name(name)) {
                shell::note("next", &format!("`{build} --target {name} -t {name} .`"));
            }
        }
    }
}
