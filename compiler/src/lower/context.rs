//! What every stage needs while it is lowered: the pipeline's defaults, names, places.

use indexmap::IndexMap;

use crate::check::program::{Block, Node, Program};
use crate::check::value::{Part, SECRET_KEY, Value as Checked, ValueKind, secret_key};
use crate::ir::Value;
use crate::vocab::kinds::common::SHORT_RUN;

/// The program, with what its `pipeline` block says.
pub(super) struct Context<'p> {
    pub program: &'p Program,
    pub region: String,
    /// Bucket of `artifacts`, and key prefix without a slash at its end (empty for none).
    pub bucket: Value,
    pub prefix: Value,
    /// The `for`s around a stage, outermost first, by their items.
    loops: IndexMap<&'p str, Vec<String>>,
}

impl<'p> Context<'p> {
    pub fn new(program: &'p Program) -> Self {
        let mut cx = Self {
            program,
            region: program.pipeline.text("region").unwrap_or_default(),
            bucket: Value::text(""),
            prefix: Value::text(""),
            loops: IndexMap::new(),
        };
        loops(&program.body, &mut Vec::new(), &mut cx.loops);
        if let Some(artifacts) = program.pipeline.get("artifacts") {
            (cx.bucket, cx.prefix) = cx.bucket_and_prefix(artifacts);
        }
        cx
    }

    /// Bucket and key prefix of a place on S3, without slashes at their ends.
    pub fn bucket_and_prefix(&self, place: &Checked) -> (Value, Value) {
        let Some(ValueKind::Text(parts)) = place.get("uri").map(|uri| &uri.kind) else {
            return (self.value(place), Value::text(""));
        };
        let (mut bucket, mut prefix, mut inside) = (Vec::new(), Vec::new(), true);
        for part in parts {
            match part {
                Part::Plain(text) if inside => match text.split_once('/') {
                    Some((name, rest)) => {
                        bucket.push(Value::text(name));
                        prefix.push(Value::text(rest));
                        inside = false;
                    }
                    None => bucket.push(Value::text(text)),
                },
                Part::Plain(text) => prefix.push(Value::text(text)),
                Part::Value(value) if inside => bucket.push(self.value(value)),
                Part::Value(value) => prefix.push(self.value(value)),
            }
        }
        if let Some(Value::Json(serde_json::Value::String(last))) = prefix.last_mut() {
            last.truncate(last.trim_end_matches('/').len());
        }
        (Value::concat(bucket), Value::concat(prefix))
    }

    /// The key `path` below the artifacts prefix.
    pub fn key(&self, path: impl IntoIterator<Item = Value>) -> Value {
        let slash = if self.prefix == Value::text("") { "" } else { "/" };
        Value::concat([self.prefix.clone(), Value::text(slash)].into_iter().chain(path))
    }

    /// `s3://<artifacts>/<path>`
    pub fn artifact(&self, path: impl IntoIterator<Item = Value>) -> Value {
        Value::concat([Value::text("s3://"), self.bucket.clone(), Value::text("/"), self.key(path)])
    }

    /// The job role.
    pub fn role(&self) -> Value {
        self.program.pipeline.get("role").map_or_else(|| Value::text(""), |role| self.value(role))
    }

    /// A name that is legal for jobs, models and configurations, and unique per execution, redrive and retry:
    /// at most 24 characters of run, then the stage, in a `for` the item's number, then the two counts.
    pub fn job_name(&self, block: &Block) -> Value {
        self.numbered(self.stage_name(block))
    }

    /// The same where a stage starts several jobs: with a number of its own before the two counts.
    pub fn attempt_name(&self, block: &Block, attempt: Value) -> Value {
        self.numbered(Value::concat([self.stage_name(block), Value::text("-"), attempt]))
    }

    /// `<run>-<stage>`, in a `for` with the item's number: the same in all attempts of an execution.
    pub fn stage_name(&self, block: &Block) -> Value {
        let mut parts = vec![Value::Run, Value::text(format!("-{}", slug(&block.name.text)))];
        for each in self.loops.get(block.name.text.as_str()).into_iter().flatten() {
            parts.extend([Value::text("-"), Value::Local(each.clone(), "index")]);
        }
        Value::concat(parts)
    }

    fn numbered(&self, name: Value) -> Value {
        let (redrive, retry) = (Value::Context("Execution.RedriveCount"), Value::Context("State.RetryCount"));
        Value::concat([name, Value::text("-"), redrive, Value::text("-"), retry])
    }

    /// The same for tuning and AutoML jobs, whose names have at most 32 characters: run and items are a part of their
    /// hash. It, 15 characters of the stage and two counts of two digits fit, with their hyphens.
    pub fn short_job_name(&self, block: &Block) -> Value {
        let mut run = vec![Value::Run];
        for each in self.loops.get(block.name.text.as_str()).into_iter().flatten() {
            run.push(Value::text("-"));
            run.push(Value::Local(each.clone(), "index"));
        }
        let run = if run.len() == 1 { Value::Run } else { Value::concat(run) };
        let hash = Value::Function("hash", vec![run, Value::text("SHA-256")]);
        Value::concat([
            Value::Function("substring", vec![hash, Value::number(0), Value::number(SHORT_RUN)]),
            Value::text(format!("-{}-", slug(&block.name.text))),
            Value::Context("Execution.RedriveCount"),
            Value::text("-"),
            Value::Context("State.RetryCount"),
        ])
    }

    /// The pipeline's and the stage's tags, by key.
    pub fn tags(&self, block: &Block) -> Option<Value> {
        let mut tags: Vec<(String, Value)> = Vec::new();
        for owner in [&self.program.pipeline, block] {
            for (key, _, value) in owner.get("tags").into_iter().flat_map(Checked::entries) {
                let text = self.as_text(value);
                match tags.iter_mut().find(|(known, _)| known == key) {
                    Some((_, old)) => *old = text,
                    None => tags.push((key.to_owned(), text)),
                }
            }
        }
        tags.sort_by(|left, right| left.0.cmp(&right.0));
        let tag = |(key, value): (String, Value)| {
            Value::Object(vec![("Key".into(), Value::text(key)), ("Value".into(), value)])
        };
        (!tags.is_empty()).then(|| Value::List(tags.into_iter().map(tag).collect()))
    }

    /// A record as an object of texts, by key; none where it is absent or empty.
    pub fn texts(&self, record: Option<&Checked>) -> Option<Value> {
        let mut entries: Vec<(String, Value)> = Vec::new();
        for (name, _, value) in record?.entries() {
            entries.push((name.to_owned(), self.as_text(value)));
            if let Some(key) = secret_key(value) {
                entries.push((format!("{name}{SECRET_KEY}"), self.as_text(key)));
            }
        }
        entries.sort_by(|left, right| left.0.cmp(&right.0));
        (!entries.is_empty()).then_some(Value::Object(entries))
    }

    /// A list as texts; none where it is absent or empty.
    pub fn list(&self, list: Option<&Checked>) -> Option<Value> {
        let items: Vec<Value> = list?.items().iter().map(|item| self.as_text(item)).collect();
        (!items.is_empty()).then_some(Value::List(items))
    }

    /// A flag of the stage, or the pipeline's.
    pub fn flag(&self, block: &Block, field: &str) -> Option<bool> {
        block.flag(field).or_else(|| self.program.pipeline.flag(field)).filter(|on| *on)
    }

    /// `EnableInterContainerTrafficEncryption`, where it is wanted.
    pub fn encrypts(&self, block: &Block) -> Option<Value> {
        self.flag(block, "encrypt_traffic").map(Value::from)
    }

    /// `VpcConfig`
    pub fn vpc(&self) -> Option<Value> {
        let vpc = self.program.pipeline.get("vpc")?;
        Some(Value::object([
            ("SecurityGroupIds", self.list(vpc.get("security_groups"))),
            ("Subnets", self.list(vpc.get("subnets"))),
        ]))
    }

    /// `NetworkConfig` of a processing job.
    pub fn network(&self, block: &Block) -> Option<Value> {
        let isolated = self.flag(block, "network_isolation");
        let (encrypted, vpc) = (self.encrypts(block), self.vpc());
        (isolated.is_some() || encrypted.is_some() || vpc.is_some()).then(|| {
            Value::object([
                ("EnableInterContainerTrafficEncryption", encrypted),
                ("EnableNetworkIsolation", isolated.map(Value::from)),
                ("VpcConfig", vpc),
            ])
        })
    }

    /// The key that encrypts volumes and outputs.
    pub fn kms_key(&self) -> Option<Value> {
        self.program.pipeline.text("kms_key").map(Value::text)
    }
}

/// A name with what job names may have: lower case, hyphens for underscores.
pub(super) fn slug(name: &str) -> String {
    name.to_lowercase().replace('_', "-")
}

/// Whole GiB of a size field.
pub(super) fn gib(block: &Block, field: &str, default: u64) -> Value {
    let bytes = match block.get(field).map(|value| &value.kind) {
        Some(ValueKind::Size(bytes)) => *bytes,
        _ => return Value::number(default),
    };
    Value::number(bytes.div_ceil(1 << 30))
}

fn loops<'p>(nodes: &'p [Node], around: &mut Vec<String>, found: &mut IndexMap<&'p str, Vec<String>>) {
    for node in nodes {
        match node {
            Node::Stage(name) => {
                found.insert(name, around.clone());
            }
            Node::When(when) => {
                loops(&when.then, around, found);
                loops(&when.otherwise, around, found);
            }
            Node::For(each) => {
                around.push(each.item.clone());
                loops(&each.body, around, found);
                around.pop();
            }
        }
    }
}
