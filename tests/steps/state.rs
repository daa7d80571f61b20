//! What the sources say at some moment, as numbers.

use crate::case::{Case, Edit, Ingredient, Kind, Member, Script, Shape};

#[derive(Clone, Debug)]
pub struct State {
    pub shape: Shape,
    pub packages: Vec<Package>,
    pub shared: u8,
    pub configured: u8,
    pub variable: u8,
    pub head: u8,
}

/// A package; the numbers stand for contents, and 0 for a file that is absent.
#[expect(clippy::struct_excessive_bools, reason = "they have nothing to do with each other")]
#[derive(Clone, Debug)]
pub struct Package {
    pub member: Member,
    pub source: u8,
    pub part: u8,
    pub main: u8,
    pub text: u8,
    pub script: u8,
    pub watched: u8,
    pub entries: [u8; 3],
    /// Which of the two files the link points to.
    pub link: usize,
    pub linked: [u8; 2],
    pub note: u8,
    pub is_asked: bool,
    pub is_default: bool,
    pub targets: [bool; 3],
    pub is_away: bool,
    pub is_broken: bool,
}

impl State {
    pub fn first(case: &Case) -> Self {
        let package = |member: &Member| Package {
            member: *member,
            source: 1,
            part: 1,
            main: 1,
            text: 1,
            script: 1,
            watched: 1,
            entries: [1, 0, 0],
            link: 0,
            linked: [1, 2],
            note: 0,
            is_asked: false,
            is_default: false,
            targets: [false; 3],
            is_away: false,
            is_broken: false,
        };
        Self {
            shape: case.shape,
            packages: case.members.iter().map(package).collect(),
            shared: 1,
            configured: 1,
            variable: 1,
            head: 1,
        }
    }

    /// Makes what is broken whole again.
    pub fn mend(&mut self) {
        self.packages.iter_mut().for_each(|package| package.is_broken = false);
    }

    /// Applies an edit. `earlier` are the states so far, the last one last.
    pub fn apply(&mut self, edit: Edit, earlier: &[State]) {
        let count = self.packages.len();
        if let Edit::Return(back) = edit {
            let back = usize::from(back).min(earlier.len());
            if back > 0 {
                *self = earlier[earlier.len() - back].clone();
                self.mend();
            }
            return;
        }
        let flip = |bits: &mut u8, member: u8, on: u8| {
            let member = usize::from(member) % count;
            if let Some(later) = usize::from(on).checked_rem(count - member - 1) {
                *bits ^= 1 << (member + 1 + later);
            }
        };
        let edit = self.effective(edit);
        let packages = &mut self.packages;
        match edit {
            Edit::Source(member, content) => set(&mut of(packages, member).source, content),
            Edit::Part(member, content) => set(&mut of(packages, member).part, content),
            Edit::Main(member, content) => set(&mut of(packages, member).main, content),
            Edit::Text(member, content) => set(&mut of(packages, member).text, content),
            Edit::Shared(content) => set(&mut self.shared, content),
            Edit::Configured(content) => set(&mut self.configured, content),
            Edit::Variable(content) => set(&mut self.variable, content),
            Edit::Head(content) => set(&mut self.head, content),
            Edit::Script(member, content) => set(&mut of(packages, member).script, content),
            Edit::Watch(member, script) => of(packages, member).member.script = script,
            Edit::Watched(member, content) => of(packages, member).watched = content,
            Edit::Entry(member, entry, content) => {
                of(packages, member).entries[usize::from(entry) % 3] = content;
            }
            Edit::Link(member, to) => of(packages, member).link = usize::from(to) % 2,
            Edit::Linked(member, which, content) => {
                set(&mut of(packages, member).linked[usize::from(which) % 2], content);
            }
            Edit::Note(member, content) => of(packages, member).note = content,
            Edit::Edge(member, on) => flip(&mut of(packages, member).member.uses, member, on),
            Edit::BuildEdge(member, on) => {
                flip(&mut of(packages, member).member.builds_with, member, on);
            }
            Edit::Ask(member) => of(packages, member).is_asked ^= true,
            Edit::Default(member) => of(packages, member).is_default ^= true,
            Edit::Target(member, which) => {
                of(packages, member).targets[usize::from(which) % 3] ^= true;
            }
            Edit::Away(member) => {
                if usize::from(member) % count > 0 {
                    of(packages, member).is_away ^= true;
                }
            }
            Edit::Break(member) => of(packages, member).is_broken = true,
            Edit::Touch(_) | Edit::Return(_) => {}
        }
    }

    /// An edit that something comes of: where the package has no such file, another one.
    fn effective(&self, edit: Edit) -> Edit {
        let member = |member: u8| self.packages[usize::from(member) % self.packages.len()].member;
        let has_script = |number: u8| member(number).script != Script::Absent;
        let reads_file = |number: u8| {
            matches!(member(number).script, Script::Silent | Script::File | Script::Outside)
        };
        match edit {
            Edit::Main(number, content) if member(number).kind != Kind::Program => {
                Edit::Source(number, content)
            }
            Edit::Script(number, content) if !has_script(number) => Edit::Source(number, content),
            Edit::Watched(number, content) if !reads_file(number) => {
                Edit::Part(number, content.max(1))
            }
            Edit::Text(number, content) if !member(number).takes(Ingredient::Text) => {
                Edit::Part(number, content)
            }
            Edit::Linked(number, _, content) if !member(number).takes(Ingredient::Link) => {
                Edit::Part(number, content)
            }
            other => other,
        }
    }

    /// The later packages that a package depends on.
    pub fn uses(&self, index: usize) -> Vec<usize> {
        self.later(index, self.packages[index].member.uses)
    }

    /// The later packages that its build script depends on.
    pub fn builds_with(&self, index: usize) -> Vec<usize> {
        let member = self.packages[index].member;
        if member.script == Script::Absent {
            Vec::new()
        } else {
            self.later(index, member.builds_with)
        }
    }

    fn later(&self, index: usize, bits: u8) -> Vec<usize> {
        self.present().filter(|&later| later > index && bits & (1 << later) != 0).collect()
    }

    /// The packages that are there.
    pub fn present(&self) -> impl Iterator<Item = usize> {
        (0..self.packages.len()).filter(|&index| !self.packages[index].is_away)
    }

    /// Whether it is no member of the workspace.
    pub fn is_outer(&self, index: usize) -> bool {
        self.shape.outer && index > 0 && index + 1 == self.packages.len()
    }

    pub fn is_root(&self, index: usize) -> bool {
        self.shape.rooted && index == 0
    }
}

fn of(packages: &mut [Package], member: u8) -> &mut Package {
    let index = usize::from(member) % packages.len();
    &mut packages[index]
}

/// Writes a content; where it is that already, another one.
fn set(content: &mut u8, to: u8) {
    *content = if *content == to { to % 3 + 1 } else { to };
}
