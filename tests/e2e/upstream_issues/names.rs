//! Artifacts were deleted by patterns of their file names.

use super::is_cooked;
use crate::support::{dep, path, project};

/// Never filed: the library of a local crate had the name of an external one, and the external
/// artifacts were deleted.
#[test]
fn unfiled_a_local_library_with_the_name_of_an_external_one() {
    let app = project()
        .lib("mine", [])
        .manifest("[lib]\nname = \"itoa\"\n")
        .lib("shared", [dep("itoa", "1")])
        .bin("app", [path("shared")])
        .create();
    is_cooked(&app, "--workspace");
}

/// Never filed: for a local crate `proc`, the build script of `proc-macro2` was deleted.
#[test]
fn unfiled_a_local_crate_whose_name_begins_that_of_an_external_one() {
    let app = project().lib("zlib", [dep("zlib-sys", "1")]).bin("app", [path("zlib")]).create();
    is_cooked(&app, "");
}
