//! Every error, as it is written down, with its hint: who adds one sees it here beside all others.

use std::fmt::Write as _;

use fs_err as fs;
use globwalk::GlobWalkerBuilder;
use syn::{Attribute, Item, ItemEnum, LitStr, Meta, Token, Variant};

/// The first text in an attribute of this name.
fn text_in(attributes: &[Attribute], name: &str) -> Option<String> {
    let attribute = attributes.iter().find(|attribute| attribute.path().is_ident(name))?;
    let Meta::List(list) = &attribute.meta else { return None };
    let tokens = list.tokens.to_string();
    let tokens = tokens.strip_prefix("help").map_or(tokens.as_str(), str::trim_start);
    let inner =
        tokens.strip_prefix('(').and_then(|inner| inner.strip_suffix(')')).unwrap_or(tokens);
    let parser = |input: syn::parse::ParseStream<'_>| {
        let text: LitStr = input.parse()?;
        input.parse::<Option<Token![,]>>()?;
        while !input.is_empty() {
            input.step(|cursor| Ok(((), cursor.token_tree().map_or(*cursor, |(_, rest)| rest))))?;
        }
        Ok(text.value())
    };
    syn::parse::Parser::parse_str(parser, inner).ok()
}

/// Whether the error inside says everything.
fn is_transparent(variant: &Variant) -> bool {
    let is_error = |attribute: &&Attribute| attribute.path().is_ident("error");
    let attribute = variant.attrs.iter().find(is_error);
    attribute.is_some_and(|attribute| match &attribute.meta {
        Meta::List(list) => list.tokens.to_string() == "transparent",
        _ => false,
    })
}

/// Whether a field of the variant is the hint.
fn has_own_hint(variant: &Variant) -> bool {
    variant.fields.iter().any(|field| field.attrs.iter().any(|it| it.path().is_ident("help")))
}

fn describe(item: &ItemEnum, name: &str, all: &mut String) {
    for variant in item.variants.iter().filter(|variant| !is_transparent(variant)) {
        let text = text_in(&variant.attrs, "error").unwrap_or_else(|| "?".into());
        let hint = text_in(&variant.attrs, "diagnostic");
        let hint = match hint {
            Some(hint) => hint,
            None if has_own_hint(variant) => "(by what happened)".into(),
            None => "none".into(),
        };
        writeln!(all, "{name} {}\n    error: {text}\n    hint: {hint}", variant.ident)
            .expect("a text grows");
    }
}

#[expect(clippy::too_many_lines, reason = "it is a list")]
#[test]
fn each_has_a_text_and_a_hint() {
    let mut all = String::new();
    let walk = GlobWalkerBuilder::new("src", "*.rs")
        .sort_by(|one, other| one.file_name().cmp(other.file_name()));
    for entry in walk.build().expect("it is a pattern") {
        let path = entry.expect("a directory can be read").into_path();
        let file = syn::parse_file(&fs::read_to_string(&path).unwrap()).unwrap();
        let name = path.strip_prefix("src").unwrap().with_extension("").display().to_string();
        for item in &file.items {
            match item {
                Item::Enum(item) if ["Error", "Misuse"].contains(&&*item.ident.to_string()) => {
                    describe(item, &name, &mut all);
                }
                _ => {}
            }
        }
    }
    insta::assert_snapshot!(all, @"
    cargo/error Refused
        error: `{command}` failed: {}
        hint: (by what happened)
    cargo/error Output
        error: could not understand the output of `{command}`: {reason}
        hint: update Rust, and cargo-chef
    distil/error Selection
        error: {message}
        hint: (by what happened)
    distil/error ReplacingInTheWay
        error: external crates depend on the local crate `{local}`, which stands in for one from elsewhere
        hint: give its directory another name
    distil/error Unsupported
        error: the package `{package}` has {what}, which `cargo chef` does not support
        hint: select packages that do not need it, or build without `cargo chef cook`
    files/error NoTemporary
        error: no temporary directory can be made in `{}`: {source}
        hint: set `TMPDIR` to a directory that can be written
    files/error Link
        error: `{0}` is a link, so what is written there may end up anywhere
        hint: replace the link by a directory
    files/error LeadsOut
        error: `{}` leads out of `{}` through a link
        hint: replace the link by a directory
    files/error FileAndDirectory
        error: the recipe wants `{0}` to be both a file and a directory
        hint: write it again with `cargo chef prepare`
    files/error TooLong
        error: the recipe wants to write to `{0}…`, whose path is longer than 4,096 bytes
        hint: write it again with `cargo chef prepare`
    files/error Outside
        error: the recipe wants to write to `{0}`, which is outside of its directory
        hint: write it again with `cargo chef prepare`
    git/error NoRepository
        error: `{}` is not in a git repository that can be read: {reason}
        hint: run it inside the project's git repository
    git/error OfAnother
        error: git does not read the repository of `{}`, which belongs to another user
        hint: if you trust it, say `git config --global --add safe.directory {}`
    git/error Revision
        error: this repository has no revision `{0}`
        hint: `git log --oneline --all` lists the commits that it has
    git/error NoCommits
        error: this repository has no commits yet
        hint: commit the project first: `git add --all && git commit`
    git/error FilesMissing
        error: `{command}` failed: it did not return all files of the commit
        hint: `git fsck` lists what is missing; `git fetch` completes a partial clone
    lockfile/error Invalid
        error: could not parse the lockfile `{}`: {reason}
        hint: restore it from version control, or remove it and run `cargo generate-lockfile`
    lockfile/error Stale
        error: the lockfile does not fit its manifests: {0}
        hint: run `cargo update --workspace` and commit `Cargo.lock`
    lockfile/error Missing
        error: there is no `Cargo.lock` in `{}`, and with `--locked` none is made
        hint: run `cargo generate-lockfile` and commit `Cargo.lock`
    manifest/error Toml
        error: could not parse `{}`: {reason}
        hint: correct the file; cargo cannot read it either
    misuse NotOfWorkspace
        error: stand-ins need a recipe of the whole workspace, and this one was prepared for {}
        hint: prepare it without a selection: `cargo chef prepare`
    misuse InTheWay
        error: stand-ins would overwrite what cargo-chef has not written: {0}
        hint: cook in a directory without sources, or add `--force` to lose what is in these files
    misuse Link
        error: `{0}` is a link or leads through one, so it may be anywhere
        hint: replace the link by a directory or a file
    misuse NeedMissing
        error: {purpose} `{path}`, which is not here
        hint: copy it before cooking: `{}`
    misuse TargetOutside
        error: `{key}` of the recipe's configuration leads out of the project, to `{directory}`
        hint: copy the project's own configuration before cooking: `COPY .cargo .cargo`
    misuse NoDirectory
        error: could not change to the directory `{}`: {source}
        hint: name a directory that is there; all other paths begin in it
    misuse WouldOverwrite
        error: `{}` already exists
        hint: overwrite it with `--force`, or see the new text with `--print`
    misuse ReuseOfTarget
        error: `{}` and the target directory are the same, or one is inside the other
        hint: name a directory that outlives the target directory
    misuse NotText
        error: `{}` is not UTF-8, and cargo takes no other paths
        hint: give it another name
    misuse NotEmpty
        error: `{}` is not empty
        hint: name a directory that is empty or does not exist yet
    misuse NoCrate
        error: the recipe has no crate `{name}`
        hint: (by what happened)
    misuse OwnPackage
        error: `{0}` is a package of the project itself, not a crate that it depends on
        hint: add `--package {0}` instead of `--crate {0}` to see what it needs
    misuse NothingToCompare
        error: there is no recipe at `{0}`
        hint: name a recipe or the directory of a project, or a git revision with a colon, such as `HEAD~5:`
    misuse StdinTwice
        error: only one of the two recipes can be read from stdin
        hint: write the other one to a file
    misuse StdoutTwice
        error: the recipe and the JSON about it cannot both be written to stdout
        hint: write the recipe to a file, with `--recipe-path`
    misuse NotInRevision
        error: revision `{revision}` has no `{path}`
        hint: `git ls-tree -r --full-tree --name-only {revision}` lists what it has
    misuse NotPrepared
        error: could not prepare `{revision}`: {reason}
        hint: none
    process Start
        error: could not run `{command}`: {source}
        hint: none
    process Failed
        error: `{command}` failed: {}
        hint: none
    process Ended
        error: it failed ({0})
        hint: none
    recipe/error Missing
        error: there is no recipe at `{}`
        hint: run `cargo chef prepare --recipe-path {}` first, or copy the recipe from the planner stage
    recipe/error Invalid
        error: `{}` is not a recipe: {reason}
        hint: write it again with `cargo chef prepare`
    recipe/error TooNew
        error: `{}` has recipe format {found}, and this cargo-chef reads up to {known}
        hint: use the version of cargo-chef that wrote it, or a newer one
    recipe/error Conflict
        error: the recipe was prepared for {recipe}, not for {asked}
        hint: leave these flags out, or prepare the recipe again with {again}
    target_directory/error ClockStands
        error: the clock of the file system of `{}` stands still: there is no telling what is new
        hint: name a target directory on another file system with `--target-dir`
    workspace/error NoManifest
        error: could not find `Cargo.toml` in `{}` or any parent directory
        hint: run it inside a cargo project, or point to one with `--manifest-path`
    workspace/error ManifestMissing
        error: there is no manifest at `{}`
        hint: restore it, or name another with `--manifest-path`
    workspace/error SourcesMissing
        error: external crates are compiled with the local crate `{package}`, whose sources are not here
        hint: copy all of it to the planner: `{}`
    ");
}
