//! Sets up logging to stderr. `RUST_LOG` chooses what is logged.

use tracing_subscriber::EnvFilter;

/// Logs from here on.
pub fn start(service: &str) {
    let filter = EnvFilter::from_default_env();
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    tracing::info!(service, process = process(), "started");
}

#[cfg(unix)]
fn process() -> u32 {
    rustix::process::getpid().as_raw_nonzero().get().unsigned_abs()
}

#[cfg(windows)]
fn process() -> u32 {
    // SAFETY: it takes nothing and cannot fail.
    unsafe { windows_sys::Win32::System::Threading::GetCurrentProcessId() }
}

#[cfg(not(any(unix, windows)))]
fn process() -> u32 {
    std::process::id()
}
