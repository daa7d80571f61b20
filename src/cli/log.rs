//! The flags of `log`.

use std::path::PathBuf;

use clap::Args;

use super::format::Format;
use super::request::RequestFlags;
use crate::commands::log::LogOptions;

#[derive(Debug, Args)]
pub(super) struct LogFlags {
    /// The newest commit, or a range such as `v1.0..HEAD` [default: HEAD]
    #[arg(value_name = "REVISION")]
    range: Option<String>,
    /// How many commits to look at [default: 100, or the whole range]
    #[arg(short = 'n', long = "max-count", value_name = "N")]
    limit: Option<usize>,
    /// How to print the result
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// Also draw the commits as a picture in SVG; `-` writes it to stdout instead of the list
    #[arg(long, value_name = "FILE")]
    svg: Option<PathBuf>,
    #[command(flatten)]
    request: RequestFlags,
}

impl From<LogFlags> for LogOptions {
    fn from(flags: LogFlags) -> Self {
        let LogFlags { range, limit, format, svg, request } = flags;
        Self { range, limit, request: request.into(), as_json: format == Format::Json, svg }
    }
}
