//! `transform`

use super::{Kind, Role, common};
use crate::vocab::ty::{Field, InstanceUse, Ty};

/// The row.
pub const KIND: Kind = Kind {
    keyword: "transform",
    role: Role::Stage,
    summary: "predicts for a whole dataset",
    doc: "A SageMaker batch transform job: the model is loaded on machines of its own, every object of the data goes \
          through it, and the machines are given back. Declare one output: `output predictions: Dataset(csv)`; its format is \
          what the model is asked to answer with. Each object becomes one of the same name with `.out`.",
    fields: &[
        Field::required("model", Ty::Deployable, "What predicts: a model or a registered version.").at("/ModelName"),
        Field::required("data", Ty::Dataset, "What it predicts for.").at("/TransformInput/DataSource/S3DataSource/S3Uri"),
        Field::required("instance", Ty::Instance(InstanceUse::Transform), "Machine type, `* n` for several.")
            .constant()
            .at("/TransformResources/InstanceType"),
        Field::optional(
            "split",
            Ty::Symbol(&["none", "line", "recordio", "tfrecord"]),
            "line for csv, jsonlines and libsvm, recordio for recordio, else none",
            "How an object is cut into records.",
        )
        .constant()
        .at("/TransformInput/SplitType"),
        Field::optional("compressed", Ty::Bool, "false", "Whether the objects are gzip files.")
            .constant()
            .at("/TransformInput/CompressionType"),
        Field::optional(
            "assemble",
            Ty::Symbol(&["none", "line"]),
            "line where the data is split by line, else none",
            "Whether the predictions of an object are put together with line ends between them.",
        )
        .constant()
        .at("/TransformOutput/AssembleWith"),
        Field::optional(
            "strategy",
            Ty::Symbol(&["multi_record", "single_record"]),
            "the service's",
            "How many records go into a request: as many as fit, or one.",
        )
        .constant()
        .at("/BatchStrategy"),
        Field::optional("max_payload", Ty::Size, "6MB", "Largest request, in whole megabytes; at most 100MB.")
            .constant()
            .at("/MaxPayloadInMB"),
        Field::optional("concurrency", Ty::Count, "what the model asks for", "Requests at the same time on each machine.")
            .constant()
            .at("/MaxConcurrentTransforms"),
        Field::optional("join", Ty::Bool, "false", "Whether each prediction follows its input record; csv, json and jsonlines only.")
            .constant()
            .at("/DataProcessing/JoinSource"),
        Field::optional("input_filter", Ty::String, "all of it", "JSONPath of what of each record goes to the model: `\"$[1:]\"`.")
            .constant()
            .at("/DataProcessing/InputFilter"),
        Field::optional("output_filter", Ty::String, "all of it", "JSONPath of what is kept of each result: `\"$[0,-1]\"`.")
            .constant()
            .at("/DataProcessing/OutputFilter"),
        common::ENVIRONMENT,
        Field::optional("timeout", Ty::Duration, "1d", "The stage fails after this time.").constant(),
        common::NETWORK_ISOLATION,
        common::TAGS,
        common::ESTIMATE,
        common::CACHE,
    ],
    example: include_str!("transform.mlflow"),
    declares: &["output"],
    outputs: &[],
    action: "CreateTransformJob",
    name_limit: 63,
    seconds: 1_200,
};
