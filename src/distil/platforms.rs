//! What is known about the platforms that a recipe is made for.

use std::str::FromStr as _;

use cargo_platform::{Cfg, CfgExpr, Platform};

use super::condition::{Condition, Side};
use crate::manifest::DependencyKind;
use crate::workspace::Dependency;

/// A target triple, and the `cfg`s that `rustc --print cfg` lists for it.
pub(crate) type KnownPlatform = (String, Vec<Cfg>);

/// The platforms that a recipe is made for. If the list is empty, it may be any platform.
#[derive(Clone, Debug, Default)]
pub struct KnownPlatforms(pub Vec<KnownPlatform>);

/// The keys that the target alone decides. Any other `cfg` may also depend on compiler flags.
const FIXED: [&str; 8] = [
    "target_arch",
    "target_endian",
    "target_env",
    "target_family",
    "target_os",
    "target_pointer_width",
    "target_vendor",
    "unix",
];

impl KnownPlatforms {
    /// The condition under which a dependency's platform holds, for the side on which cargo
    /// evaluates it. Where the known targets decide it, it is `always` or `never`.
    #[must_use]
    pub fn condition(&self, side: Side, dependency: &Dependency) -> Condition {
        let Some(platform) = &dependency.platform else {
            return Condition::always();
        };
        match (side, dependency.kind) {
            (Side::Host, _) | (_, DependencyKind::Build) => Condition::on(Side::Host, platform),
            (Side::Target, _) => match self.evaluate(platform) {
                Some(true) => Condition::always(),
                Some(false) => Condition::never(),
                None => Condition::on(Side::Target, platform),
            },
        }
    }

    /// The value of a platform expression, if it is known and the same for all targets.
    fn evaluate(&self, platform: &str) -> Option<bool> {
        let parsed = Platform::from_str(platform).ok()?;
        if let Platform::Cfg(expression) = &parsed
            && !is_fixed(expression)
        {
            return None;
        }
        let mut answers = self.0.iter().map(|(triple, cfgs)| parsed.matches(triple, cfgs));
        let first = answers.next()?;
        answers.all(|answer| answer == first).then_some(first)
    }
}

fn is_fixed(expression: &CfgExpr) -> bool {
    match expression {
        CfgExpr::Not(inner) => is_fixed(inner),
        CfgExpr::All(parts) | CfgExpr::Any(parts) => parts.iter().all(is_fixed),
        CfgExpr::Value(Cfg::Name(name) | Cfg::KeyPair(name, _)) => {
            FIXED.contains(&&*name.name) || name.name == "windows"
        }
        CfgExpr::True | CfgExpr::False => true,
    }
}
