//! One binary for all integration tests; a file for each subject.

mod pages;
mod render;
mod syntax_corpus;
mod syntax_mutations;
