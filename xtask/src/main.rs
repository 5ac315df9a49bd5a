//! Chores of the project: `cargo xtask test` runs everything.

fn main() {}
