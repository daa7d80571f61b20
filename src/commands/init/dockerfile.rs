//! Writes the text of `Dockerfile`.

use std::fmt::Write as _;

use super::options::{BASE_RECIPE, Keeper, Runtime, Style};
use super::plan::ImagePlan;

/// Cargo's home in the official Rust images.
const CARGO_HOME: &str = "/usr/local/cargo";

/// Where compiled crates are kept.
const REUSE: &str = "/reuse";

const INSTALL: &str = "apt-get update && apt-get install -y --no-install-recommends";

/// The whole file.
pub(super) fn dockerfile(plan: &ImagePlan, style: &Style) -> String {
    let writer = Writer { plan, style };
    let stages = [
        writer.heading(),
        writer.previous(),
        writer.chef(),
        writer.planner(),
        writer.builder(),
        writer.reuse(),
    ];
    let stages = stages.into_iter().filter(|stage| !stage.is_empty()).chain(writer.runtime());
    stages.collect::<Vec<_>>().join("\n")
}

struct Writer<'a> {
    plan: &'a ImagePlan,
    style: &'a Style,
}

impl Writer<'_> {
    /// How to build if that takes more than `docker build`, and the arguments that all stages
    /// share.
    fn heading(&self) -> String {
        let mut text = String::new();
        let build = self.plan.build_command();
        if self.keeps_image() {
            let image = format!("registry.example.com/{}:reuse", self.plan.name());
            let build = format!("# {build} --build-arg PREVIOUS={image}");
            text.push_str("# On the first day there is no PREVIOUS. On any other:\n");
            let _ = writeln!(text, "{build} .");
            let _ = writeln!(text, "{build} --target reuse --tag {image} .");
            let _ = writeln!(text, "# docker push {image}");
            text.push_str("ARG PREVIOUS=scratch\n");
        } else if build != "docker build" {
            let _ = writeln!(text, "# {build} .");
        }
        if self.is_static() {
            text.push_str("ARG TARGET=x86_64-unknown-linux-musl\n");
        }
        text
    }

    /// What the last build has kept.
    fn previous(&self) -> String {
        if self.keeps_image() { "FROM $PREVIOUS AS previous\n".into() } else { String::new() }
    }

    /// The image for the next build.
    fn reuse(&self) -> String {
        if self.keeps_image() {
            format!("FROM scratch AS reuse\nCOPY --from=builder {REUSE} {REUSE}\n")
        } else {
            String::new()
        }
    }

    /// The first stage: Rust, `cargo-chef`, and what else the planner and the builder need.
    fn chef(&self) -> String {
        let mut text = self.style.installation.stage();
        text.push_str("WORKDIR /app\n");
        if let Some(file) = &self.plan.toolchain {
            let _ = writeln!(text, "# The toolchain has a layer of its own.");
            let _ = writeln!(text, "COPY {file} {file}");
            text.push_str("RUN rustup show active-toolchain || rustup toolchain install\n");
        }
        if self.is_static() {
            text.push_str("ARG TARGET\n");
            let _ = writeln!(text, "RUN {INSTALL} musl-tools && rm -rf /var/lib/apt/lists/*");
            text.push_str("RUN rustup target add $TARGET\n");
        }
        if self.plan.needs_token {
            // Cargo only asks for a token if it is told how.
            text.push_str("ENV CARGO_REGISTRY_GLOBAL_CREDENTIAL_PROVIDERS=cargo:token\n");
        }
        if !self.plan.ssh_hosts.is_empty() {
            let hosts: Vec<&str> = self.plan.ssh_hosts.iter().map(String::as_str).collect();
            text.push_str("ENV CARGO_NET_GIT_FETCH_WITH_CLI=true\n");
            let _ = writeln!(
                text,
                "RUN mkdir -p -m 700 ~/.ssh && ssh-keyscan {} >> ~/.ssh/known_hosts",
                hosts.join(" ")
            );
        }
        text
    }

    /// The stage that makes the recipe, where anything is cooked.
    fn planner(&self) -> String {
        if self.keeps_image() {
            return String::new();
        }
        let mounts = if self.plan.resolves { self.mounts(false) } else { Vec::new() };
        let mut text = String::from("FROM chef AS planner\nCOPY . .\n");
        text.push_str(&run(&mounts, &self.prepare("recipe.json")));
        text
    }

    fn builder(&self) -> String {
        let target = if self.is_static() { " --target $TARGET" } else { "" };
        let mut text = String::from("FROM chef AS builder\n");
        if self.is_static() {
            text.push_str("ARG TARGET\n");
        }
        if self.style.sccache {
            let _ = writeln!(text, "RUN {INSTALL} sccache && rm -rf /var/lib/apt/lists/*");
            text.push_str("ENV RUSTC_WRAPPER=sccache SCCACHE_DIR=/sccache\n");
        }
        // sccache writes to its cache after the compiler has finished, so wait for its server.
        let end = if self.style.sccache { " && sccache --stop-server" } else { "" };
        // The image of the last build differs each time, and so would the layer of a cook that reads
        // it: cargo chef build alone does the same, and needs one copy less.
        if !self.keeps_image() {
            self.cook(&mut text, target, end);
        }
        text.push_str("COPY . .\n");
        let command = if self.style.reuse.is_some() { "chef build" } else { "build" };
        let build =
            format!("cargo {command} --release{target} {}{}{end}", self.selection(), self.flags());
        text.push_str(&run(&self.mounts(true), &build));
        text
    }

    /// The layer or layers of dependencies.
    fn cook(&self, text: &mut String, target: &str, end: &str) {
        if !self.plan.files.is_empty() {
            text.push_str("# Cargo's configuration names these.\n");
        }
        for file in &self.plan.files {
            let _ = writeln!(text, "COPY {file} {file}");
        }
        let flags = self.flags();
        let cook = |recipe: &str| {
            format!("cargo chef cook --release{target} --recipe-path {recipe}{flags}{end}")
        };
        if self.style.layered {
            let _ = writeln!(text, "# Refresh the base now and then:");
            let _ = writeln!(text, "# {}", self.prepare(BASE_RECIPE));
            let _ = writeln!(text, "COPY {BASE_RECIPE} {BASE_RECIPE}");
            // Cook keeps an existing configuration, and that of the base recipe may be outdated.
            let remove = if self.plan.has_config { " && rm -f .cargo/config.toml" } else { "" };
            text.push_str(&run(&self.mounts(true), &(cook(BASE_RECIPE) + remove)));
        }
        text.push_str("COPY --from=planner /app/recipe.json recipe.json\n");
        text.push_str(match (self.style.layered, self.style.reuse) {
            (true, _) => "# This layer compiles what is not in the base.\n",
            (false, None) => "# This layer is reused until recipe.json changes.\n",
            (false, Some(_)) => {
                "# This layer is reused until recipe.json changes; then it compiles what the mount lacks.\n"
            }
        });
        text.push_str(&run(&self.mounts(true), &cook("recipe.json")));
    }

    /// The flags for what is kept, of `cook` and `build`.
    fn flags(&self) -> String {
        match self.style.reuse {
            None => String::new(),
            Some(Keeper::Mount) => format!(" --reuse {REUSE}"),
            Some(Keeper::Image) => format!(" --reuse {REUSE} --reuse /previous{REUSE}"),
        }
    }

    /// A single stage for one program. For several, a common stage and one for each program, which
    /// `--target` selects.
    fn runtime(&self) -> Vec<String> {
        if let [binary] = &self.plan.binaries[..] {
            return vec![format!("{}{}", self.base(), self.program(binary))];
        }
        let stage = |binary: &String| {
            format!("FROM runtime AS {}\n{}", stage_name(binary), self.program(binary))
        };
        [self.base()].into_iter().chain(self.plan.binaries.iter().map(stage)).collect()
    }

    /// The base of the final image, with a user who is not root.
    fn base(&self) -> String {
        let certificates =
            "COPY --from=builder /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/\n";
        let (image, rest) = match self.style.runtime {
            Runtime::Debian => (
                "debian:bookworm-slim",
                format!("RUN useradd --system --no-create-home app\n{certificates}USER app\n"),
            ),
            Runtime::Distroless => ("gcr.io/distroless/cc-debian12:nonroot", String::new()),
            Runtime::Alpine => ("alpine:3", "USER 10001:10001\n".into()),
            Runtime::Scratch => ("scratch", format!("{certificates}USER 10001:10001\n")),
        };
        format!("FROM {image} AS runtime\n{rest}")
    }

    fn program(&self, binary: &str) -> String {
        let (argument, target) =
            if self.is_static() { ("ARG TARGET\n", "$TARGET/") } else { ("", "") };
        format!(
            "{argument}COPY --from=builder /app/target/{target}release/{binary} /usr/local/bin/{binary}\n\
             ENTRYPOINT [\"/usr/local/bin/{binary}\"]\n"
        )
    }

    /// The mounts with credentials for the network and, for a step that compiles, with caches.
    fn mounts(&self, compiles: bool) -> Vec<String> {
        let mut mounts = Vec::new();
        if self.plan.needs_token {
            mounts.push(format!("type=secret,id=cargo,target={CARGO_HOME}/credentials.toml"));
        }
        if !self.plan.ssh_hosts.is_empty() {
            mounts.push("type=ssh".into());
        }
        if self.style.cache_mounts {
            mounts.push(format!("type=cache,target={CARGO_HOME}/registry"));
            if self.plan.uses_git {
                mounts.push(format!("type=cache,target={CARGO_HOME}/git"));
            }
        }
        if self.style.sccache && compiles {
            mounts.push("type=cache,target=/sccache".into());
        }
        match self.style.reuse {
            Some(Keeper::Mount) if compiles => {
                // Other projects stand at the same path, and have a mount of their own.
                let name = self.plan.name();
                mounts.push(format!("type=cache,id=reuse-{name},target={REUSE}"));
            }
            Some(Keeper::Image) if compiles => {
                mounts.push("type=bind,from=previous,target=/previous".into());
            }
            _ => {}
        }
        mounts
    }

    fn prepare(&self, recipe: &str) -> String {
        format!("cargo chef prepare --recipe-path {recipe} {}", self.selection())
    }

    fn selection(&self) -> String {
        self.plan.selection.to_flags().join(" ")
    }

    fn keeps_image(&self) -> bool {
        self.style.reuse == Some(Keeper::Image)
    }

    fn is_static(&self) -> bool {
        self.style.runtime.is_static()
    }
}

fn run(mounts: &[String], command: &str) -> String {
    let mounts = mounts.iter().map(|mount| format!("--mount={mount}"));
    let parts: Vec<String> = mounts.chain([command.to_owned()]).collect();
    format!("RUN {}\n", parts.join(" \\\n    "))
}

/// The names of our own stages, and what is no name of one.
const STAGES: [&str; 7] = ["chef", "planner", "previous", "builder", "reuse", "runtime", "scratch"];

/// The name of a stage, in lower case and different from our own stages.
pub(super) fn stage_name(binary: &str) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() || "-_.".contains(c) { c } else { '-' };
    let name: String = binary.to_lowercase().chars().map(plain).collect();
    let is_taken = STAGES.contains(&&*name);
    let is_name = name.starts_with(|c: char| c.is_ascii_lowercase());
    if is_taken || !is_name { format!("app-{name}") } else { name }
}
