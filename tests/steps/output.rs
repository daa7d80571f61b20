//! What the programs have to print, worked out from the state alone.

use std::collections::BTreeSet;

use crate::case::{Ingredient, Kind, Run, Script};
use crate::files::ENTRIES;
use crate::state::State;

/// What a package is compiled for. Resolver 2 keeps features of the two apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Side {
    Host,
    Target,
}

/// What a run's programs print.
pub struct Output<'a> {
    state: &'a State,
    /// Where the feature is on.
    extra: BTreeSet<(usize, Side)>,
}

impl<'a> Output<'a> {
    pub fn of(state: &'a State, run: Run) -> Self {
        let mut output = Self { state, extra: BTreeSet::new() };
        let mut reached = BTreeSet::new();
        for root in state.selected(run) {
            // Cargo resolves a macro that is selected for the target as well.
            let is_macro = state.packages[root].member.kind == Kind::Macro;
            for side in [Side::Target, Side::Host] {
                if side == Side::Target || is_macro {
                    output.reach(root, side, run.feature, &mut reached);
                }
            }
        }
        output
    }

    /// Goes to a package and all that it depends on.
    fn reach(
        &mut self,
        index: usize,
        side: Side,
        asks: bool,
        reached: &mut BTreeSet<(usize, Side)>,
    ) {
        if asks || self.state.packages[index].is_default {
            self.extra.insert((index, side));
        }
        if !reached.insert((index, side)) {
            return;
        }
        for on in self.state.uses(index) {
            self.reach(on, self.side_of(on, side), self.state.packages[on].is_asked, reached);
        }
        for on in self.state.builds_with(index) {
            self.reach(on, Side::Host, self.state.packages[on].is_asked, reached);
        }
    }

    /// The side of a dependency of something on this side.
    fn side_of(&self, on: usize, side: Side) -> Side {
        if self.state.packages[on].member.kind == Kind::Macro { Side::Host } else { side }
    }

    /// What a program of this package prints.
    pub fn program(&self, index: usize) -> String {
        let main = self.state.packages[index].main;
        format!("main {main} {}", self.library(index, Side::Target))
    }

    fn library(&self, index: usize, side: Side) -> String {
        let package = &self.state.packages[index];
        let takes = |ingredient| package.member.takes(ingredient);
        let mut words =
            vec![format!("m{index}(source {}", package.source), format!("part {}", package.part)];
        if takes(Ingredient::Text) {
            words.push(format!("text {}", package.text));
        }
        if takes(Ingredient::Shared) {
            words.push(format!("shared {}", self.state.shared));
        }
        if takes(Ingredient::Configured) {
            words.push(self.state.configured.to_string());
        }
        if takes(Ingredient::Variable) {
            words.push(self.state.variable.to_string());
        }
        if takes(Ingredient::Link) {
            words.push(format!("link {}", package.linked[package.link]));
        }
        if package.member.script != Script::Absent {
            let script = self.script(index);
            let times = 1 + usize::from(takes(Ingredient::Generated));
            words.extend(std::iter::repeat_n(script, times));
        }
        let is_extra = self.extra.contains(&(index, side));
        words.push(if is_extra { "extra " } else { "plain " }.to_owned());
        let uses = self.state.uses(index);
        let uses =
            uses.into_iter().map(|on| format!(" {}", self.library(on, self.side_of(on, side))));
        format!("{}{})", words.join(" "), uses.collect::<String>())
    }

    fn script(&self, index: usize) -> String {
        let package = &self.state.packages[index];
        let seen = match package.member.script {
            Script::Absent | Script::Itself => "itself".to_owned(),
            Script::Silent | Script::File | Script::Outside => match self.state.watched(index) {
                0 => "absent".to_owned(),
                content => content.to_string(),
            },
            Script::Directory => entries(package.entries),
            Script::Head if !self.state.shape.git => "absent".to_owned(),
            Script::Head => format!("ref: refs/heads/branch-{}", self.state.head),
            Script::Variable => self.state.variable.to_string(),
        };
        let with = self.state.builds_with(index);
        let with = with.into_iter().map(|on| format!(" {}", self.library(on, Side::Host)));
        format!("script {} {seen}{}", package.script, with.collect::<String>())
    }
}

/// The files of a directory, as a build script lists them.
fn entries(contents: [u8; 3]) -> String {
    let there = ENTRIES.iter().zip(contents).filter(|(_, content)| *content > 0);
    let names: Vec<_> = there.map(|(name, content)| format!("data/{name}={content}")).collect();
    if names.is_empty() { "none".to_owned() } else { names.join(",") }
}

impl State {
    /// The packages that cargo selects.
    fn selected(&self, run: Run) -> Vec<usize> {
        let members = self.present().filter(|&index| !self.is_outer(index));
        match self.chosen(run) {
            Some(package) => vec![package],
            None if self.shape.rooted => vec![0],
            None => members.collect(),
        }
    }

    /// The package that a run selects by its name, where it is a member.
    pub fn chosen(&self, run: Run) -> Option<usize> {
        let package = usize::from(run.package?) % self.packages.len();
        self.present().find(|&index| index == package && !self.is_outer(index))
    }
}
