//! Conditions: the platforms on which something holds.
//!
//! A [`Condition`] is a monotone boolean formula over platform expressions, kept as the set of its
//! minimal conjunctions. Conditions along one path through local packages are joined with *and*,
//! those of several paths to the same thing with *or*. Both operations keep the formula minimal, so
//! equal conditions are equal values.

use std::collections::{BTreeMap, BTreeSet};

/// The machine for which cargo evaluates platform expressions and resolves features.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Side {
    /// The machine that the program is built for. Normal and dev-dependencies belong to it.
    Target,
    /// The machine that builds. Build-dependencies and procedural macros belong to it, and
    /// everything that they reach.
    Host,
}

/// One platform expression: a target triple or `cfg(…)`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Atom {
    /// The machine for which the expression is evaluated.
    pub side: Side,
    /// The expression as it stands in the manifest.
    pub platform: String,
}

/// A conjunction: all atoms have to hold.
pub(super) type Term = BTreeSet<Atom>;

/// A disjunction: one of the terms has to hold. No term is a superset of another.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Condition(BTreeSet<Term>);

impl Condition {
    /// The condition that holds nowhere.
    #[must_use]
    pub fn never() -> Self {
        Self::default()
    }

    /// The condition that holds everywhere.
    #[must_use]
    pub fn always() -> Self {
        Self([Term::new()].into())
    }

    /// The condition that holds where this platform expression does.
    #[must_use]
    pub fn on(side: Side, platform: &str) -> Self {
        Self([Term::from([Atom { side, platform: platform.to_owned() }])].into())
    }

    /// The condition that holds where all these atoms do.
    #[must_use]
    pub fn from_term(term: Term) -> Self {
        Self([term].into())
    }

    /// Removes the terms that combine a triple with a `cfg`, and returns what remains of them, by
    /// triple.
    pub fn take_mixed(&mut self) -> BTreeMap<String, Self> {
        let mut taken: BTreeMap<String, Self> = BTreeMap::new();
        self.0.retain(|term| {
            let Some((triple, rest)) = mixed(term) else { return true };
            taken.entry(triple).or_default().add(rest);
            false
        });
        taken
    }

    /// Whether the condition holds nowhere.
    #[must_use]
    pub fn is_never(&self) -> bool {
        self.0.is_empty()
    }

    /// The minimal conjunctions, in ascending order.
    pub fn terms(&self) -> impl Iterator<Item = &Term> {
        self.0.iter()
    }

    /// The condition that holds where both hold.
    #[must_use]
    pub fn and(&self, other: &Self) -> Self {
        let mut joined = Self::never();
        for left in &self.0 {
            for right in &other.0 {
                joined.add(left.union(right).cloned().collect());
            }
        }
        joined
    }

    /// Extends the condition to where `other` holds. Returns whether that changed anything.
    pub fn unite(&mut self, other: &Self) -> bool {
        let mut has_changed = false;
        for term in &other.0 {
            has_changed |= self.add(term.clone());
        }
        has_changed
    }

    /// Whether the condition holds only where `other` does.
    #[must_use]
    pub fn implies(&self, other: &Self) -> bool {
        self.0.iter().all(|term| other.covers(term))
    }

    fn covers(&self, term: &Term) -> bool {
        self.0.iter().any(|known| known.is_subset(term))
    }

    fn add(&mut self, term: Term) -> bool {
        if self.covers(&term) || is_contradiction(&term) {
            return false;
        }
        self.0.retain(|known| !term.is_subset(known));
        self.0.insert(term)
    }
}

/// Splits a term that has both a triple and `cfg`s into the two.
pub(super) fn mixed(term: &Term) -> Option<(String, Term)> {
    let (cfgs, triples): (Term, Term) =
        term.iter().cloned().partition(|atom| atom.platform.starts_with("cfg("));
    let triple = triples.into_iter().next()?;
    (!cfgs.is_empty()).then_some((triple.platform, cfgs))
}

/// Two different triples never hold for the same machine.
fn is_contradiction(term: &Term) -> bool {
    let mut triples: BTreeMap<Side, &str> = BTreeMap::new();
    term.iter().filter(|atom| !atom.platform.starts_with("cfg(")).any(|atom| {
        triples.insert(atom.side, &atom.platform).is_some_and(|other| other != atom.platform)
    })
}

/// The place of a dependency table in a manifest. Cargo accepts either a triple or a `cfg` there,
/// so a table with both needs a package of its own below the triple.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct TablePlatform {
    /// The target triple, if there is one.
    pub triple: Option<String>,
    /// The `cfg(…)` expression, if there is one.
    pub cfg: Option<String>,
}

/// The dependency tables that together express these terms, which must all be of one side.
pub(super) fn platforms<'a>(terms: impl IntoIterator<Item = &'a Term>) -> BTreeSet<TablePlatform> {
    let mut by_triple: BTreeMap<Option<String>, BTreeSet<Vec<&str>>> = BTreeMap::new();
    for term in terms {
        let (cfgs, triples): (Vec<&str>, Vec<&str>) =
            term.iter().map(|atom| atom.platform.as_str()).partition(|p| p.starts_with("cfg("));
        by_triple.entry(triples.first().map(|t| (*t).to_owned())).or_default().insert(cfgs);
    }
    let platform = |(triple, alternatives): (Option<String>, BTreeSet<Vec<&str>>)| TablePlatform {
        triple,
        cfg: disjunction(&alternatives),
    };
    by_triple.into_iter().map(platform).collect()
}

/// Writes alternatives as `cfg(any(all(a, b), c))`; `None` if they hold everywhere.
fn disjunction(alternatives: &BTreeSet<Vec<&str>>) -> Option<String> {
    let inner =
        |cfg: &str| cfg.trim_start_matches("cfg(").strip_suffix(')').unwrap_or(cfg).to_owned();
    let conjunction = |cfgs: &Vec<&str>| match &cfgs[..] {
        [] => None,
        [one] => Some(inner(one)),
        many => Some(format!(
            "all({})",
            many.iter().map(|cfg| inner(cfg)).collect::<Vec<_>>().join(", ")
        )),
    };
    let parts: Vec<String> = alternatives.iter().map(conjunction).collect::<Option<_>>()?;
    match &parts[..] {
        [one] => Some(format!("cfg({one})")),
        many => Some(format!("cfg(any({}))", many.join(", "))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn on(platform: &str) -> Condition {
        Condition::on(Side::Target, platform)
    }

    fn shown(condition: &Condition) -> Vec<(Option<String>, Option<String>)> {
        platforms(condition.terms()).into_iter().map(|p| (p.triple, p.cfg)).collect()
    }

    #[test]
    fn absorbs_what_is_implied() {
        let mut condition = on("cfg(unix)").and(&on("cfg(test)"));
        assert!(condition.unite(&on("cfg(unix)")));
        assert_eq!(condition, on("cfg(unix)"));
        assert!(!condition.unite(&on("cfg(unix)").and(&on("cfg(a)"))));
        assert!(condition.unite(&Condition::always()));
        assert_eq!(condition, Condition::always());
    }

    #[test]
    fn a_triple_excludes_another() {
        assert!(on("x86_64-pc-windows-gnu").and(&on("x86_64-unknown-linux-gnu")).is_never());
    }

    #[test]
    fn is_shown_as_dependency_tables() {
        let mut condition = on("cfg(a)").and(&on("cfg(b)"));
        condition.unite(&on("cfg(c)"));
        condition.unite(&on("wasm32-wasip1").and(&on("cfg(d)")));
        assert_eq!(
            shown(&condition),
            [
                (None, Some("cfg(any(all(a, b), c))".into())),
                (Some("wasm32-wasip1".into()), Some("cfg(d)".into())),
            ]
        );
        assert_eq!(shown(&Condition::always()), [(None, None)]);
    }
}
