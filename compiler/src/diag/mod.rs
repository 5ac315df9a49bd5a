//! Floor 1: problems as data, and their renderings.

pub mod codes;
pub mod diagnostic;
pub mod pages;
pub mod render;

pub use codes::Code;
pub use diagnostic::{Applicability, Diagnostic, Edit, Fix, Label, Severity, Sink};
