//! For comparison: plain cargo in a fresh checkout, with the target directory of the one before;
//! and `cook`, upstream's and ours, in an empty directory, with cargo after it.

use std::path::Path;

use anyhow::Result;
use cargo_chef::shell;
use fs_err as fs;

use crate::flags::{Part, Profile};
use crate::kitchen::Kitchen;
use crate::measure::{Call, Group, Report, Row};

pub fn measure(kitchen: &Kitchen, profile: Profile, report: &mut Report) -> Result<()> {
    let title = |what| format!("{}: {what}", profile.name());
    if kitchen.flags.wants(Part::Plain) {
        let mut group = Group::new(title("no change"), &[]);
        group.rows.push(plain(kitchen, profile)?);
        report.groups.push(group);
    }
    if kitchen.flags.wants(Part::Cook) {
        let mut cooked = Group::new(title("dependencies, from nothing"), &[]);
        let mut built = Group::new(title("first build after that, and after each edit"), &[]);
        let upstream = kitchen.flags.upstream.as_deref();
        if upstream.is_none() {
            report.leave_out("upstream's `cook`, since `CARGO_CHEF_UPSTREAM` is not set");
        }
        let ours = Some(kitchen.flags.ours.as_path());
        let [mut theirs, mut own] = [
            upstream.map(|program| Layer::new(program, "upstream's cook")),
            ours.map(|program| Layer::new(program, "our cook")),
        ];
        for run in 0..kitchen.flags.runs {
            let mut turns: Vec<_> = theirs.iter_mut().chain(own.iter_mut()).collect();
            if !run.is_multiple_of(2) {
                turns.reverse();
            }
            for layer in turns {
                layer.run(kitchen, profile)?;
            }
        }
        for layer in theirs.into_iter().chain(own) {
            cooked.rows.push(layer.cooked);
            built.rows.push(layer.built);
        }
        report.groups.extend([cooked, built]);
    }
    Ok(())
}

fn plain(kitchen: &Kitchen, profile: Profile) -> Result<Row> {
    let checkout = kitchen.checkout("plain")?;
    checkout.renew(&kitchen.origin.root)?;
    kitchen.cargo_build(&checkout, profile)?;
    let mut row = Row::new("cargo build, in a fresh checkout");
    for _ in 0..kitchen.flags.runs {
        checkout.renew(&kitchen.origin.root)?;
        row.add(&kitchen.cargo_build(&checkout, profile)?);
    }
    Ok(row)
}

/// A layer of an image, and what is built on it.
struct Layer<'a> {
    program: &'a Path,
    cooked: Row,
    built: Row,
}

impl<'a> Layer<'a> {
    fn new(program: &'a Path, name: &'static str) -> Self {
        Self { program, cooked: Row::new(name), built: Row::new(name) }
    }

    fn run(&mut self, kitchen: &Kitchen, profile: Profile) -> Result<()> {
        shell::note("cooking", &format!("{}, {}", self.cooked.name, profile.name()));
        let checkout = kitchen.checkout("layer")?;
        checkout.remove_all()?;
        let recipe = checkout.root.join("recipe.json");
        let call =
            |arguments: &str, directory| Call { program: self.program, arguments, directory }.run();
        let prepare = format!("chef prepare --recipe-path {}", recipe.display());
        call(&prepare, &kitchen.origin.root)?;
        let cook = format!("chef cook {}", kitchen.selection(profile));
        let cooked = call(&cook, &checkout.root)?;
        self.cooked.add(&cooked);
        fs::remove_file(recipe)?;

        checkout.renew(&kitchen.origin.root)?;
        self.built.add(&kitchen.cargo_build(&checkout, profile)?);
        Ok(())
    }
}
