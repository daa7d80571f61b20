//! The dependencies after one bump: ours with `--reuse`, next to upstream above sccache, whose cache is
//! warm. The target directory of each is empty, since the layer is lost.

use std::collections::BTreeSet;

use anyhow::Result;
use cargo_chef::shell;

use crate::flags::Flags;
use crate::history::{bump, difference};
use crate::measure::{Report, Row};
use crate::real_workspace::Workspace;
use crate::ways::{Cook, Way};

/// Which part of upstream's time ours may take, with its cache warm.
const LIMIT: f64 = 0.2;

pub fn measure(flags: &Flags, origin: &Workspace, report: &mut Report) -> Result<()> {
    let twin = Cook::new(flags, origin, Way::Layer)?;
    let ours = Cook::new(flags, origin, Way::Reuse)?;
    let upstream = if flags.upstream.is_some() {
        Some(Cook::new(flags, origin, Way::Sccache)?)
    } else {
        report.leave_out("upstream, since `CARGO_CHEF_UPSTREAM` is not set");
        None
    };
    shell::note("filling", "all");
    twin.cook()?;
    ours.cook()?;
    if let Some(upstream) = &upstream {
        upstream.cook()?;
    }
    let mut ratios = Vec::new();
    for package in origin.release.program.bumps {
        let title = bump(origin, package)?;
        shell::note("cooking", &title);
        // What cargo compiles where everything else is there already.
        let reached: BTreeSet<String> = twin.cook_again()?.external.into_iter().collect();
        let cooked = ours.cook()?;
        let compiled: BTreeSet<String> = cooked.external.iter().cloned().collect();
        let exact = compiled == reached;
        report.check(exact, format!("{title}: what it reaches{}", difference(&compiled, &reached)));
        let mut row = Row::new("cargo-chef cook --reuse");
        row.add(&cooked);
        report.group(&title).rows.push(row);
        let Some(upstream) = &upstream else { continue };
        let theirs = upstream.cook()?;
        let mut row = Row::new("upstream's cook, sccache warm");
        row.add(&theirs);
        report.group(&title).rows.push(row);
        ratios.push(cooked.wall / theirs.wall);
    }
    for (ratio, [package, _]) in ratios.iter().zip(origin.release.program.bumps) {
        let what = format!("{package}: at most {LIMIT} of upstream's time ({ratio:.2})");
        report.check(*ratio <= LIMIT, what);
    }
    Ok(())
}
