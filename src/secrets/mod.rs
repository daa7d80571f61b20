//! Removes credentials. Recipes end up in image layers and build caches, so no recipe may contain
//! any.

mod configuration;
mod secret;
mod text;
mod urls;

pub(crate) use configuration::remove_keys;
pub(crate) use secret::Secret;
pub(crate) use text::remove_from_urls;
pub(crate) use urls::without_credentials;
