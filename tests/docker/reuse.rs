//! Compiled crates that outlive the layers, in a cache mount and in an image: after each change, what
//! is compiled is what it reaches, on the same machine and on one that has nothing yet.

use std::collections::BTreeSet;

use crate::support::{Builder, Context, Docker, Images, Machine, name_of};

const COOK: &str = "cargo chef cook --release";
const BUILD: &str = "cargo chef build --release";

const EDIT: [&str; 3] = ["services/report/src/main.rs", "report: ", "report of today: "];

fn set(packages: &[&str]) -> BTreeSet<String> {
    packages.iter().map(|package| name_of(package)).collect()
}

/// Gives the lockfile another version of a package, and returns what that reaches.
fn bump(context: &Context) -> [BTreeSet<String>; 2] {
    context.cargo("update --quiet --package itoa --precise 1.0.17");
    let [external, local] = context.reached("itoa");
    assert!(external.len() > 1 && !local.is_empty(), "{external:?} {local:?}");
    [external, local]
}

#[test]
#[ignore = "needs Docker"]
fn in_a_mount() {
    let context = Context::of("examples/workspace").dockerfile("mount.Dockerfile");
    let image = context.build();
    image.prints("report: ");
    assert!(image.compiled(COOK).len() >= 40, "all dependencies");
    let local = image.compiled(BUILD);
    assert!(local.iter().all(|package| package.contains(" (/app/")), "{local:?}");

    context.edit(EDIT[0], EDIT[1], EDIT[2]);
    let image = context.build();
    let again = image.prints("report of today: ").cached(COOK).compiled(BUILD);
    assert_eq!(set(&again), ["report v0.1.0".into()].into());

    let [external, local] = bump(&context);
    let image = context.build();
    image.prints("report of today: ").ran(COOK);
    assert_eq!(set(&image.compiled(COOK)), external);
    assert_eq!(set(&image.compiled(BUILD)), local);

    // Back to what was once built: the mount still has it.
    context.edit(EDIT[0], EDIT[2], EDIT[1]);
    context.cargo("update --quiet --package itoa --precise 1.0.18");
    let image = context.build();
    assert!(image.prints("report: ").compiled(COOK).is_empty(), "it was compiled before");
}

#[test]
#[ignore = "needs Docker"]
fn in_an_image_from_a_registry() {
    let images = Images::shared();
    let kept = images.name("report:reuse");
    let here = Context::of("examples/workspace").dockerfile("image.Dockerfile");
    let image = here.build();
    image.prints("report: ");
    assert!(image.compiled(BUILD).len() >= 40, "everything");
    here.name_image(&kept);
    here.build_with(&["--target", "reuse"]).cached(BUILD);
    here.push();

    let there = Docker::get().another(&["cargo-chef:latest", "debian:bookworm-slim"]);
    let there = Context::of("examples/workspace").dockerfile("image.Dockerfile").on(there);
    let previous = format!("PREVIOUS={kept}");
    there.edit(EDIT[0], EDIT[1], EDIT[2]);
    let options = ["--build-arg", &previous];
    let image = there.build_with(&options);
    let again = image.prints("report of today: ").compiled(BUILD);
    assert_eq!(set(&again), ["report v0.1.0".into()].into());
    there.name_image(&kept);
    there.build_with(&["--build-arg", &previous, "--target", "reuse"]).cached(BUILD);
    there.push();

    let [external, local] = bump(&there);
    let image = there.build_with(&options);
    let again = image.prints("report of today: ").compiled(BUILD);
    assert_eq!(set(&again), external.union(&local).cloned().collect());
}

/// A package with a Dockerfile that `init` writes, and a machine that can build it.
fn single(builder: Builder, keeper: &str) -> (Context, Machine) {
    let context = Context::of("examples/single");
    context.init(&format!("--force --reuse {keeper}"));
    (context, Machine::new(builder, &["cargo-chef:latest", "debian:bookworm-slim"]))
}

const TALLY: &str = "/usr/local/bin/tally";

#[test]
#[ignore = "needs Docker"]
fn in_a_mount_of_buildah() {
    let (context, machine) = single(Builder::Buildah, "mount");
    let image = machine.build(&context, "tally", &[]);
    image.prints(TALLY, "\"one\"");
    assert!(image.compiled(COOK).len() > 5, "all dependencies");
    context.edit("src/main.rs", "one fish two fish", "red fish blue fish");
    let image = machine.build(&context, "tally", &[]);
    image.prints(TALLY, "\"red\"");
    assert!(image.compiled(COOK).is_empty(), "the layer is there");
    assert_eq!(set(&image.compiled(BUILD)), ["tally v0.1.0".into()].into());
    let [external, local] = bump(&context);
    let image = machine.build(&context, "tally", &[]);
    image.prints(TALLY, "\"red\"");
    assert_eq!(set(&image.compiled(COOK)), external);
    assert_eq!(set(&image.compiled(BUILD)), local);
}

#[test]
#[ignore = "needs Docker"]
fn in_an_image_of_podman() {
    let images = Images::shared();
    let kept = images.name("tally:reuse");
    let (context, machine) = single(Builder::Podman, "image");
    let image = machine.build(&context, "tally", &[]);
    image.prints(TALLY, "\"one\"");
    assert!(image.compiled(BUILD).len() > 5, "everything");
    machine.build(&context, &kept, &["--target", "reuse"]);
    machine.push(&kept);

    let (_, another) = single(Builder::Podman, "image");
    another.pull(&kept);
    let previous = format!("PREVIOUS={kept}");
    let options = ["--build-arg", &previous];
    context.edit("src/main.rs", "one fish two fish", "red fish blue fish");
    let image = another.build(&context, "tally", &options);
    image.prints(TALLY, "\"red\"");
    assert_eq!(set(&image.compiled(BUILD)), ["tally v0.1.0".into()].into());
    another.build(&context, &kept, &["--build-arg", &previous, "--target", "reuse"]);
    let [external, local] = bump(&context);
    let image = another.build(&context, "tally", &options);
    image.prints(TALLY, "\"red\"");
    assert_eq!(set(&image.compiled(BUILD)), external.union(&local).cloned().collect());
}
