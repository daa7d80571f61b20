//! For comparison: `cook`, upstream's and ours, in an empty directory, and plain cargo after it. An
//! image is built like that: what cargo compiles of local crates is in no layer that is kept.

use std::path::Path;

use anyhow::Result;
use cargo_chef::shell;

use crate::flags::Part;
use crate::kitchen::Kitchen;
use crate::measure::{Call, Profile, Report, Row};

pub fn measure(kitchen: &Kitchen, profile: Profile, report: &mut Report) -> Result<()> {
    let flags = kitchen.flags;
    if !flags.wants(Part::Cook) {
        return Ok(());
    }
    let mut layers = Vec::new();
    match &flags.upstream {
        Some(program) => layers.push(Layer::new(program, "upstream's cook")),
        None => report.leave_out("upstream's `cook`, since `CARGO_CHEF_UPSTREAM` is not set"),
    }
    layers.push(Layer::new(&flags.ours, "our cook"));
    for run in 0..flags.runs {
        let mut turns: Vec<_> = layers.iter_mut().collect();
        if !run.is_multiple_of(2) {
            turns.reverse();
        }
        for layer in turns {
            layer.run(kitchen, profile)?;
        }
    }

    let external = layers.last().and_then(|ours| ours.built.external).unwrap_or_default();
    let what = format!("nothing but local crates is compiled after our cook ({external})");
    report.check(external == 0, profile.title(&what));
    for layer in layers {
        report.group(&profile.title("dependencies only")).rows.push(layer.cooked);
        let title = profile.title("cargo build on that, after any edit");
        report.group(&title).rows.push(layer.built);
    }
    Ok(())
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
        let prepare = format!("chef prepare --recipe-path {}", recipe.display());
        self.call(&prepare, &kitchen.origin.root).run()?;
        let cook = format!("chef cook {}", kitchen.selection(profile));
        self.cooked.add_time(&self.call(&cook, &checkout.root).run()?);

        checkout.renew(&kitchen.origin.root)?;
        self.built.add(&kitchen.cargo_build(&checkout, profile)?);
        Ok(())
    }

    fn call<'b>(&self, arguments: &'b str, directory: &'b Path) -> Call<'b>
    where
        'a: 'b,
    {
        Call { program: self.program, arguments, directory }
    }
}
