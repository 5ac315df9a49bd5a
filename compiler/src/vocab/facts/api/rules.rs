//! Rules about one request that the service models leave out.

use serde_json::Value;

use super::{Operation, Violation};

pub(super) fn check(_operation: &Operation, _request: &Value, _found: &mut Vec<Violation>) {}
