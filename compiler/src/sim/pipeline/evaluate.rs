//! Values, evaluated where they stand: no text of an expression is made of them. Only what is written in JSONata already,
//! and JSONata's own functions and operators, are left to its evaluator.

use std::cell::RefCell;
use std::rc::Rc;

use indexmap::IndexMap;
use serde_json::{Map, Value as Json};

use super::run::Runner;
use super::stage::Error;
use crate::ir::Value;
use crate::target::asl::jsonata::{Failure, Program, Surroundings};

/// What a value sees besides parameters, outputs and items.
#[derive(Clone, Copy, Default)]
pub(super) struct Sees<'v> {
    pub scope: usize,
    pub context: Option<&'v Json>,
    pub result: Option<&'v Json>,
    pub input: Option<&'v Json>,
    pub error: Option<&'v Json>,
}

/// Names bound around a value; none where a name is bound to nothing.
type Bound = Vec<(&'static str, Option<Json>)>;

/// Expressions that were parsed before.
pub(super) type Expressions = RefCell<IndexMap<String, Rc<Result<Program, String>>>>;

impl Runner<'_> {
    /// A value that has to be there, with everything in it.
    pub(super) fn whole(&self, value: &Value, sees: Sees<'_>) -> Result<Json, Error> {
        match value {
            Value::Json(constant) => Ok(constant.clone()),
            Value::List(items) => items.iter().map(|item| self.whole(item, sees)).collect(),
            Value::Object(entries) => {
                let entry = |(key, value): &(String, Value)| Ok((key.clone(), self.whole(value, sees)?));
                entries.iter().map(entry).collect::<Result<Map<_, _>, Error>>().map(Json::Object)
            }
            other => self.value(other, &Bound::new(), sees)?.ok_or_else(|| Error::evaluation("returned nothing")),
        }
    }

    /// A condition.
    pub(super) fn holds(&self, condition: &Value, sees: Sees<'_>) -> Result<bool, Error> {
        match self.value(condition, &Bound::new(), sees)? {
            Some(Json::Bool(flag)) => Ok(flag),
            other => Err(Error::evaluation(&format!("a condition gave {other:?}"))),
        }
    }

    /// A value, or nothing where it is of something that is not there.
    fn value(&self, value: &Value, bound: &Bound, sees: Sees<'_>) -> Result<Option<Json>, Error> {
        let inner = |value: &Value| self.value(value, bound, sees);
        Ok(match value {
            Value::Json(constant) => Some(constant.clone()),
            Value::List(items) => {
                let mut list = Vec::new();
                for item in items {
                    match (item, inner(item)?) {
                        // JSONata's brackets take the members of a list that something gives.
                        (item, Some(Json::Array(members))) if !matches!(item, Value::List(_)) => list.extend(members),
                        (_, Some(member)) => list.push(member),
                        (_, None) => {}
                    }
                }
                Some(Json::Array(list))
            }
            Value::Object(entries) => {
                let mut object = Map::new();
                for (key, value) in entries {
                    if let Some(value) = inner(value)? {
                        object.insert(key.clone(), value);
                    }
                }
                Some(Json::Object(object))
            }
            Value::Param(name) => self.named(sees.scope, name),
            Value::Output(stage, field) => self.output(sees.scope, stage).and_then(|kept| kept.get(field)).cloned(),
            Value::Local(stage, name) => self.local(sees.scope, stage, name),
            Value::Run => Some(Json::String(self.name.clone())),
            // What is wrong has ended the run before.
            Value::WrongInput => Some(Json::Bool(false)),
            Value::Context(path) => {
                let members = path.split('.');
                members.fold(sees.context, |at, member| at.and_then(|at| at.get(member))).cloned()
            }
            Value::Result(path) => self.below(sees.result, path)?,
            Value::Input(path) => self.below(sees.input, path)?,
            Value::Error => sees.error.cloned(),
            Value::Concat(parts) => {
                let mut text = String::new();
                for part in parts {
                    match inner(part)? {
                        Some(Json::String(part)) => text.push_str(&part),
                        Some(other) => {
                            let written = self.jsonata("$string($a)", &[("a", &other)])?;
                            text.push_str(written.as_ref().and_then(Json::as_str).unwrap_or_default());
                        }
                        None => {}
                    }
                }
                Some(Json::String(text))
            }
            Value::Function(name, arguments) => {
                let mut known = Vec::new();
                let mut written = Vec::new();
                for (index, argument) in arguments.iter().enumerate() {
                    match argument {
                        // A pattern is no value, so it stands in the call itself.
                        Value::Jsonata(text) if text.starts_with('/') => written.push(text.clone()),
                        argument => {
                            let name = format!("a{index}");
                            written.push(format!("${name}"));
                            known.extend(inner(argument)?.map(|value| (name, value)));
                        }
                    }
                }
                let known: Vec<(&str, &Json)> = known.iter().map(|(name, value)| (name.as_str(), value)).collect();
                self.jsonata(&format!("${name}({})", written.join(", ")), &known)?
            }
            Value::Binary(op @ ("and" | "or"), left, right) => {
                let left = self.is_true(inner(left)?)?;
                let decided = left == (*op == "or");
                Some(Json::Bool(if decided { left } else { self.is_true(inner(right)?)? }))
            }
            Value::Binary(op, left, right) => {
                let (left, right) = (inner(left)?, inner(right)?);
                let known = [("l", &left), ("r", &right)];
                let known = known.into_iter().filter_map(|(name, value)| Some((name, value.as_ref()?)));
                self.jsonata(&format!("$l {op} $r"), &known.collect::<Vec<_>>())?
            }
            Value::If(condition, then, otherwise) => {
                let decided = if self.is_true(inner(condition)?)? { then } else { otherwise };
                inner(decided)?
            }
            Value::Path(base, path) => self.below(inner(base)?.as_ref(), path)?,
            Value::Let(names, value) => {
                let mut bound = bound.clone();
                for (name, value) in names {
                    let value = self.value(value, &bound, sees)?;
                    bound.push((name, value));
                }
                self.value(value, &bound, sees)?
            }
            Value::Jsonata(text) => {
                let members = [("input", sees.input), ("context", sees.context), ("result", sees.result)];
                let members = members.into_iter().chain([("errorOutput", sees.error)]);
                let states: Map<String, Json> =
                    members.filter_map(|(name, value)| Some((name.to_owned(), value?.clone()))).collect();
                let states = Json::Object(states);
                let known = bound.iter().filter_map(|(name, value)| Some((*name, value.as_ref()?)));
                self.jsonata(text, &known.chain([("states", &states)]).collect::<Vec<_>>())?
            }
        })
    }

    /// Whether JSONata takes a value for true.
    fn is_true(&self, value: Option<Json>) -> Result<bool, Error> {
        Ok(match value {
            Some(Json::Bool(flag)) => flag,
            None => false,
            Some(other) => self.jsonata("$boolean($a)", &[("a", &other)])? == Some(Json::Bool(true)),
        })
    }

    fn below(&self, value: Option<&Json>, path: &str) -> Result<Option<Json>, Error> {
        match value {
            None => Ok(None),
            Some(value) if path.is_empty() => Ok(Some(value.clone())),
            Some(value) => self.jsonata(&format!("$a.{path}"), &[("a", value)]),
        }
    }

    /// What an expression over these names gives.
    pub(super) fn jsonata(&self, text: &str, known: &[(&str, &Json)]) -> Result<Option<Json>, Error> {
        let parse = || Rc::new(Program::parse(text).map_err(|error| error.message));
        let program = Rc::clone(self.expressions.borrow_mut().entry(text.to_owned()).or_insert_with(parse));
        let program = program.as_ref().as_ref().map_err(|message| Error::evaluation(message))?;
        let surroundings = Surroundings { now: self.agenda.now(), chance: self.chance.state() };
        match program.evaluate(known.iter().copied(), &surroundings) {
            Ok(value) => Ok(Some(value)),
            Err(Failure::Undefined) => Ok(None),
            Err(Failure::Function) => Err(Error::evaluation("a function is no value")),
            Err(Failure::Threw(message)) => Err(Error::evaluation(&message)),
        }
    }
}
