//! Puts a request's keys into the order of the service model, so that output reads like the provider's own pages.

use serde_json::Value;

use super::{Shape, operation};

/// Reorders the members of `request` at every depth; keys of maps keep their order, unknown members go last.
pub fn order(service: &str, action: &str, request: &mut Value) {
    if let Some(shape) = operation(service, action).and_then(super::Operation::input) {
        arrange(shape, request);
    }
}

fn arrange(shape: &'static Shape, value: &mut Value) {
    match value {
        Value::Array(items) => {
            if let Some(element) = shape.element() {
                items.iter_mut().for_each(|item| arrange(element, item));
            }
        }
        Value::Object(map) => {
            for (name, item) in map.iter_mut() {
                if let Some(inner) = shape.value().or_else(|| shape.member(name)?.shape) {
                    arrange(inner, item);
                }
            }
            if shape.value().is_none() {
                let mut entries: Vec<_> = std::mem::take(map).into_iter().collect();
                entries.sort_by_key(|(name, _)| shape.position(name).unwrap_or(usize::MAX));
                map.extend(entries);
            }
        }
        _ => {}
    }
}
