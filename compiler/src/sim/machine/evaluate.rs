//! Values of a state's fields: JSON whose strings `{% ... %}` are expressions.

use super::error::{Error, QUERY_EVALUATION};
use super::run::Runner;
use crate::target::asl::jsonata::{self, Failure, Program, Surroundings};
use indexmap::IndexMap;
use serde_json::{Map, Value};
use std::cell::RefCell;
use std::rc::Rc;

/// Expressions that were parsed before.
#[derive(Debug, Default)]
pub(super) struct Expressions(RefCell<IndexMap<String, Rc<Result<Program, String>>>>);

impl Expressions {
    fn get(&self, text: &str) -> Rc<Result<Program, String>> {
        if let Some(known) = self.0.borrow().get(text) {
            return Rc::clone(known);
        }
        let parsed = Rc::new(Program::parse(text).map_err(|error| error.message));
        self.0.borrow_mut().insert(text.to_owned(), Rc::clone(&parsed));
        parsed
    }
}

/// What a field sees besides input, context and variables.
#[derive(Clone, Copy, Default)]
pub(super) struct Sees<'v> {
    pub result: Option<&'v Value>,
    pub error_output: Option<&'v Value>,
    pub item: Option<&'v Value>,
}

impl Runner<'_> {
    /// The value of a field of a strand's state.
    pub(super) fn value(&self, strand: usize, field: &str, template: &Value, sees: Sees<'_>) -> Result<Value, Error> {
        match template {
            Value::String(text) => match jsonata::inside(text) {
                Some(expression) => self.expression(strand, field, expression, sees),
                None => Ok(template.clone()),
            },
            Value::Array(items) => {
                let each = |(index, item)| self.value(strand, &format!("{field}[{index}]"), item, sees);
                items.iter().enumerate().map(each).collect()
            }
            Value::Object(members) => {
                let each = |(name, value): (&String, &Value)| {
                    self.value(strand, &format!("{field}/{name}"), value, sees).map(|value| (name.clone(), value))
                };
                members.iter().map(each).collect::<Result<Map<_, _>, _>>().map(Value::Object)
            }
            other => Ok(other.clone()),
        }
    }

    /// A field that has to be a whole number from 0.
    pub(super) fn whole(&self, strand: usize, field: &str, template: &Value) -> Result<u64, Error> {
        let value = self.value(strand, field, template, Sees::default())?;
        value.as_u64().ok_or_else(|| self.unexpected(strand, field, template, "number", &value))
    }

    /// A field that gives a value of another type than it has to.
    pub(super) fn unexpected(&self, strand: usize, field: &str, given: &Value, wanted: &str, value: &Value) -> Error {
        let kind = match value {
            Value::Null => "null",
            Value::Bool(_) => "boolean",
            Value::Number(_) => "number",
            Value::String(_) => "string",
            Value::Array(_) => "array",
            Value::Object(_) => "object",
        };
        let expression = given.as_str().and_then(jsonata::inside).unwrap_or("");
        self.mistake(
            strand,
            &format!(
                "The JSONata expression '{expression}' specified for the field '{field}' returned an unexpected result \
             type. Expected '{wanted}', but was '{kind}' for value: {value}"
            ),
        )
    }

    /// A `States.QueryEvaluationError` of a strand's state.
    pub(super) fn mistake(&self, strand: usize, told: &str) -> Error {
        let (name, event) = self.strands[strand].at.as_ref().map_or(("", 0), |at| (at.name, at.entered_event));
        let place = format!("An error occurred while executing the state '{name}' (entered at the event id #{event}).");
        Error::new(QUERY_EVALUATION, format!("{place} {told}"))
    }

    fn expression(&self, strand: usize, field: &str, text: &str, sees: Sees<'_>) -> Result<Value, Error> {
        let said = format!("The JSONata expression '{text}' specified for the field '{field}'");
        let parsed = self.expressions.get(text);
        let program = match parsed.as_ref() {
            Ok(program) => program,
            Err(message) => return Err(self.mistake(strand, &format!("{said} cannot be parsed: {message}"))),
        };
        let states = self.states(strand, program, sees);
        let scope = self.strands[strand].scope;
        let variables = program.reads().variables.keys();
        let known = variables.filter_map(|name| Some((name.as_str(), self.scopes.get(scope, name)?)));
        let surroundings = Surroundings { now: self.agenda.now(), chance: self.chance.state() };
        program.evaluate(known.chain([("states", &states)]), &surroundings).map_err(|failure| {
            self.mistake(
                strand,
                &match failure {
                    Failure::Undefined => format!("{said} returned nothing (undefined)."),
                    Failure::Function => format!("{said} returned an unsupported result type."),
                    Failure::Threw(message) => format!("{said} threw an error during evaluation. {message}"),
                },
            )
        })
    }

    /// `$states` as far as the expression reads it.
    fn states(&self, strand: usize, program: &Program, sees: Sees<'_>) -> Value {
        let reads = &program.reads().states;
        let mut states = Map::new();
        let mut put = |name: &str, value: Option<Value>| {
            if let Some(value) = value {
                states.insert(name.to_owned(), value);
            }
        };
        if reads.whole || reads.reads("input") {
            put("input", self.strands[strand].at.as_ref().map(|at| at.input.clone()));
        }
        if reads.whole || reads.reads("context") {
            put("context", Some(self.context(strand, sees.item)));
        }
        if reads.whole || reads.reads("result") {
            put("result", sees.result.cloned());
        }
        if reads.whole || reads.reads("errorOutput") {
            put("errorOutput", sees.error_output.cloned());
        }
        Value::Object(states)
    }
}
