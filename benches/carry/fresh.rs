//! `cook --reuse` and `build --reuse` where nothing has to be compiled, next to `cp -a` of what they
//! bring over. Each begins when all earlier writing has reached the disk.

use anyhow::Result;
use cargo_chef::shell;
use fs_err as fs;

use crate::flags::Flags;
use crate::measure::{Build, Call, Report, Row};
use crate::places::remove;
use crate::real_workspace::Workspace;
use crate::ways::{Cook, Way};

/// How many times as long as the copy both may take.
const LIMIT: f64 = 1.5;

const RUNS: usize = 5;

pub fn measure(flags: &Flags, origin: &Workspace, report: &mut Report) -> Result<()> {
    let mut ours = Cook::new(flags, origin, Way::Reuse)?;
    // What rustc keeps for the next time would be copied by `cp` alone.
    ours.is_incremental = false;
    shell::note("filling", "the directory of --reuse");
    ours.build()?;
    let mut copied = Row::new("cp -a");
    let mut reused = Row::new("cook --reuse, build --reuse");
    // What was just removed makes new files slow for a while, so that nothing is until the end.
    let past = flags.directory.join("past");
    remove(&past)?;
    fs::create_dir_all(&past)?;
    let call = |program: &str, arguments: &str| {
        Call { program: program.as_ref(), arguments, directory: &flags.directory }.run()
    };
    for run in 0..RUNS {
        let target = past.join(format!("copy-{run}"));
        call("sync", "")?;
        let copy = call("cp", &format!("-a {} {}", ours.reused().display(), target.display()))?;
        copied.add_time(&copy);
        ours.move_checkout(&past.join(format!("checkout-{run}")))?;
        call("sync", "")?;
        let mut both: Build = ours.cook()?;
        call("sync", "")?;
        both.add(ours.build_on_cooked()?);
        report.check(both.compiled() == 0, format!("nothing is compiled ({})", both.compiled()));
        reused.add(&both);
    }
    remove(&past)?;
    let ratio = reused.median() / copied.median();
    report.check(ratio <= LIMIT, format!("at most {LIMIT} times as long as `cp -a` ({ratio:.2})"));
    report.group("everything fresh").rows.extend([copied, reused]);
    Ok(())
}
