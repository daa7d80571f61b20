//! What cargo remembers of rustc, so that it need not be asked again.
//!
//! Cargo itself finds out whether that still holds, by the times of rustc and of its wrapper. Where all
//! times in an image are the same, they say nothing, so what rustc says of itself must be in it, too.

use std::path::Path;

use fs_err as fs;
use serde_json::Value;

use crate::files::{Directory, digest};

/// The name of cargo's file.
const NAME: &str = ".rustc_info.json";

/// What is remembered in a build directory.
pub(super) fn read(build: &Path) -> Option<String> {
    fs::read_to_string(build.join(NAME)).ok()
}

/// Replaces what is remembered of another rustc, or with another wrapper. `compiler` is what rustc
/// says of itself now.
pub(super) fn bring(text: &str, build: &Path, compiler: &str) -> std::io::Result<()> {
    let info = parse(text);
    let outputs = info["outputs"].as_object().into_iter().flatten();
    let mut told = outputs.filter_map(|(_, output)| output["stdout"].as_str());
    let is_of_compiler = told.any(|told| digest(told.as_bytes()) == compiler);
    let of = |info: &Value| info["rustc_fingerprint"].clone();
    let is_known = read(build).is_some_and(|present| of(&parse(&present)) == of(&info));
    if is_known || !is_of_compiler {
        return Ok(());
    }
    Ok(Directory::open(build)?.write_atomically(Path::new(NAME), text.as_bytes())?)
}

fn parse(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn only_of_the_rustc_that_is_there() {
        let build = tempfile::tempdir().expect("a temporary directory");
        let info = |fingerprint: u64, told: &str| {
            json!({"rustc_fingerprint": fingerprint, "outputs": {"1": {"stdout": told}}})
                .to_string()
        };
        let bring_to = |text: &str, told: &str| {
            bring(text, build.path(), &digest(told.as_bytes())).expect("it can be written");
            read(build.path())
        };
        let first = info(1, "rustc 1.0");
        assert_eq!(bring_to(&first, "rustc 2.0"), None);
        assert_eq!(bring_to(&first, "rustc 1.0"), Some(first.clone()));
        assert_eq!(bring_to(&info(1, "rustc 1.0 "), "rustc 1.0 "), Some(first.clone()));
        assert_eq!(bring_to("no info", "rustc 1.0"), Some(first));
        let other = info(2, "rustc 1.0");
        assert_eq!(bring_to(&other, "rustc 1.0"), Some(other));
    }
}
