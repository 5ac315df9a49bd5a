//! The one way JSON is written: two spaces, one value a line, final line end. And where its values stand in the text.

use std::ops::Range;

use serde_json::Value;

use super::pointer::escape;

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

/// Visits every value of a JSON text with its pointer and its place; a member's begins at its name. Values come before what they
/// are in, the whole comes last. Of what is no JSON, only a part is visited.
pub fn each_place(text: &str, visit: &mut impl FnMut(&str, Range<usize>)) {
    Scanner { text, at: 0, pointer: String::new(), visit }.value(None);
}

struct Scanner<'a, V> {
    text: &'a str,
    at: usize,
    pointer: String,
    visit: &'a mut V,
}

impl<V: FnMut(&str, Range<usize>)> Scanner<'_, V> {
    fn peek(&mut self) -> Option<u8> {
        let bytes = self.text.as_bytes();
        while bytes.get(self.at).is_some_and(u8::is_ascii_whitespace) {
            self.at += 1;
        }
        bytes.get(self.at).copied()
    }

    /// Passes a sign; whether it is there.
    fn skip(&mut self, sign: u8) -> bool {
        let found = self.peek() == Some(sign);
        self.at += usize::from(found);
        found
    }

    /// Passes a string, quotes and all.
    fn string(&mut self) -> Range<usize> {
        let start = self.at;
        let rest = self.text.as_bytes().get(start + 1..).unwrap_or_default();
        let mut is_escaped = false;
        let length = rest.iter().position(|byte| {
            let ends = *byte == b'"' && !is_escaped;
            is_escaped = *byte == b'\\' && !is_escaped;
            ends
        });
        self.at = length.map_or(self.text.len(), |length| start + length + 2);
        start..self.at
    }

    /// `start` is where the member begins that this is the value of.
    fn value(&mut self, start: Option<usize>) {
        let Some(first) = self.peek() else { return };
        let start = start.unwrap_or(self.at);
        match first {
            b'{' => self.members(),
            b'[' => self.items(),
            b'"' => {
                self.string();
            }
            _ => {
                let rest = self.text.get(self.at..).unwrap_or_default();
                let ends = |sign: char| sign.is_ascii_whitespace() || matches!(sign, ',' | ']' | '}');
                self.at += rest.find(ends).unwrap_or(rest.len());
            }
        }
        (self.visit)(&self.pointer, start..self.at);
    }

    fn members(&mut self) {
        self.at += 1;
        while self.peek() == Some(b'"') {
            let name = self.string();
            let key: String =
                self.text.get(name.clone()).and_then(|key| serde_json::from_str(key).ok()).unwrap_or_default();
            if !self.skip(b':') {
                return;
            }
            self.inside(&escape(&key), Some(name.start));
            if !self.skip(b',') {
                break;
            }
        }
        self.skip(b'}');
    }

    fn items(&mut self) {
        self.at += 1;
        let mut index = 0;
        while self.peek().is_some_and(|sign| sign != b']') {
            self.inside(&index.to_string(), None);
            index += 1;
            if !self.skip(b',') {
                break;
            }
        }
        self.skip(b']');
    }

    fn inside(&mut self, segment: &str, start: Option<usize>) {
        let length = self.pointer.len();
        self.pointer.push('/');
        self.pointer.push_str(segment);
        self.value(start);
        self.pointer.truncate(length);
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{each_place, pretty};

    #[test]
    fn every_value_is_found_where_it_stands() {
        let value = json!({
            "a/b": { "say \"no\"": [1, -2.5e3, [], {}, null], "c~": "} ] , \\\" \\" },
            "States": { "trees": { "End": true } },
            "é": "😀",
        });
        let text = pretty(&value);
        let mut found = 0;
        each_place(&text, &mut |pointer, range| {
            let place = text.get(range).expect("a place of the text");
            let expected = value.pointer(pointer).expect("a value");
            // A member's place begins at its name: read it as an object.
            let read = serde_json::from_str::<serde_json::Value>(place).ok().filter(|read| read == expected);
            let member = || {
                let object: serde_json::Value = serde_json::from_str(&format!("{{{place}}}")).expect("a member");
                object.as_object().and_then(|object| object.values().next().cloned())
            };
            assert_eq!(read.or_else(member).as_ref(), Some(expected), "{pointer}");
            found += 1;
        });
        assert_eq!(found, 14);
    }

    #[test]
    fn what_is_no_json_ends_the_search() {
        for text in ["", "{", "[1", "{\"a", "{\"a\" 1}", "[,]", "{\"a\":}", "\"\\"] {
            each_place(text, &mut |_, range| assert!(range.end <= text.len(), "{text}"));
        }
    }
}
