//! `feature_group`: looked for, created where it is missing, and waited for.

use super::calls::{call, step, to, with_raw};
use super::poll::Poll;
use crate::check::program::Block;
use crate::check::value::{Value as Checked, ValueKind};
use crate::ir::{Action, Catch, Next, Rule, Step, Value};
use crate::lower::context::Context;
use crate::lower::params::constant;
use crate::vocab::units;

const DEFAULT_TIMEOUT: u64 = 1_800;
const DEFAULT_POLL: u64 = 15;

/// The calls and the bounded wait.
pub fn steps(cx: &Context, block: &Block) -> Vec<Step> {
    let stage = &block.name.text;
    let group = block.text("name").unwrap_or_default();
    let look = || Value::object([("FeatureGroupName", Some(Value::text(&group)))]);
    let started = || vec![("round", Value::number(0))];

    let mut find = call(cx, block, "aws-sdk:sagemaker:describeFeatureGroup", look());
    // That there is none yet is no failure to be tried again.
    find.retry.retain(|retry| !retry.errors.contains(&"States.TaskFailed"));
    find.catch = vec![Catch {
        errors: vec!["SageMaker.ResourceNotFoundException"],
        outputs: Vec::new(),
        locals: Vec::new(),
        next: to(""),
    }];
    find.locals = started();
    find.next = to("same");

    let request = with_raw(cx, block, request(cx, block, &group));
    let mut create = call(cx, block, "aws-sdk:sagemaker:createFeatureGroup", request);
    create.locals = started();
    create.next = to("wait");

    let timeout = block.seconds("timeout").unwrap_or(DEFAULT_TIMEOUT);
    let input = |member: &str| Value::Input(member.to_owned());
    let is = |status: &str| Value::binary("=", input("FeatureGroupStatus"), Value::text(status));
    let reason = Value::If(
        Box::new(Value::Function("exists", vec![input("FailureReason")])),
        Box::new(input("FailureReason")),
        Box::new(Value::concat([Value::text(format!("the feature group {group} is ")), input("FeatureGroupStatus")])),
    );
    let poll = Poll {
        stage,
        seconds: block.seconds("poll").unwrap_or(DEFAULT_POLL).max(1),
        timeout,
        describe: call(cx, block, "aws-sdk:sagemaker:describeFeatureGroup", look()),
        rules: vec![
            Rule { condition: is("Created"), next: to("found") },
            Rule { condition: Value::Function("not", vec![is("Creating")]), next: Next::Fail(reason) },
        ],
        late: format!("the feature group {group} was not created after {}", units::duration(timeout)),
    };

    // What the loop last saw is gone when it ends, so the group is asked once more for what is kept.
    let mut found = call(cx, block, "aws-sdk:sagemaker:describeFeatureGroup", look());
    found.outputs = outputs();
    let mut steps =
        vec![step("find", find), Step { suffix: "same".into(), action: same(block, &group) }, step("", create)];
    steps.extend(poll.steps());
    steps.push(step("found", found));
    steps
}

/// A group that is there already has to have the features that the file declares.
fn same(block: &Block, group: &str) -> Action {
    let wanted: Vec<String> =
        definitions(block).into_iter().map(|feature| format!("{}:{}", feature.name, feature.ty)).collect();
    let wanted = serde_json::Value::from(wanted);
    let there = "$states.input.FeatureDefinitions.(FeatureName & \":\" & FeatureType)";
    let lacking = format!("[$filter({wanted}, function($one) {{ $not($one in {there}) }})]");
    let cause = Value::concat([
        Value::text(format!("the feature group {group} exists and has no ")),
        Value::Jsonata(format!("$join({lacking}, \", \")")),
    ]);
    let differs = Rule { condition: Value::Jsonata(format!("$count({lacking}) > 0")), next: Next::Fail(cause) };
    Action::Choose { locals: Vec::new(), rules: vec![differs], default: to("check") }
}

fn outputs() -> Vec<(String, Value)> {
    // A group without an offline store has none of these.
    let kept = |member: &str| {
        let path = format!("OfflineStoreConfig.{member}");
        Value::If(
            Box::new(Value::Function("exists", vec![Value::Result(path.clone())])),
            Box::new(Value::Result(path)),
            Box::new(Value::text("")),
        )
    };
    vec![
        ("records".into(), kept("S3StorageConfig.ResolvedOutputS3Uri")),
        ("name".into(), Value::Result("FeatureGroupName".into())),
        ("table".into(), kept("DataCatalogConfig.TableName")),
        ("database".into(), kept("DataCatalogConfig.Database")),
    ]
}

/// A feature as the service spells it.
struct Definition {
    name: String,
    ty: &'static str,
    collection: Option<&'static str>,
    dimension: Option<Value>,
}

fn definitions(block: &Block) -> Vec<Definition> {
    let plain = |word: Option<String>| match word.as_deref() {
        Some("integral") => "Integral",
        Some("fractional") => "Fractional",
        _ => "String",
    };
    let features = block.get("features").into_iter().flat_map(Checked::entries);
    features
        .map(|(name, _, value)| {
            let (ty, collection) = match &value.kind {
                ValueKind::Call(form, _) if form == "vector" => ("Fractional", Some("Vector")),
                ValueKind::Call(form, _) => {
                    let of = plain(value.get("of").and_then(Checked::text));
                    (of, Some(if form == "set" { "Set" } else { "List" }))
                }
                _ => (plain(value.text()), None),
            };
            let dimension = value.get("dimension").map(|count| Value::Json(constant(count)));
            Definition { name: name.to_owned(), ty, collection, dimension }
        })
        .collect()
}

fn request(cx: &Context, block: &Block, group: &str) -> Value {
    let text = |field: &str| block.text(field).map(Value::text);
    let definition = |feature: Definition| {
        let vector = feature
            .dimension
            .map(|dimension| Value::object([("VectorConfig", Some(Value::object([("Dimension", Some(dimension))])))]));
        Value::object([
            ("FeatureName", Some(Value::text(feature.name))),
            ("FeatureType", Some(Value::text(feature.ty))),
            ("CollectionType", feature.collection.map(Value::text)),
            ("CollectionConfig", vector),
        ])
    };
    Value::object([
        ("FeatureGroupName", Some(Value::text(group))),
        ("RecordIdentifierFeatureName", text("record")),
        ("EventTimeFeatureName", text("event_time")),
        ("FeatureDefinitions", Some(Value::List(definitions(block).into_iter().map(definition).collect()))),
        ("OnlineStoreConfig", online(cx, block)),
        ("OfflineStoreConfig", offline(cx, block)),
        ("ThroughputConfig", throughput(block)),
        ("RoleArn", Some(cx.role())),
        ("Description", text("description")),
        ("Tags", cx.tags(block)),
    ])
}

/// The store's own key, else the pipeline's.
fn key(cx: &Context, store: Option<&Checked>) -> Option<Value> {
    store.and_then(|store| store.get("kms_key")).and_then(Checked::text).map(Value::text).or_else(|| cx.kms_key())
}

fn online(cx: &Context, block: &Block) -> Option<Value> {
    let store = block.get("online").filter(|store| store.kind != ValueKind::Bool(false))?;
    let storage = store.get("storage").and_then(Checked::text).map(|word| match word.as_str() {
        "in_memory" => Value::text("InMemory"),
        "standard_v2" => Value::text("Standard_V2"),
        _ => Value::text("Standard"),
    });
    let ttl = store.get("ttl").and_then(Checked::seconds).map(|seconds| {
        let (unit, value) = match seconds {
            s if s % 86_400 == 0 => ("Days", s / 86_400),
            s if s % 3_600 == 0 => ("Hours", s / 3_600),
            s if s % 60 == 0 => ("Minutes", s / 60),
            s => ("Seconds", s),
        };
        Value::object([("Unit", Some(Value::text(unit))), ("Value", Some(Value::number(value)))])
    });
    let security = key(cx, Some(store)).map(|key| Value::object([("KmsKeyId", Some(key))]));
    Some(Value::object([
        ("SecurityConfig", security),
        ("EnableOnlineStore", Some(Value::from(true))),
        ("TtlDuration", ttl),
        ("StorageType", storage),
    ]))
}

fn offline(cx: &Context, block: &Block) -> Option<Value> {
    let store = block.get("offline");
    if store.is_some_and(|store| store.kind == ValueKind::Bool(false)) {
        return None;
    }
    let field = |name: &str| store.and_then(|store| store.get(name));
    let text = |name: &str| field(name).and_then(Checked::text).map(Value::text);
    let place = field("place").map_or_else(|| cx.artifact([Value::text("features")]), |place| cx.value(place));
    let s3 = Value::object([("S3Uri", Some(place)), ("KmsKeyId", key(cx, store))]);
    let catalog = text("table").map(|table| {
        Value::object([
            ("TableName", Some(table)),
            ("Catalog", Some(Value::text("AwsDataCatalog"))),
            ("Database", text("database")),
        ])
    });
    let format = field("table_format").and_then(Checked::text).map(|word| match word.as_str() {
        "iceberg" => Value::text("Iceberg"),
        _ => Value::text("Glue"),
    });
    let create = field("create_table").map(|create| create.kind != ValueKind::Bool(false));
    Some(Value::object([
        ("S3StorageConfig", Some(s3)),
        ("DisableGlueTableCreation", create.map(|create| Value::from(!create))),
        ("DataCatalogConfig", catalog),
        ("TableFormat", format),
    ]))
}

fn throughput(block: &Block) -> Option<Value> {
    let throughput = block.get("throughput")?;
    let units = |field: &str| throughput.get(field).map(|units| Value::Json(constant(units)));
    Some(Value::object([
        ("ThroughputMode", Some(Value::text("Provisioned"))),
        ("ProvisionedReadCapacityUnits", units("read")),
        ("ProvisionedWriteCapacityUnits", units("write")),
    ]))
}
