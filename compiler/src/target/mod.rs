//! Floor 7: what a pipeline becomes outside.

pub mod asl;
pub mod iam;
pub mod source_map;
