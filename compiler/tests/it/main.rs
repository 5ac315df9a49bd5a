//! One binary for all integration tests; a file for each subject.

mod asl;
mod syntax_corpus;
