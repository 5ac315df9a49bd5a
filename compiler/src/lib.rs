//! The compiler behind `mlc`: from `.mlflow` text to Amazon States Language, SageMaker requests and IAM policies.
//!
//! The library is pure: no files, no clock, no environment, no threads. `session::compile` is the front door.
//! A module imports only from the floors below it; `ARCHITECTURE.md` lists them and a test holds them.

pub mod base;
pub mod check;
pub mod diag;
pub mod fmt;
pub mod ir;
pub mod lower;
pub mod resolve;
pub mod session;
pub mod syntax;
pub mod target;
pub mod vocab;
