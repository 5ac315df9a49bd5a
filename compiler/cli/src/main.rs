//! `mlc`: check, build and format .mlflow pipelines.

fn main() {}
