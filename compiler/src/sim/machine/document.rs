//! The document, read as far as running it needs. Whether Step Functions would take it is `target::asl::verify`'s work.

use indexmap::IndexMap;
use serde::{Deserialize, Deserializer};
use serde_json::Value;

/// States and the first of them.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Graph {
    pub start_at: String,
    pub states: IndexMap<String, State>,
    pub timeout_seconds: Option<u64>,
    #[serde(default)]
    pub processor_config: Config,
}

/// How the iterations of a Map run.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Config {
    #[serde(default)]
    pub mode: String,
}

/// The eight types.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub(super) enum Kind {
    Task,
    Parallel,
    Map,
    Choice,
    Wait,
    Pass,
    Succeed,
    Fail,
}

/// A state of any type; which fields a type has is checked before.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct State {
    #[serde(rename = "Type")]
    pub kind: Kind,
    pub next: Option<String>,
    #[serde(default)]
    pub assign: IndexMap<String, Value>,
    #[serde(default, deserialize_with = "given")]
    pub output: Option<Value>,
    #[serde(default, deserialize_with = "given")]
    pub arguments: Option<Value>,
    #[serde(default)]
    pub resource: String,
    #[serde(default)]
    pub retry: Vec<Retrier>,
    #[serde(default)]
    pub catch: Vec<Rule>,
    pub timeout_seconds: Option<Value>,
    pub heartbeat_seconds: Option<Value>,
    #[serde(default)]
    pub branches: Vec<Graph>,
    pub item_processor: Option<Box<Graph>>,
    pub items: Option<Value>,
    pub item_selector: Option<Value>,
    pub item_reader: Option<Reader>,
    pub item_batcher: Option<Batcher>,
    pub result_writer: Option<Reader>,
    pub max_concurrency: Option<Value>,
    pub tolerated_failure_count: Option<Value>,
    pub tolerated_failure_percentage: Option<Value>,
    #[serde(default)]
    pub choices: Vec<Rule>,
    pub default: Option<String>,
    pub seconds: Option<Value>,
    pub timestamp: Option<Value>,
    pub error: Option<Value>,
    pub cause: Option<Value>,
}

/// A rule of a Choice, or a catcher.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Rule {
    #[serde(default)]
    pub condition: Value,
    #[serde(default)]
    pub error_equals: Vec<String>,
    #[serde(default)]
    pub assign: IndexMap<String, Value>,
    #[serde(default, deserialize_with = "given")]
    pub output: Option<Value>,
    pub next: String,
}

/// When to try again.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Retrier {
    pub error_equals: Vec<String>,
    #[serde(default = "one")]
    pub interval_seconds: f64,
    #[serde(default = "three")]
    pub max_attempts: u64,
    #[serde(default = "two")]
    pub backoff_rate: f64,
    pub max_delay_seconds: Option<f64>,
    #[serde(default)]
    pub jitter_strategy: String,
}

/// Where the items of a distributed Map come from, or its results go to.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Reader {
    #[serde(default)]
    pub resource: String,
    #[serde(default, deserialize_with = "given")]
    pub arguments: Option<Value>,
    #[serde(default)]
    pub reader_config: ReaderConfig,
}

/// How items are read.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct ReaderConfig {
    #[serde(default)]
    pub input_type: String,
    #[serde(default, rename = "CSVHeaderLocation")]
    pub csv_header_location: String,
    #[serde(default, rename = "CSVHeaders")]
    pub csv_headers: Vec<String>,
    #[serde(default, rename = "CSVDelimiter")]
    pub csv_delimiter: String,
    pub max_items: Option<Value>,
}

/// How items are put together.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Batcher {
    pub max_items_per_batch: Option<Value>,
    pub max_input_bytes_per_batch: Option<Value>,
    pub batch_input: Option<Value>,
}

impl Kind {
    /// As events and documents spell it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Task => "Task",
            Self::Parallel => "Parallel",
            Self::Map => "Map",
            Self::Choice => "Choice",
            Self::Wait => "Wait",
            Self::Pass => "Pass",
            Self::Succeed => "Succeed",
            Self::Fail => "Fail",
        }
    }
}

impl Graph {
    /// Whether every iteration is an execution of its own.
    pub fn is_distributed(&self) -> bool {
        self.processor_config.mode == "DISTRIBUTED"
    }
}

/// A value that may be null, unlike one that is not there.
fn given<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Value>, D::Error> {
    Value::deserialize(from).map(Some)
}

fn one() -> f64 {
    1.0
}

fn three() -> u64 {
    3
}

fn two() -> f64 {
    2.0
}

/// Fields of every state, then of each type. Source: the Amazon States Language specification, JSONata states.
const FIELDS: &[(&str, &str)] = &[
    ("", "Type Comment QueryLanguage"),
    ("Task", "Next End Assign Output Arguments Resource Retry Catch TimeoutSeconds HeartbeatSeconds Credentials"),
    ("Parallel", "Next End Assign Output Arguments Retry Catch Branches"),
    (
        "Map",
        "Next End Assign Output Retry Catch Items ItemSelector ItemReader ItemBatcher ItemProcessor ResultWriter \
         MaxConcurrency ToleratedFailureCount ToleratedFailurePercentage Label",
    ),
    ("Choice", "Assign Output Choices Default"),
    ("Wait", "Next End Assign Output Seconds Timestamp"),
    ("Pass", "Next End Assign Output"),
    ("Succeed", "Output"),
    ("Fail", "Error Cause"),
];

/// The document as a graph, or everything that keeps it from being run.
pub(super) fn read(document: &Value) -> Result<Graph, Vec<String>> {
    let mut problems = Vec::new();
    let is_jsonata = |value: &Value| value.get("QueryLanguage").is_none_or(|language| language == "JSONata");
    if document.get("QueryLanguage").is_none() || !is_jsonata(document) {
        problems.push("JSONPath is not simulated: the document's `QueryLanguage` has to be `JSONata`".to_owned());
        return Err(problems);
    }
    check(document, "the machine", &mut Vec::new(), &mut problems);
    if !problems.is_empty() {
        return Err(problems);
    }
    Graph::deserialize(document).map_err(|error| vec![format!("the document cannot be read: {error}")])
}

/// Checks a graph and those inside; `outer` are the variables of the graphs around it.
fn check(graph: &Value, place: &str, outer: &mut Vec<String>, problems: &mut Vec<String>) {
    let Some(states) = graph.get("States").and_then(Value::as_object) else {
        problems.push(format!("{place} has no `States`"));
        return;
    };
    let mut reach = |from: &str, to: Option<&Value>| {
        let known = to.and_then(Value::as_str).is_some_and(|name| states.contains_key(name));
        if !known {
            problems.push(format!("{from} leads to {}, which is no state there", to.unwrap_or(&Value::Null)));
        }
    };
    reach(&format!("`StartAt` of {place}"), graph.get("StartAt"));
    for (name, state) in states {
        for field in ["Next", "Default"] {
            if state.get(field).is_some() {
                reach(&format!("`{field}` of `{name}`"), state.get(field));
            }
        }
        for rule in ["Choices", "Catch"].iter().filter_map(|list| state.get(list)?.as_array()).flatten() {
            reach(&format!("a rule of `{name}`"), rule.get("Next"));
        }
    }
    let own: Vec<String> = states.values().flat_map(assigned).collect();
    for name in own.iter().filter(|name| outer.contains(name)) {
        problems.push(format!("{place} assigns `{name}`, a variable of a scope around it"));
    }
    let before = outer.len();
    outer.extend(own);
    for (name, state) in states {
        fields(name, state, problems);
        let bodies = state.get("Branches").and_then(Value::as_array).into_iter().flatten();
        for (index, body) in bodies.enumerate() {
            check(body, &format!("branch {index} of `{name}`"), outer, problems);
        }
        if let Some(body) = state.get("ItemProcessor") {
            // An item of a distributed Map is an execution of its own, which sees nothing of the scopes around it.
            let apart = body.pointer("/ProcessorConfig/Mode").is_some_and(|mode| mode == "DISTRIBUTED");
            let mut nothing = Vec::new();
            check(body, &format!("the body of `{name}`"), if apart { &mut nothing } else { outer }, problems);
        }
    }
    outer.truncate(before);
}

fn assigned(state: &Value) -> Vec<String> {
    let rules = ["Choices", "Catch"].iter().filter_map(|list| state.get(list)?.as_array()).flatten();
    let all = std::iter::once(state).chain(rules).filter_map(|holder| holder.get("Assign")?.as_object());
    all.flat_map(|assign| assign.keys().cloned()).collect()
}

fn fields(name: &str, state: &Value, problems: &mut Vec<String>) {
    let kind = state.get("Type").and_then(Value::as_str).unwrap_or("");
    let known = |of: &str| FIELDS.iter().find(|(kind, _)| *kind == of).map_or("", |(_, fields)| fields);
    if kind.is_empty() || known(kind).is_empty() {
        problems.push(format!("`{name}` has no `Type` that there is"));
        return;
    }
    if state.get("QueryLanguage").is_some_and(|language| language != "JSONata") {
        problems.push(format!("JSONPath is not simulated: state `{name}`"));
    }
    let all: Vec<&str> = known("").split(' ').chain(known(kind).split_whitespace()).collect();
    for field in state.as_object().into_iter().flat_map(|state| state.keys()) {
        if !all.contains(&field.as_str()) {
            problems.push(format!("`{name}`: a {kind} has no field `{field}`"));
        }
    }
    let ends = state.get("End") == Some(&Value::Bool(true));
    if !matches!(kind, "Choice" | "Succeed" | "Fail") && ends == state.get("Next").is_some() {
        problems.push(format!("`{name}` needs either `Next` or `End`"));
    }
    if kind == "Map" && state.get("ItemProcessor").is_none() {
        problems.push(format!("`{name}` has no `ItemProcessor`"));
    }
}
