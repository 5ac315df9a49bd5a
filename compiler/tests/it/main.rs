//! One binary for all integration tests; a file for each subject.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that panics has failed")]

mod asl;
mod cache;
mod defaults;
mod edits;
mod features;
mod front_end;
mod laws;
mod limits;
mod machine;
mod mistakes;
mod mutants;
mod mutations;
mod pages;
mod passes;
mod plan;
mod programs;
mod raw;
mod reached;
mod readme;
mod render;
mod schedule;
mod secrets;
mod shown;
mod snippets;
mod support;
mod syntax_corpus;
mod syntax_laws;
mod syntax_mutations;
mod tidy;
mod transitions;
mod trials;
