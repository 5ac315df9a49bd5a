//! The service models: which members a request has, and whether a request fits them.

mod model;
mod order;
mod pattern;
mod rules;
mod validate;
mod violation;
mod walk;

#[cfg(test)]
mod tests;

pub use model::{Kind, Member, Operation, Shape, is_service_known, operation, operations};
pub use order::order;
pub use validate::validate;
pub use violation::{Problem, Violation};
pub use walk::{members, response_at, shape_at};

/// Whether a string is computed when the pipeline runs: the service model says nothing about its text.
pub fn is_runtime(text: &str) -> bool {
    text.starts_with("{%") && text.ends_with("%}")
}
