//! The progress of what takes longer, on stderr where that is a terminal. While it is shown, everything
//! else is printed around it. Nothing is shown while cargo shows its own.

use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::sync::{Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::settings::has_progress;

/// What is shown now.
static SHOWN: Mutex<Option<ProgressBar>> = Mutex::new(None);

/// What ends sooner is not worth showing.
const DELAY: Duration = Duration::from_secs(1);

/// How often the time is shown anew.
const TICK: Duration = Duration::from_millis(200);

/// The progress of something that has steps.
pub(crate) struct Bar(ProgressBar);

impl Bar {
    /// A bar with this many steps; `what` names them in the plural.
    #[must_use]
    pub(crate) fn new(steps: usize, what: &str) -> Self {
        let bar = ProgressBar::with_draw_target(Some(steps as u64), target());
        shape(&bar, &format!("{{bar:30}} {{pos}}/{{len}} {what}, {{eta}} left"));
        put(Some(bar.clone()));
        Self(bar)
    }

    /// Advances the bar by one step.
    pub(crate) fn step(&self) {
        self.0.inc(1);
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        put(None);
        self.0.finish_and_clear();
    }
}

/// Something without steps that is waited for. It is shown after a second.
pub(crate) struct Waiting(Option<(Sender<()>, JoinHandle<()>)>);

impl Waiting {
    /// Begins to wait; `word` says what is done, in the style of cargo, and `what` to what.
    #[must_use]
    pub(crate) fn new(word: &str, what: &str) -> Self {
        if !has_progress() || target().is_hidden() {
            return Self(None);
        }
        let template = format!("{word:>12} {what} ({{elapsed}})");
        let (sender, receiver) = channel();
        let thread = std::thread::spawn(move || {
            if receiver.recv_timeout(DELAY) != Err(RecvTimeoutError::Timeout) {
                return;
            }
            let bar = ProgressBar::with_draw_target(None, target()).with_elapsed(DELAY);
            shape(&bar, &template);
            bar.enable_steady_tick(TICK);
            put(Some(bar.clone()));
            // It ends when the other side does.
            let _ = receiver.recv();
            put(None);
            bar.finish_and_clear();
        });
        Self(Some((sender, thread)))
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        if let Some((sender, thread)) = self.0.take() {
            drop(sender);
            // A thread that has panicked shows nothing.
            let _ = thread.join();
        }
    }
}

/// Prints something without damaging what is shown.
pub(super) fn undisturbed(print: impl FnOnce()) {
    let shown = SHOWN.lock().unwrap_or_else(PoisonError::into_inner).clone();
    match shown {
        Some(bar) => bar.suspend(print),
        None => print(),
    }
}

fn put(bar: Option<ProgressBar>) {
    *SHOWN.lock().unwrap_or_else(PoisonError::into_inner) = bar;
}

fn target() -> ProgressDrawTarget {
    if has_progress() { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() }
}

fn shape(bar: &ProgressBar, template: &str) {
    if let Ok(style) = ProgressStyle::with_template(template) {
        bar.set_style(style);
    }
}
