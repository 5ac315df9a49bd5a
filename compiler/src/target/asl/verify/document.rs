//! From the text of a state machine to its model, saying everything that is wrong with its shape on the way.

use super::{Finding, Report, Rule, shape};
use crate::base::pointer::Pointer;
use crate::target::asl::model::StateMachine;
use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};
use std::cell::RefCell;
use std::fmt;

/// Reads a document. What is wrong with it is reported; the machine is given all the same where it can be guessed what
/// was meant, so that the other rules can be tried on it.
pub fn read(text: &str) -> (Option<StateMachine>, Vec<Finding>) {
    let mut report = Report::default();
    let twice = RefCell::new(Vec::new());
    let mut source = serde_json::Deserializer::from_str(text);
    let at = Pointer::Root;
    let value =
        Unique { at: &at, twice: &twice }.deserialize(&mut source).and_then(|value| source.end().map(|()| value));
    report.findings.extend(twice.into_inner());
    let mut value = match value {
        Ok(value) => value,
        Err(error) => {
            report.error(&at, Rule::Document, format!("the text is no JSON: {error}"));
            return (None, report.findings);
        }
    };
    shape::mend(&mut value, &mut report);
    match serde_json::from_value(value) {
        Ok(machine) => (Some(machine), report.findings),
        Err(error) => {
            // Where a field is missing or wrong, the shape has said so already, and better.
            if report.findings.is_empty() {
                report.error(&at, Rule::Document, error.to_string());
            }
            (None, report.findings)
        }
    }
}

/// A value whose objects say so when a member comes twice; the last one counts, as in most JSON readers.
struct Unique<'p> {
    at: &'p Pointer<'p>,
    twice: &'p RefCell<Vec<Finding>>,
}

impl<'de> DeserializeSeed<'de> for Unique<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, source: D) -> Result<Value, D::Error> {
        source.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Unique<'_> {
    type Value = Value;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("JSON")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut source: A) -> Result<Value, A::Error> {
        let mut items = Vec::new();
        loop {
            let at = self.at.index(items.len());
            match source.next_element_seed(Unique { at: &at, twice: self.twice })? {
                Some(item) => items.push(item),
                None => return Ok(Value::Array(items)),
            }
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, mut source: A) -> Result<Value, A::Error> {
        let mut members = Map::new();
        while let Some(name) = source.next_key::<String>()? {
            let at = self.at.key(&name);
            let value = source.next_value_seed(Unique { at: &at, twice: self.twice })?;
            if members.contains_key(&name) {
                let mut report = Report::default();
                report.error(&at, Rule::DuplicateKey, format!("`{name}` stands twice in one object"));
                self.twice.borrow_mut().append(&mut report.findings);
            }
            members.insert(name, value);
        }
        Ok(Value::Object(members))
    }
}
