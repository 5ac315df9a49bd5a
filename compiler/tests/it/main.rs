//! One binary for all integration tests; a file for each subject.

mod asl;
mod pages;
mod render;
mod snippets;
mod syntax_corpus;
mod syntax_laws;
mod syntax_mutations;
