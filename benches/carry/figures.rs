//! x

use anyhow::Result;

use crate::flags::Flags;

pub fn write(_flags: &Flags) -> Result<()> {
    Ok(())
}
