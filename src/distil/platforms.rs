//! What is known of the platforms that a recipe is made for.

use std::str::FromStr as _;

use cargo_platform::{Cfg, CfgExpr, Platform};

use super::condition::{Condition, Side};
use crate::manifest::DependencyKind;
use crate::workspace::Dependency;

/// A target triple and what `rustc --print cfg` says of it.
pub(crate) type KnownPlatform = (String, Vec<Cfg>);

/// The platforms that a recipe is made for; where there is none, any may be.
#[derive(Clone, Debug, Default)]
pub struct KnownPlatforms(pub Vec<KnownPlatform>);

/// What a target's name decides; anything else in a `cfg` may also depend on compiler flags.
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
    /// The platforms a dependency is restricted to, evaluated for the side that cargo asks.
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

    /// Whether a platform expression holds, where it is the same for all targets.
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
