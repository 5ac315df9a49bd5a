//! The one way JSON is written: two spaces, one value a line, final line end.

use serde_json::Value;

/// `value` as text that is the same on every machine; keys stay in their order.
pub fn pretty(value: &impl serde::Serialize) -> String {
    let mut text = serde_json::to_string_pretty(value).unwrap_or_default();
    text.push('\n');
    text
}

/// An integer where the number is one, else the shortest decimal.
pub fn number(value: f64) -> Value {
    if value.fract() == 0.0 && value.abs() < 9.0e15 {
        #[expect(clippy::cast_possible_truncation, reason = "the range was just checked")]
        return Value::from(value as i64);
    }
    Value::from(value)
}
