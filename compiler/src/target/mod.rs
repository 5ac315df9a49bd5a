//! Floor 7: what a pipeline becomes outside.

pub mod asl;
