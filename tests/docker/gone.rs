//! The image that a project begins with is gone, and with it its registry. What `docker/README.md` tells to do
//! then is done here by its own lines.

use fs_err as fs;

use crate::support::{Context, Docker, Images, command, finish};

const COOK: &str = "RUN cargo chef cook --release";

/// The home directory of skopeo. Docker does not send what is in there to its daemon.
const HOME: &str = "target";

/// The registries that the page speaks of, on this machine, and a checkout to type its lines in.
struct Page {
    names: [(&'static str, String); 2],
    checkout: Context,
}

impl Page {
    fn new(public: &Images, mirror: &Images) -> Self {
        let names =
            [("ghcr.io/example/", public.name("")), ("registry.example.com/", mirror.name(""))];
        let page = Self { names, checkout: Context::of(".") };
        // They speak no TLS.
        let insecure = |(_, name): &(_, String)| {
            let location = name.trim_end_matches('/');
            format!("[[registry]]\nlocation = \"{location}\"\ninsecure = true\n")
        };
        let registries: String = page.names.iter().map(insecure).collect();
        let directory = page.checkout.path().join(HOME).join(".config/containers");
        fs::create_dir_all(&directory).expect("it can be made");
        fs::write(directory.join("registries.conf"), registries).expect("it can be written");
        page
    }

    /// Types the one line of the page that begins like this.
    #[track_caller]
    fn types(&self, beginning: &str) {
        let directory = self.checkout.path();
        let page = fs::read_to_string(directory.join("docker/README.md")).expect("it is there");
        let lines: Vec<_> = page
            .lines()
            .filter_map(|line| line.strip_prefix(&format!("    {beginning}")))
            .collect();
        assert_eq!(lines.len(), 1, "lines of docker/README.md with `{beginning}`");
        let mut line = format!("{beginning}{}", lines[0]);
        for (public, here) in &self.names {
            line = line.replace(public, here);
        }
        let words: Vec<&str> = line.split_whitespace().collect();
        let mut command = match &words[..] {
            // A step of a build has no network of its own here.
            ["docker", "build", rest @ ..] => {
                Docker::get().client(&[&["build", "--network", "host"], rest].concat())
            }
            ["docker", rest @ ..] => Docker::get().client(rest),
            [script, rest @ ..] => {
                let mut command = command("sh", directory);
                command.arg(script).args(rest);
                command.env("HOME", directory.join(HOME));
                command
            }
            [] => unreachable!("it has a beginning"),
        };
        command.current_dir(directory);
        Docker::get().alone(|| finish(command));
    }
}

#[test]
#[ignore = "needs Docker"]
fn a_build_goes_on() {
    let (public, mirror) = (Images::start(), Images::start());
    let page = Page::new(&public, &mirror);
    let name = concat!("cargo-chef:", env!("CARGO_PKG_VERSION"), "-rust-1-bookworm");
    let (image, copy) = (public.name(name), mirror.name(name));
    let forget = |name: &str| Docker::get().run(&["image", "rm", name]);

    page.types("docker build ");
    Docker::get().run(&["push", &image]);
    page.types("docker/mirror ");
    let project = Context::of("examples/single");
    project.init(&format!("--force --image {image}"));
    project.build().prints("\"one\"").ran(COOK);

    drop(public);
    forget(&image);
    project.edit("src/main.rs", "one fish two fish", "red fish blue fish");
    let said = project.fails_to_build();
    let step = format!("load metadata for {image}");
    assert!(said.contains(&step) && said.contains("connection refused"), "{said}");

    page.types("docker pull ");
    page.types("docker tag ");
    project.build().prints("\"red\"").ran("RUN cargo chef prepare").cached(COOK);

    drop(mirror);
    forget(&image);
    forget(&copy);
    project.edit("src/main.rs", "red fish blue fish", "old fish new fish");
    assert!(project.fails_to_build().contains("connection refused"));

    page.types("docker build ");
    project.build().prints("\"old\"").ran("RUN cargo chef prepare").cached(COOK);
}
