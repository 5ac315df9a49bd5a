//! All integration tests of the compiler, one binary.

mod pages;
mod render;
