//! `for`: a `Map`. A list runs inline and reads the variables around it; objects on S3 run as executions of their own,
//! which see nothing but what is handed to them.

use indexmap::IndexSet;
use serde_json::{Map as JsonMap, Value as Json, json};

use super::{Emitter, Scope};
use crate::ir::{For, Items, Node, Value};
use crate::target::asl::expression::{Names, local, template, variable, wrap};
use crate::target::asl::model::{
    Assign, Graph, ItemProcessor, ItemReader, Map, Pass, ProcessorConfig, State, Transition,
};

impl<'p> Emitter<'p> {
    /// Writes a `for` that goes on to `next`, or ends the scope.
    pub(super) fn each(&mut self, each: &'p For, next: Option<&str>, scope: &mut Scope) {
        let mut inner =
            Scope::new(scope.path.clone(), format!("{}/item/failed", each.item), format!("{}/item", each.item));
        inner.path.push(self.branches);
        self.branches += 1;

        let names = self.names(scope);
        let (item, handed) = match &each.items {
            Items::List(_) => (Json::String(wrap("$states.context.Map.Item.Value")), IndexSet::new()),
            Items::Objects { place, .. } => {
                let key = Value::Jsonata("$states.context.Map.Item.Value.Key".into());
                let (bucket, _) = bucket_and_prefix(place);
                let uri = Value::concat([Value::text("s3://"), bucket, Value::text("/"), key]);
                (template(&uri, &names), self.read_inside(each, &names))
            }
        };
        let mut selector = JsonMap::new();
        let mut assign = Assign::new();
        let index = local(&each.item, "index");
        let own = [(variable(&each.item), item), (index, Json::String(wrap("$states.context.Map.Item.Index")))];
        let handed = handed.into_iter().map(|name| (name.clone(), Json::String(wrap(&format!("${name}")))));
        for (name, value) in own.into_iter().chain(handed) {
            assign.insert(name.clone(), Json::String(wrap(&format!("$states.input.{name}"))));
            selector.insert(name, value);
        }
        let first = Pass {
            comment: Some("Takes one item.".to_owned()),
            assign,
            output: None,
            transition: Transition::Next(self.first_state(&each.body)),
        };
        let start = item_state(each);
        inner.states.insert(start.clone(), State::Pass(first));
        self.sequence(&each.body, None, &mut inner);
        self.finish(&mut inner);

        let graph = Graph { start_at: start, states: std::mem::take(&mut inner.states) };
        let names = self.names(scope);
        let mut map = Map {
            comment: each.doc.clone(),
            label: None,
            items: None,
            item_reader: None,
            item_selector: Some(Json::Object(selector)),
            item_batcher: None,
            max_concurrency: Some(each.concurrency),
            tolerated_failure_percentage: None,
            tolerated_failure_count: None,
            item_processor: ItemProcessor { processor_config: None, graph },
            result_writer: None,
            assign: Assign::new(),
            output: Some(json!({})),
            retry: Vec::new(),
            catch: Vec::new(),
            transition: Transition::to(next),
        };
        match &each.items {
            Items::List(items) => map.items = Some(template(items, &names)),
            Items::Objects { place, tolerate, results } => {
                let (bucket, prefix) = bucket_and_prefix(place);
                let partition = &self.pipeline.partition;
                map.item_processor.processor_config = Some(ProcessorConfig {
                    mode: "DISTRIBUTED".to_owned(),
                    execution_type: Some("STANDARD".to_owned()),
                });
                map.item_reader = Some(ItemReader {
                    resource: format!("arn:{partition}:states:::s3:listObjectsV2"),
                    reader_config: None,
                    arguments: json!({ "Bucket": template(&bucket, &names), "Prefix": template(&prefix, &names) }),
                });
                map.result_writer = Some(json!({
                    "Resource": format!("arn:{partition}:states:::s3:putObject"),
                    "Arguments": { "Bucket": template(&results.0, &names), "Prefix": template(&results.1, &names) },
                }));
                map.tolerated_failure_percentage = (*tolerate > 0.0).then(|| crate::base::json::number(*tolerate));
            }
        }
        let name = format!("{}/for", each.item);
        if next.is_none() && scope.is_branch() {
            let mut output = JsonMap::new();
            self.export(scope, &mut output);
            map.output = Some(Json::Object(output));
        }
        map.catch.push(self.catcher(scope, &each.item));
        if let Some(most) = each.most {
            self.rounds.insert(name.clone(), most);
        }
        self.spans.insert(name.clone(), each.span);
        self.spans.insert(item_state(each), each.span);
        scope.states.insert(name, State::Map(Box::new(map)));
    }

    /// Variables of the outside that the body reads.
    fn read_inside(&self, each: &For, names: &dyn Names) -> IndexSet<String> {
        let mut found = IndexSet::from(["run".to_owned()]);
        let mut inside: Vec<&str> = vec![each.item.as_str()];
        let mut values = Vec::new();
        collect(self.pipeline, &each.body, &mut inside, &mut values);
        for value in values {
            value.each(&mut |value| match value {
                Value::Param(name) if !inside.contains(&name.as_str()) => {
                    found.insert(variable(name));
                }
                Value::Output(stage, _) if !inside.contains(&stage.as_str()) => {
                    found.insert(names.stage(stage));
                }
                // The number of an item of another `for` around, which names of jobs have in them.
                Value::Local(owner, name) if !inside.contains(&owner.as_str()) => {
                    found.insert(local(owner, name));
                }
                _ => {}
            });
        }
        found
    }
}

/// Every value evaluated inside nodes, and the names that belong to them.
fn collect<'p>(
    pipeline: &'p crate::ir::Pipeline,
    nodes: &'p [Node],
    inside: &mut Vec<&'p str>,
    values: &mut Vec<&'p Value>,
) {
    for node in nodes {
        match node {
            Node::Stage(name) => {
                inside.push(name);
                let steps = pipeline.stages.get(name).into_iter().flat_map(|stage| &stage.steps);
                values.extend(steps.flat_map(|step| step.action.values()));
            }
            Node::For(each) => inside.push(&each.item),
            Node::When(_) | Node::Parallel(_) => {}
        }
        values.extend(node.value());
        for body in node.bodies() {
            collect(pipeline, body, inside, values);
        }
    }
}

/// Bucket and key prefix of an `s3://` value.
fn bucket_and_prefix(place: &Value) -> (Value, Value) {
    let parts = match place {
        Value::Concat(parts) => parts.clone(),
        other => vec![other.clone()],
    };
    if let Some(Value::Json(Json::String(first))) = parts.first()
        && let Some((bucket, key)) = first.strip_prefix("s3://").and_then(|rest| rest.split_once('/'))
    {
        let rest = parts.iter().skip(1).cloned();
        return (Value::text(bucket), Value::concat([Value::text(key)].into_iter().chain(rest)));
    }
    let bare = Value::Function("substringAfter", vec![place.clone(), Value::text("s3://")]);
    let part = |function| Value::Function(function, vec![bare.clone(), Value::text("/")]);
    (part("substringBefore"), part("substringAfter"))
}

fn item_state(each: &For) -> String {
    format!("{}/item", each.item)
}
