//! Tests of the language server: a folder of cases a feature, see `support`.

#![allow(clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

mod actions;
mod completion;
mod custom;
mod definition;
mod format;
mod halves;
mod hover;
mod moving;
mod names;
mod reading;
mod references;
mod support;
mod symbols;
mod typed;
