//! Cargo's flags that select packages, features and targets, shared by all commands.

use clap::Args;

use crate::package_spec::PackageSpec;
use crate::selection::{Features, Packages, Rule, Selection, TargetFilter, Targets};

#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "these are flags")]
pub(super) struct SelectionFlags {
    /// Package to build; may be repeated, and may be a pattern
    #[arg(long, short, value_name = "SPEC", help_heading = "Package Selection")]
    package: Vec<String>,
    /// Build all packages in the workspace
    #[arg(long, visible_alias = "all", help_heading = "Package Selection")]
    workspace: bool,
    /// Exclude a package from `--workspace`; may be repeated
    #[arg(long, value_name = "SPEC", requires = "workspace", help_heading = "Package Selection")]
    exclude: Vec<String>,
    /// Build only this package's library
    #[arg(long, help_heading = "Target Selection")]
    lib: bool,
    /// Build all binaries
    #[arg(long, help_heading = "Target Selection")]
    bins: bool,
    /// Build only this binary; may be repeated
    #[arg(long, value_name = "NAME", help_heading = "Target Selection")]
    bin: Vec<String>,
    /// Build all examples
    #[arg(long, help_heading = "Target Selection")]
    examples: bool,
    /// Build only this example; may be repeated
    #[arg(long, value_name = "NAME", help_heading = "Target Selection")]
    example: Vec<String>,
    /// Build all targets that `cargo test` builds
    #[arg(long, help_heading = "Target Selection")]
    tests: bool,
    /// Build only this test; may be repeated
    #[arg(long, value_name = "NAME", help_heading = "Target Selection")]
    test: Vec<String>,
    /// Build all targets that `cargo bench` builds
    #[arg(long, help_heading = "Target Selection")]
    benches: bool,
    /// Build only this benchmark; may be repeated
    #[arg(long, value_name = "NAME", help_heading = "Target Selection")]
    bench: Vec<String>,
    /// Build all targets
    #[arg(long, help_heading = "Target Selection")]
    all_targets: bool,
    /// Space or comma separated list of features to activate; may be repeated
    #[arg(long, short = 'F', value_name = "FEATURES", help_heading = "Feature Selection")]
    features: Vec<String>,
    /// Activate all available features
    #[arg(long, help_heading = "Feature Selection")]
    all_features: bool,
    /// Do not activate the `default` feature
    #[arg(long, help_heading = "Feature Selection")]
    no_default_features: bool,
}

impl From<SelectionFlags> for Selection {
    fn from(flags: SelectionFlags) -> Self {
        let SelectionFlags {
            package,
            workspace,
            exclude,
            lib,
            bins,
            bin,
            examples,
            example,
            tests,
            test,
            benches,
            bench,
            all_targets,
            features,
            all_features,
            no_default_features,
        } = flags;
        let filter = TargetFilter {
            library: lib,
            binaries: rule(bins, bin),
            examples: rule(examples, example),
            tests: rule(tests, test),
            benches: rule(benches, bench),
        };
        Self {
            packages: match (workspace, package_specs(&package)) {
                (true, _) => Packages::Workspace { exclude: package_specs(&exclude) },
                (false, specs) if specs.is_empty() => Packages::Default,
                (false, specs) => Packages::Named(specs),
            },
            features: Features {
                names: sorted(
                    features
                        .iter()
                        .flat_map(|list| list.split([',', ' ']))
                        .filter(|name| !name.is_empty())
                        .map(str::to_owned)
                        .collect(),
                ),
                all: all_features,
                no_default: no_default_features,
            },
            targets: match (all_targets, filter) {
                (true, _) => Targets::All,
                (false, filter) if filter == TargetFilter::default() => Targets::Default,
                (false, filter) => Targets::Only(filter),
            },
        }
    }
}

fn package_specs(typed: &[String]) -> Vec<String> {
    sorted(typed.iter().map(|spec| without_directory(spec)).collect())
}

/// Turns a package id with a path, as `cargo pkgid` prints it, into `name` or `name@version`. The
/// directory differs where a recipe is cooked, and members have distinct names anyway.
fn without_directory(text: &str) -> String {
    let spec = PackageSpec::parse(text);
    if spec.directory().is_some() { spec.to_string() } else { text.to_owned() }
}

fn rule(all: bool, names: Vec<String>) -> Rule {
    match (all, sorted(names)) {
        (true, _) => Rule::All,
        (false, names) if names.is_empty() => Rule::None,
        (false, names) => Rule::Named(names),
    }
}

/// Sorts, because the order in which flags are given does not matter.
fn sorted(mut items: Vec<String>) -> Vec<String> {
    items.sort();
    items.dedup();
    items
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn package_ids_lose_their_directory() {
        for (spec, plain) in [
            ("core", "core"),
            ("core@1.0.0", "core@1.0.0"),
            ("c*", "c*"),
            ("path+file:///a/b/core#1.0.0", "core@1.0.0"),
            ("path+file:///a/b/dir#core@1.0.0", "core@1.0.0"),
            ("file:///a/b/core/", "core"),
            ("file:///a/b/dir#core", "core"),
            (
                "registry+https://example.org/index#core@1.0.0",
                "registry+https://example.org/index#core@1.0.0",
            ),
        ] {
            assert_eq!(without_directory(spec), plain);
        }
    }
}
