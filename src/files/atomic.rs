//! Writes a file atomically.

use std::io::Write as _;
use std::path::Path;

use fs_err as fs;

use super::error::Result;

/// Writes a file so that readers see either the old file or the complete new one.
pub(crate) fn write_atomically(path: &Path, contents: &[u8]) -> Result<()> {
    let directory = match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    let named = |error: std::io::Error| {
        // Drop the path of the temporary file, which tempfile adds and which means nothing to a
        // user.
        let text = error.to_string();
        let reason = text.split(" at path ").next().unwrap_or_default();
        std::io::Error::new(error.kind(), format!("failed to write `{}`: {reason}", path.display()))
    };
    let mut builder = tempfile::Builder::new();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        builder.permissions(std::fs::Permissions::from_mode(0o666));
    }
    let mut file = builder.prefix(".cargo-chef-").tempfile_in(directory).map_err(named)?;
    file.write_all(contents).map_err(named)?;
    file.persist(path).map_err(|error| named(error.error))?;
    Ok(())
}

/// Makes a file executable for everybody.
#[cfg(unix)]
pub(crate) fn make_executable(path: &Path) -> Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    let mut permissions = fs::metadata(path)?.permissions();
    permissions.set_mode(permissions.mode() | 0o111);
    Ok(fs::set_permissions(path, permissions)?)
}

#[cfg(not(unix))]
pub fn make_executable(_: &Path) -> Result<()> {
    Ok(())
}
