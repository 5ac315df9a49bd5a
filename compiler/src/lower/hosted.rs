//! Algorithms that JumpStart hosts: the script and the artifact that a job is given beside its data, as the SageMaker
//! Python SDK gives them to an isolated job (`sagemaker` 2.257.7, `estimator.py` and `job.py`).

use super::context::Context;
use crate::check::program::Block;
use crate::check::value::{Value as Checked, ValueKind};
use crate::ir::Value;
use crate::vocab::facts::algorithms::{self, Algorithm};
use crate::vocab::facts::hosted::{CODE_CHANNEL, Hosted, MODEL_CHANNEL, Release, SUBMIT_DIRECTORY, bucket};

/// What a stage's job runs.
pub(super) struct Runs<'a> {
    algorithm: &'static Algorithm,
    hosted: &'static Hosted,
    /// None where the user names the script.
    release: Option<&'static Release>,
    block: &'a Block,
}

impl<'a> Runs<'a> {
    /// None where the stage's algorithm is not hosted.
    pub fn of(block: &'a Block) -> Option<Self> {
        let ValueKind::Call(name, arguments) = &block.get("algorithm")?.kind else { return None };
        let algorithm = algorithms::find(name)?;
        let hosted = algorithm.hosted.as_ref()?;
        let release =
            arguments.get("version").and_then(Checked::text).and_then(|version| hosted.releases.get(version.as_str()));
        Some(Self { algorithm, hosted, release, block })
    }

    /// Hyperparameters that the stage does not set: those that start the script and, as JumpStart sends them with every
    /// job of a version, the defaults.
    pub fn hyperparameters(&self) -> Vec<(String, Value)> {
        let alone = self.block.instance("instance").is_none_or(|(_, count)| count == 1);
        let set = |name: &str| {
            ["hyperparameters", "ranges"]
                .into_iter()
                .any(|field| self.block.get(field).is_some_and(|record| record.get(name).is_some()))
        };
        let defaults = self.algorithm.hyperparameters.iter().filter(|one| self.release.is_some() && !set(one.name));
        let defaults =
            defaults.filter(|one| alone || !one.alone).filter_map(|one| Some((one.name, one.default.as_deref()?)));
        let started = [
            ("sagemaker_container_log_level", "20"),
            ("sagemaker_program", self.hosted.program),
            ("sagemaker_submit_directory", SUBMIT_DIRECTORY),
        ];
        defaults.chain(started).map(|(name, value)| (name.to_owned(), Value::text(value))).collect()
    }

    /// Channels that the stage does not name: the script, and the artifact that it begins with.
    pub fn channels(&self, cx: &Context) -> Vec<Value> {
        let place = |key: &str| Value::text(format!("s3://{}/{key}", bucket(&cx.region).unwrap_or_default()));
        let own = |piece: &str| Some(cx.value(self.block.get("algorithm")?.get(piece)?));
        let script = own("script").or_else(|| self.release.map(|release| place(release.script)));
        let model = own("model").or_else(|| self.release.map(|release| place(release.model)));
        let (name, content_type) = MODEL_CHANNEL;
        [
            script.map(|script| channel(CODE_CHANNEL, script, None)),
            model.map(|model| channel(name, model, Some(content_type))),
        ]
        .into_iter()
        .flatten()
        .collect()
    }

    /// A version's script needs nothing from the network, and JumpStart cuts it off.
    pub fn is_isolated(&self) -> bool {
        self.release.is_some()
    }

    /// Environment of the container that serves the model; the job itself puts the script into the model's archive.
    pub fn serving_environment(&self) -> Option<Value> {
        let mut entries: Vec<_> = self.release?.environment.iter().collect();
        entries.sort();
        Some(Value::object(entries.into_iter().map(|(name, value)| (*name, Some(Value::text(*value))))))
    }
}

fn channel(name: &str, place: Value, content_type: Option<&str>) -> Value {
    let s3 = Value::object([
        ("S3DataType", Some(Value::text("S3Prefix"))),
        ("S3Uri", Some(place)),
        ("S3DataDistributionType", Some(Value::text("FullyReplicated"))),
    ]);
    Value::object([
        ("ChannelName", Some(Value::text(name))),
        ("DataSource", Some(Value::object([("S3DataSource", Some(s3))]))),
        ("ContentType", content_type.map(Value::text)),
        ("InputMode", Some(Value::text("File"))),
    ])
}
