//! Times the stages that read and write nothing, on generated workspaces of 10 to 5,000 members:
//!
//! ```text
//! cargo bench --bench stages
//! ```
//!
//! Reading the largest of these workspaces takes cargo some seconds, before anything is timed.

mod generated;

use cargo_chef::distil::{Purpose, distil};
use cargo_chef::selection::Selection;
use cargo_chef::strip::strip;
use divan::Bencher;

use generated::workspace;

/// How many members the workspaces have.
const MEMBERS: [usize; 4] = [10, 100, 1000, 5000];

fn main() {
    divan::main();
}

/// From a workspace to the manifests of a workspace recipe.
#[divan::bench(args = MEMBERS, sample_count = 10)]
fn strip_all(bencher: Bencher<'_, '_>, members: usize) {
    let workspace = workspace(members);
    bencher.bench_local(|| strip(&workspace));
}

/// From a workspace to the umbrella of its default selection.
#[divan::bench(args = MEMBERS, sample_count = 10)]
fn distil_default(bencher: Bencher<'_, '_>, members: usize) {
    let workspace = workspace(members);
    let purpose = Purpose::from(Selection::default());
    bencher.bench_local(|| distil(&workspace, &purpose).expect("everything is selected"));
}

/// From a workspace to the umbrella of its last member, which depends on all others.
#[divan::bench(args = MEMBERS, sample_count = 10)]
fn distil_one(bencher: Bencher<'_, '_>, members: usize) {
    let workspace = workspace(members);
    let flags = ["--package".to_owned(), format!("m{}", members - 1)];
    let selection = Selection::from_flags(&flags).expect("these are flags");
    let purpose = Purpose::from(selection);
    bencher.bench_local(|| distil(&workspace, &purpose).expect("it is a member"));
}

/// A manifest and a lockfile, as text that cargo would write.
#[divan::bench(args = MEMBERS, sample_count = 10)]
fn write_files(bencher: Bencher<'_, '_>, members: usize) {
    let project = strip(&workspace(members));
    bencher.bench_local(|| project.files().expect("its paths are relative"));
}
