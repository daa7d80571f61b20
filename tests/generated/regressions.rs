//! Cases that were wrong once, by what they showed.
