#![doc = include_str!("../../ARCHITECTURE.md")]
#![deny(missing_docs)]

pub mod base;
pub mod check;
pub mod diag;
pub mod fmt;
pub mod ir;
pub mod lower;
pub mod optimize;
pub mod plan;
pub mod resolve;
pub mod session;
pub mod sim;
pub mod syntax;
pub mod target;
pub mod vocab;
