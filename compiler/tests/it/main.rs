//! One binary for all integration tests; a file for each subject.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that panics has failed")]

mod asl;
mod pages;
mod readme;
mod render;
mod snippets;
mod syntax_corpus;
mod syntax_laws;
mod syntax_mutations;
mod tidy;
