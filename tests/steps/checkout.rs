//! Sources on disk, and how they come to be there.

use std::collections::BTreeMap;
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use fs_err as fs;

use crate::case::{Arrival, Times};
use crate::files::{Content, Files};

/// A directory of sources, with what was written to it.
#[derive(Clone, Debug)]
pub struct Checkout {
    pub directory: PathBuf,
    files: Files,
    /// Whether files may have several names.
    pub has_links: bool,
}

impl Checkout {
    pub fn new(directory: PathBuf) -> Self {
        Self { directory, files: Files::new(), has_links: false }
    }

    /// Lets the files stand there in this way.
    pub fn bring(&mut self, files: &Files, arrival: Arrival) {
        match arrival {
            Arrival::InPlace(times) => self.write_changes(files, times),
            Arrival::Checkout(times) => {
                self.renew(files, times);
                self.has_links = false;
            }
            Arrival::Linked => {
                self.renew(files, Times::Now);
                self.link_equal_files();
                self.has_links = true;
            }
        }
    }

    /// The paths at which something else is now than in these files.
    pub fn changes<'a>(&'a self, files: &'a Files) -> impl Iterator<Item = &'a str> {
        let all = self.files.keys().chain(files.keys());
        all.filter(|path| self.files.get(*path) != files.get(*path)).map(String::as_str)
    }

    /// Writes what changed, and nothing else.
    fn write_changes(&mut self, files: &Files, times: Times) {
        let gone: Vec<String> =
            self.files.keys().filter(|path| !files.contains_key(*path)).cloned().collect();
        for path in gone {
            self.remove(&path);
        }
        for (path, content) in files {
            if self.files.get(path) != Some(content) {
                self.write(path, content);
                self.date(path, times);
            }
        }
        self.files.clone_from(files);
    }

    fn renew(&mut self, files: &Files, times: Times) {
        if self.directory.exists() {
            fs::remove_dir_all(&self.directory).expect("a checkout can be removed");
        }
        for (path, content) in files {
            self.write(path, content);
        }
        for path in files.keys() {
            self.date(path, times);
        }
        if times != Times::Now {
            for (number, directory) in directories(&self.directory).iter().enumerate() {
                set_time(directory, time(times, number));
            }
        }
        self.files.clone_from(files);
    }

    fn write(&self, path: &str, content: &Content) {
        let path = self.directory.join(path);
        fs::create_dir_all(path.parent().expect("a file has a directory"))
            .expect("a directory can be made");
        match content {
            Content::Text(text) => {
                // Another path may be a link to the same file.
                if fs::metadata(&path).is_ok_and(|metadata| metadata.nlink() > 1) {
                    fs::remove_file(&path).expect("a file can be removed");
                }
                fs::write(path, text).expect("a file can be written");
            }
            Content::LinkTo(target) => {
                if path.is_symlink() {
                    fs::remove_file(&path).expect("a link can be removed");
                }
                fs_err::os::unix::fs::symlink(target, &path).expect("a link can be made");
                // Cargo looks only at the time of what a link points to. Whoever points it
                // elsewhere has to say so.
                set_time(&path, SystemTime::now());
            }
        }
    }

    /// Removes a file, and directories that are empty then, as git does.
    fn remove(&self, path: &str) {
        let path = self.directory.join(path);
        fs::remove_file(&path).expect("a file can be removed");
        let above = path.ancestors().skip(1).take_while(|above| *above != self.directory);
        for directory in above {
            if fs::remove_dir(directory).is_err() {
                break;
            }
        }
    }

    /// Gives a file that was just written its time.
    fn date(&self, path: &str, times: Times) {
        let absolute = self.directory.join(path);
        if times != Times::Now && !absolute.is_symlink() {
            set_time(
                &absolute,
                time(times, path.len() + path.bytes().map(usize::from).sum::<usize>()),
            );
        }
    }

    fn link_equal_files(&self) {
        let mut first = BTreeMap::new();
        for (path, content) in &self.files {
            if let Content::Text(text) = content {
                if let Some(other) = first.get(text) {
                    let path = self.directory.join(path);
                    fs::remove_file(&path).expect("a file can be removed");
                    fs::hard_link(self.directory.join(other), path).expect("a link can be made");
                } else {
                    first.insert(text, path);
                }
            }
        }
    }

    /// Gives a file a new time.
    pub fn touch(&self, path: &str) {
        set_time(&self.directory.join(path), SystemTime::now());
    }

    /// What is not as it was written, if anything.
    pub fn difference(&self) -> Option<String> {
        let is_other = |path: &str, content: &Content| {
            let path = self.directory.join(path);
            match content {
                Content::Text(text) => {
                    path.is_symlink() || fs::read_to_string(&path).ok().as_ref() != Some(text)
                }
                Content::LinkTo(target) => {
                    fs::read_link(&path).ok().as_deref() != Some(Path::new(target))
                }
            }
        };
        if let Some((path, _)) = self.files.iter().find(|(path, content)| is_other(path, content)) {
            return Some(format!("`{path}` is not what was written"));
        }
        let found = files_below(&self.directory);
        found.into_iter().find_map(|path| {
            let path = path.strip_prefix(&self.directory).expect("it is below").to_string_lossy();
            let is_known = self.files.contains_key(&*path);
            (!is_known).then(|| format!("`{path}` was not written by us"))
        })
    }
}

/// A time of this kind, for the file or directory with this number.
fn time(times: Times, number: usize) -> SystemTime {
    let old = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000_000);
    match times {
        Times::Now => SystemTime::now(),
        Times::Old => old,
        Times::Scattered => old + Duration::from_secs(number as u64 * 7919 % 100_000 * 1000),
        Times::Tomorrow => SystemTime::now() + Duration::from_secs(86_400),
    }
}

/// Sets the time of a file or a directory; of a link, that of what it points to.
pub fn set_time(path: &Path, time: SystemTime) {
    let file = fs::File::open(path).expect("a file can be opened");
    file.set_modified(time).expect("a time can be set");
}

/// Everything below a directory that is no directory.
pub fn files_below(directory: &Path) -> Vec<PathBuf> {
    below(directory).0
}

/// All directories below a directory, and it itself.
pub fn directories(directory: &Path) -> Vec<PathBuf> {
    below(directory).1
}

fn below(directory: &Path) -> (Vec<PathBuf>, Vec<PathBuf>) {
    let (mut files, mut directories) = (Vec::new(), vec![directory.to_owned()]);
    let mut next = 0;
    while let Some(directory) = directories.get(next).cloned() {
        next += 1;
        for entry in fs::read_dir(directory).into_iter().flatten().flatten() {
            if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
                directories.push(entry.path());
            } else {
                files.push(entry.path());
            }
        }
    }
    (files, directories)
}
