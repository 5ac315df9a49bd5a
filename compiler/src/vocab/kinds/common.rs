//! Fields that many kinds share.

use crate::vocab::retry;
use crate::vocab::ty::{Field, Function, InstanceUse, Ty};

/// Fields that every stage takes.
pub const STAGE: &[Field] = &[
    Field::optional(
        "after",
        Ty::Either(&Ty::Stage, &Ty::List(&Ty::Stage)),
        "",
        "Stages to wait for where no data flows from them.",
    )
    .constant(),
    Field::optional("retry", RETRY, "the pipeline's", "When and how a failed call is tried again.").constant(),
    Field::optional(
        "raw",
        Ty::Map(&Ty::Json),
        "",
        "Provider fields, merged last into the stage's request and checked against the API model.",
    )
    .constant(),
];

/// Fields of a `for` over items that are known only when running.
pub const FOR: &[Field] = &[
    Field::optional("concurrency", Ty::Count, "10", "How many items run side by side: at most 40, for objects 10,000.")
        .constant(),
    Field::optional("tolerate", Ty::Percent, "0%", "Share of the objects that may fail without failing the pipeline.")
        .constant(),
];

/// What a `for` goes through on S3.
pub const OBJECTS: Function = Function {
    name: "objects",
    positional: &[Field::required("data", Ty::Dataset, "Data whose objects are listed.")],
    named: &[],
    example: "objects(payroll)",
    doc: "Every object of a dataset, one at a time.",
};

/// One retry policy, or several for different classes of errors.
pub const RETRY: Ty = Ty::Either(&RETRY_POLICY, &Ty::List(&RETRY_POLICY));

const RETRY_POLICY: Ty = Ty::Record(&[
    Field::required("on", Ty::List(&Ty::Symbol(retry::NAMES)), "Classes of errors that are tried again.").constant(),
    Field::optional("attempts", Ty::Count, "the class's", "New attempts after the first.").constant(),
    Field::optional("interval", Ty::Duration, "the class's", "Wait before the first new attempt.").constant(),
    Field::optional("backoff", Ty::Number, "2", "Each wait is this many times the one before; at least 1.").constant(),
    Field::optional("max_interval", Ty::Duration, "the class's", "No wait is longer.").constant(),
    Field::optional(
        "jitter",
        Ty::Symbol(&["full", "none"]),
        "full",
        "Whether waits are drawn at random up to their length.",
    )
    .constant(),
]);

/// `environment`
pub const ENVIRONMENT: Field = Field::optional(
    "environment",
    VARIABLES,
    "",
    "Environment variables of the container; a secret goes by its name or ARN.",
)
.at("/Environment");

/// Variables by name.
pub const VARIABLES: Ty = Ty::Map(&Ty::Either(&Ty::Secret, &Ty::Scalar));

/// `request` of an AWS action.
pub const REQUEST: Field = Field::optional(
    "request",
    Ty::Map(&Ty::Value),
    "{}",
    "The action's request, its members in Pascal case as Step Functions wants them.",
);

/// `tags`
pub const TAGS: Field =
    Field::optional("tags", Ty::Map(&Ty::Scalar), "the pipeline's", "Tags, merged over the pipeline's.").constant();

/// `estimate`
pub const ESTIMATE: Field = Field::optional(
    "estimate",
    Ty::Duration,
    "",
    "How long it usually takes; used for planning, never for correctness.",
)
.constant();

/// `cache`
pub const CACHE: Field = Field::optional(
    "cache",
    Ty::Duration,
    "",
    "How long the results of a run are used again where request and inputs have not changed; needs the pipeline's `cache_table`.",
)
.constant();

/// `network_isolation`
pub const NETWORK_ISOLATION: Field = Field::optional(
    "network_isolation",
    Ty::Bool,
    "the pipeline's",
    "Whether the container is cut off from the network.",
)
.constant();

/// `encrypt_traffic`
pub const ENCRYPT_TRAFFIC: Field = Field::optional(
    "encrypt_traffic",
    Ty::Bool,
    "the pipeline's",
    "Whether what the machines of a job send each other is encrypted; slower for distributed training.",
)
.constant();

/// `timeout` of a job.
pub const fn timeout(default: &'static str) -> Field {
    Field::optional("timeout", Ty::Duration, default, "The job is stopped and fails after this time.")
        .constant()
        .at("/StoppingCondition/MaxRuntimeInSeconds")
}

/// `instance` of a processing job.
pub const PROCESSING_INSTANCE: Field =
    Field::required("instance", Ty::Instance(InstanceUse::Processing), "Machine type, `* n` for several.")
        .constant()
        .at("/ProcessingResources/ClusterConfig/InstanceType");

/// `volume` of a processing job.
pub const PROCESSING_VOLUME: Field = Field::optional("volume", Ty::Size, "30GiB", "Disk of each machine.")
    .constant()
    .at("/ProcessingResources/ClusterConfig/VolumeSizeInGB");

/// `code` of a processing job.
pub const CODE: Field = Field::optional(
    "code",
    Ty::String,
    "",
    "Script to run, a path beside the pipeline file; upload it to `<artifacts>/code/<path>`.",
)
.constant()
.at("/AppSpecification/ContainerEntrypoint");

/// `arguments` of a processing job.
pub const ARGUMENTS: Field =
    Field::optional("arguments", Ty::List(&Ty::Scalar), "", "Command-line arguments of the script or container.")
        .at("/AppSpecification/ContainerArguments");

/// `image` of a processing job.
pub const IMAGE: Field =
    Field::required("image", Ty::Image, "Framework image by name and version, or an image address.")
        .constant()
        .at("/AppSpecification/ImageUri");

/// Where a message goes.
pub const DESTINATION: Ty = Ty::Either(&Ty::Call(&[QUEUE, BUS]), &Ty::Topic);

/// `queue("training-events")`
pub const QUEUE: Function = Function {
    name: "queue",
    positional: &[Field::required(
        "queue",
        Ty::String,
        "Name of a queue of the same account and Region, or a queue's URL.",
    )],
    named: &[],
    example: "queue(\"training-events\")",
    doc: "An SQS queue. In one whose name ends in `.fifo` the messages of a pipeline are a group, and a repeated one is dropped.",
};

/// `bus("ml")`
pub const BUS: Function = Function {
    name: "bus",
    positional: &[Field::required("bus", Ty::String, "Name or ARN of an event bus; `default` is the account's own.")],
    named: &[
        Field::optional("source", Ty::String, "the pipeline's name", "Source of the event, for rules to tell it by.")
            .constant(),
        Field::optional(
            "detail_type",
            Ty::String,
            "`Message`, of a failure `Failure`",
            "Type of the event, for rules to tell it by.",
        )
        .constant(),
    ],
    example: "bus(\"ml\")",
    doc: "An EventBridge event bus. The event's detail is a record: `pipeline`, `execution`, `stage` and `message`, of a failure \
          `error` and `cause`.",
};

/// `notify(topic)`, also to a queue or an event bus
pub const NOTIFY_ANY: Function = Function {
    name: "notify",
    positional: &[Field::required("to", DESTINATION, "Where the message goes.")],
    named: &[],
    example: "notify(alerts)",
    doc: "Sends a message to an SNS topic, an SQS queue or an event bus.",
};

/// `notify(topic)`
pub const NOTIFY: Function = Function {
    name: "notify",
    positional: &[Field::required("topic", Ty::Topic, "Where the message goes.")],
    named: &[],
    example: "notify(alerts)",
    doc: "Publishes a message to an SNS topic.",
};

const METRIC: &[Field] = &[Field::required("metric", Ty::Metric, "One of the stage's metrics.").constant()];

/// Which of several is the best: `max(metric)` or `min(metric)`.
pub const ORDER: &[Function] = &[
    Function {
        name: "max",
        positional: METRIC,
        named: &[],
        example: "max(recall)",
        doc: "The one with the largest value wins.",
    },
    Function {
        name: "min",
        positional: METRIC,
        named: &[],
        example: "min(loss)",
        doc: "The one with the smallest value wins.",
    },
];

/// Characters of the execution in the names of tuning and AutoML jobs, which may have 32: part of a hash. With ten
/// hexadecimal digits, two of 10,000 executions share them once in 20,000 accounts; and a name that is taken is refused.
pub const SHORT_RUN: u64 = 10;
