//! File systems that have to be mounted, for which one has to be root.

use std::path::PathBuf;

use super::App;

/// Something mounted in the sandbox, until this is dropped.
pub struct Mounted<'a> {
    app: &'a App,
    pub path: PathBuf,
}

impl<'a> Mounted<'a> {
    /// Mounts with these flags.
    pub fn new(app: &'a App, flags: &str) -> Self {
        let path = app.sandbox().path("mounted");
        fs_err::create_dir_all(&path).expect("the sandbox can be written");
        let flags = format!("{flags} {}", path.display());
        app.sandbox().run("mount", &app.sandbox().path(""), &flags).succeeds();
        Self { app, path }
    }

    /// A file system that counts times in seconds.
    pub fn of_seconds(app: &'a App) -> Self {
        let directory = app.sandbox().path("");
        let run =
            |program: &str, flags: &str| app.sandbox().run(program, &directory, flags).succeeds();
        run("truncate", "-s 100M image");
        run("mkfs.ext2", "-q -I 128 image");
        Self::new(app, "-o loop image")
    }
}

impl Drop for Mounted<'_> {
    fn drop(&mut self) {
        self.app.sandbox().run("umount", self.app.root(), &self.path.display().to_string());
    }
}
