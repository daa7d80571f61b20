//! For comparison: plain cargo in a fresh checkout, with the target directory of the one before.

use anyhow::Result;

use crate::flags::Part;
use crate::kitchen::Kitchen;
use crate::measure::{Profile, Report, Row};

pub fn measure(kitchen: &Kitchen, profile: Profile, report: &mut Report) -> Result<()> {
    if !kitchen.flags.wants(Part::Plain) {
        return Ok(());
    }
    let checkout = kitchen.checkout("plain")?;
    checkout.renew(&kitchen.origin.root)?;
    kitchen.cargo_build(&checkout, profile)?;
    let mut row = Row::new("cargo build, in a fresh checkout");
    for _ in 0..kitchen.flags.runs {
        checkout.renew(&kitchen.origin.root)?;
        row.add(&kitchen.cargo_build(&checkout, profile)?);
    }
    report.group(&profile.unchanged()).rows.push(row);
    Ok(())
}
