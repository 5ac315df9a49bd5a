//! The shapes of requests and responses, read from `compiler/data/*-api.json` when first asked for.

use std::borrow::Cow;
use std::sync::OnceLock;

use indexmap::IndexMap;
use serde::Deserialize;

const SAGEMAKER: &str = include_str!("../../../../data/sagemaker-api.json");
const OTHERS: &str = include_str!("../../../../data/other-api.json");

/// What a value is on the wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// An object with named members.
    Structure,
    /// An array.
    List,
    /// An object with free keys.
    Map,
    /// Text.
    String,
    /// A whole number of 32 bits.
    Integer,
    /// A whole number of 64 bits.
    Long,
    /// A number.
    Float,
    /// A number.
    Double,
    /// True or false.
    Boolean,
    /// A point in time: seconds since 1970 or an ISO 8601 text.
    Timestamp,
    /// Bytes, as text.
    Blob,
}

/// A named type of a service model.
#[derive(Debug, Deserialize)]
pub struct Shape {
    /// What its values are.
    #[serde(rename = "t")]
    pub kind: Kind,
    /// Member name to type, in the model's order. A type `*` takes any JSON.
    #[serde(rename = "m", default, borrow)]
    members: IndexMap<&'static str, &'static str>,
    /// Members that a request must have.
    #[serde(rename = "req", default, borrow)]
    pub required: Vec<&'static str>,
    /// Members the provider calls deprecated.
    #[serde(rename = "dep", default, borrow)]
    pub deprecated: Vec<&'static str>,
    /// Whether exactly one member must be there.
    #[serde(default)]
    pub union: bool,
    #[serde(rename = "of", default, borrow)]
    element: Option<&'static str>,
    #[serde(rename = "k", default, borrow)]
    key: Option<&'static str>,
    #[serde(rename = "v", default, borrow)]
    value: Option<&'static str>,
    /// Least length in characters, count of entries or value.
    #[serde(default)]
    pub min: Option<f64>,
    /// Greatest length in characters, count of entries or value.
    #[serde(default)]
    pub max: Option<f64>,
    /// Regular expression that the whole text must match, as the provider published it.
    #[serde(rename = "pat", default, borrow)]
    pub pattern: Option<Cow<'static, str>>,
    /// The values that the provider lists.
    #[serde(rename = "enum", default, borrow)]
    pub values: Vec<&'static str>,
    /// The type's name in the service model.
    #[serde(skip)]
    pub name: &'static str,
    #[serde(skip)]
    others: bool,
}

/// A member of a structure.
#[derive(Debug, Clone, Copy)]
pub struct Member {
    /// Its name, with a capital as Step Functions wants it.
    pub name: &'static str,
    /// Its type; none where any JSON is taken.
    pub shape: Option<&'static Shape>,
    /// Whether a request must have it.
    pub required: bool,
}

impl Shape {
    /// All members in the order of the service model; empty for anything but a structure.
    pub fn members(&'static self) -> impl Iterator<Item = Member> {
        self.members.iter().map(|(name, target)| self.resolved(name, target))
    }

    /// The member called `name`, spelt exactly.
    pub fn member(&'static self, name: &str) -> Option<Member> {
        self.members.get_key_value(name).map(|(name, target)| self.resolved(name, target))
    }

    /// Where `name` stands among the members.
    pub fn position(&self, name: &str) -> Option<usize> {
        self.members.get_index_of(name)
    }

    /// The type of a list's elements.
    pub fn element(&self) -> Option<&'static Shape> {
        self.element.and_then(|name| self.find(name))
    }

    /// The type of a map's keys.
    pub fn key(&self) -> Option<&'static Shape> {
        self.key.and_then(|name| self.find(name))
    }

    /// The type of a map's values.
    pub fn value(&self) -> Option<&'static Shape> {
        self.value.and_then(|name| self.find(name))
    }

    fn resolved(&self, name: &'static str, target: &str) -> Member {
        Member { name, shape: self.find(target), required: self.required.contains(&name) }
    }

    fn find(&self, name: &str) -> Option<&'static Shape> {
        let table = if self.others { others() } else { sagemaker() };
        table.shapes.get(name)
    }
}

/// One action of a service.
#[derive(Debug, Deserialize)]
pub struct Operation {
    #[serde(rename = "in", default, borrow)]
    input: Option<&'static str>,
    #[serde(rename = "out", default, borrow)]
    output: Option<&'static str>,
    /// Error types of the service model, without the `Exception` that Step Functions adds.
    #[serde(rename = "err", default, borrow)]
    pub errors: Vec<&'static str>,
    /// Its name, such as `CreateTrainingJob`.
    #[serde(skip)]
    pub name: &'static str,
    #[serde(skip)]
    others: bool,
}

impl Operation {
    /// The type of the request.
    pub fn input(&self) -> Option<&'static Shape> {
        self.input.and_then(|name| self.find(name))
    }

    /// The type of the response; none for an action that answers nothing.
    pub fn output(&self) -> Option<&'static Shape> {
        self.output.and_then(|name| self.find(name))
    }

    fn find(&self, name: &str) -> Option<&'static Shape> {
        let table = if self.others { others() } else { sagemaker() };
        table.shapes.get(name)
    }
}

#[derive(Default, Deserialize)]
struct Table {
    #[serde(borrow)]
    operations: IndexMap<&'static str, Operation>,
    #[serde(borrow)]
    shapes: IndexMap<&'static str, Shape>,
}

impl Table {
    /// A damaged table reads as empty; the tests of this room fail on that.
    fn read(text: &'static str, others: bool) -> Self {
        let mut table: Self = serde_json::from_str(text).unwrap_or_default();
        for (name, shape) in &mut table.shapes {
            (shape.name, shape.others) = (bare(name), others);
        }
        for (name, operation) in &mut table.operations {
            (operation.name, operation.others) = (bare(name), others);
        }
        table
    }
}

/// `Publish` of `sns:Publish`.
fn bare(name: &'static str) -> &'static str {
    name.split_once(':').map_or(name, |(_, rest)| rest)
}

fn sagemaker() -> &'static Table {
    static TABLE: OnceLock<Table> = OnceLock::new();
    TABLE.get_or_init(|| Table::read(SAGEMAKER, false))
}

fn others() -> &'static Table {
    static TABLE: OnceLock<Table> = OnceLock::new();
    TABLE.get_or_init(|| Table::read(OTHERS, true))
}

/// The name under which the tables hold a service; Step Functions has two names for some.
fn table_name(service: &str) -> &str {
    match service {
        "events" => "eventbridge",
        "states" => "sfn",
        other => other,
    }
}

/// The action of a service, as Step Functions spells them: `operation("sagemaker", "createTrainingJob")`.
/// The action's first letter may be either case. None where the embedded tables don't have it.
pub fn operation(service: &str, action: &str) -> Option<&'static Operation> {
    let mut letters = action.chars();
    let name: String = letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect();
    match table_name(service) {
        "sagemaker" => sagemaker().operations.get(name.as_str()),
        other => others().operations.get(format!("{other}:{name}").as_str()),
    }
}

/// The names of all actions of a service that the embedded tables have, for suggestions.
pub fn operations(service: &str) -> Vec<&'static str> {
    let service = table_name(service);
    if service == "sagemaker" {
        return sagemaker().operations.keys().copied().collect();
    }
    let names = others().operations.keys();
    names.filter_map(|name| name.split_once(':')).filter(|(of, _)| *of == service).map(|(_, name)| name).collect()
}

/// Whether the embedded tables have any action of this service.
pub fn is_service_known(service: &str) -> bool {
    !operations(service).is_empty()
}
