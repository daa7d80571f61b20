//! How long it takes from an edit to the image: without a chef, with the established one, and with
//! this one, in one run. Not part of `.ci/run`, for times say little on a machine that is shared:
//!
//! ```text
//! cargo install cargo-chef@0.1.78 --locked --root /tmp/established
//! CARGO_CHEF_UPSTREAM=/tmp/established/bin/cargo-chef \
//!     cargo test --release --test docker -- --ignored --nocapture side_by_side
//! ```

use std::fmt::Write as _;
use std::path::Path;
use std::time::Instant;

use cargo_chef::shell;
use fs_err as fs;

use crate::support::{Context, Docker};

/// The profile that the images of the tests change to save time, as cargo has it.
const OPTIMISED: &str = "ENV CARGO_PROFILE_RELEASE_OPT_LEVEL=3 CARGO_PROFILE_RELEASE_LTO=false";

const RUNTIME: &str = "FROM debian:bookworm-slim
COPY --from=builder /app/target/release/report /usr/local/bin/report
ENTRYPOINT [\"report\"]
";

/// A way to build, and the Dockerfile for it.
struct Way {
    name: &'static str,
    dockerfile: String,
}

fn plain() -> Way {
    let builder = format!(
        "FROM rust:1-bookworm AS builder\n{OPTIMISED}\nWORKDIR /app\nCOPY . .\n\
         RUN cargo build --release --bin report\n"
    );
    Way { name: "no chef", dockerfile: builder + RUNTIME }
}

/// With the chef that is the file `program`, whose `prepare` gets these flags.
fn chef(name: &'static str, program: &str, flags: &str) -> Way {
    let directory = tempfile::tempdir().expect("a directory can be made");
    fs::copy(program, directory.path().join("cargo-chef")).expect("there is a chef");
    let text = format!(
        "FROM rust:1-bookworm\n{OPTIMISED}\nCOPY cargo-chef /usr/local/bin/\nWORKDIR /app\n"
    );
    fs::write(directory.path().join("Dockerfile"), text).expect("it can be written");
    let image = format!("measured-{}", name.replace(' ', "-"));
    Docker::get().run(&["build", "--tag", &image, &directory.path().to_string_lossy()]);
    let stages = format!(
        "FROM {image} AS planner\nCOPY . .\n\
         RUN cargo chef prepare --recipe-path recipe.json {flags}\n\
         FROM {image} AS builder\nCOPY --from=planner /app/recipe.json recipe.json\n\
         RUN cargo chef cook --release --recipe-path recipe.json --bin report\n\
         COPY . .\nRUN cargo build --release --bin report\n"
    );
    Way { name, dockerfile: stages + RUNTIME }
}

impl Way {
    /// A line of the table: seconds for each step.
    fn measure(&self) -> String {
        let context = Context::of("examples/workspace");
        fs::write(context.path().join("Dockerfile"), &self.dockerfile).expect("it can be written");
        let mut line = format!("{:<12}", self.name);
        let mut time = |printed: &str| {
            let started = Instant::now();
            let image = context.build();
            let _ = write!(line, "{:>14.1}", started.elapsed().as_secs_f64());
            image.prints(printed);
        };
        time("report: 1 coffee");
        let main = "services/report/src/main.rs";
        context.edit(main, "report: ", "report of today: ");
        time("report of today: ");
        context.edit("crates/store/src/lib.rs", "//! Takes", "//! Always takes");
        context.edit(main, "of today", "of now");
        time("report of now: ");
        context.edit("Cargo.toml", "version = \"0.1.0\"", "version = \"0.1.1\"");
        context.cargo("update --workspace --quiet");
        time("report of now: ");
        line
    }
}

#[test]
#[ignore = "needs Docker, and takes long"]
fn side_by_side() {
    let ours = env!("CARGO_BIN_EXE_cargo-chef");
    let mut ways = vec![plain()];
    match std::env::var("CARGO_CHEF_UPSTREAM") {
        Ok(upstream) => {
            assert!(Path::new(&upstream).exists(), "there is no `{upstream}`");
            ways.push(chef("upstream", &upstream, "--bin report"));
        }
        Err(_) => shell::warning("CARGO_CHEF_UPSTREAM is not set, so it is left out"),
    }
    ways.push(chef("ours", ours, "--bin report"));
    let heading = ["first", "edit", "another edit", "new version"];
    let mut table = format!("\n{:<12}", "seconds");
    for step in heading {
        let _ = write!(table, "{step:>14}");
    }
    shell::output(&format!("{table}\n"));
    for way in ways {
        shell::output(&format!("{}\n", way.measure()));
    }
}
