//! `train`

use super::{Kind, Output, Role, common};
use crate::vocab::distribution;
use crate::vocab::ty::{Field, InstanceUse, Ty};

/// The row.
pub const KIND: Kind = Kind {
    keyword: "train",
    role: Role::Stage,
    summary: "trains a model",
    doc: "A SageMaker training job with a built-in algorithm, a framework and your script, or your own container.",
    fields: &[
        Field::required("algorithm", Ty::Algorithm, "What is trained.").constant().at("/AlgorithmSpecification/TrainingImage"),
        Field::required("instance", Ty::Instance(InstanceUse::Training), "Machine type, `* n` for several.")
            .constant()
            .at("/ResourceConfig/InstanceType"),
        Field::required("channels", Ty::Map(&Ty::Dataset), "Datasets by channel name.").at("/InputDataConfig"),
        Field::optional("hyperparameters", Ty::Map(&Ty::Scalar), "", "Checked for built-in algorithms, passed as text.").at("/HyperParameters"),
        Field::optional("input_mode", Ty::Symbol(&["file", "fast_file", "pipe"]), "file", "How channels reach the container.")
            .constant()
            .at("/AlgorithmSpecification/TrainingInputMode"),
        Field::optional("volume", Ty::Size, "30GiB", "Disk of each machine.").constant().at("/ResourceConfig/VolumeSizeInGB"),
        common::timeout("1d; with a `deadline` half of the time that its reserve leaves"),
        Field::optional(
            "spot",
            Ty::Record(&[
                Field::optional("max_wait", Ty::Duration, "", "Waiting for capacity and running, together, of one job: when it is over, the stage fails.")
                    .constant()
                    .at("/StoppingCondition/MaxWaitTimeInSeconds"),
                Field::optional(
                    "deadline",
                    Ty::Duration,
                    "",
                    "When the stage should be done, counted from its start, instead of `max_wait`: attempts on spot capacity for as long as a whole run on demand still fits behind them, then that run.",
                )
                .constant(),
                Field::optional("attempts", Ty::Count, "10", "Attempts on spot capacity before the deadline.").constant(),
                Field::optional("reserve", Ty::Duration, "30min", "Kept free before the deadline beside the longest run (`timeout`), for finding a machine on demand.").constant(),
                Field::optional("checkpoint", Ty::Either(&Ty::Symbol(&["auto", "none"]), &Ty::S3), "auto", "Where the job saves what it resumes from after an interruption: one place for all attempts."),
            ]),
            "",
            "Train on managed spot capacity: `max_wait` for one job, or `deadline` for attempts that end in a run on demand.",
        ),
        Field::optional(
            "distribution",
            Ty::Either(&Ty::Symbol(distribution::WORDS), &Ty::Call(distribution::FORMS)),
            "",
            "How a framework's script is started on several processors: `torchrun`, `smdistributed` (SageMaker's data-parallel library), `mpi`, `parameter_server`, `mirrored`.",
        )
        .constant(),
        Field::optional(
            "keep_alive",
            Ty::Duration,
            "",
            "The machines are kept for the next job that wants the same (a warm pool), and paid for, for up to 6h; not with `spot`.",
        )
        .constant()
        .at("/ResourceConfig/KeepAlivePeriodInSeconds"),
        Field::optional("debugger", Ty::Bool, "false", "Whether SageMaker Debugger saves tensors beside the model.").constant(),
        Field::optional("profiler", Ty::Bool, "false", "Whether SageMaker Debugger measures the machines' load, beside the model.").constant(),
        common::ENVIRONMENT,
        Field::optional("serving", Ty::Image, "the algorithm's inference image", "Image that serves the model.").constant(),
        common::NETWORK_ISOLATION,
        common::ENCRYPT_TRAFFIC,
        common::TAGS,
        common::ESTIMATE,
        common::CACHE,
    ],
    example: include_str!("train.mlflow"),
    declares: &["metric"],
    outputs: &[Output { name: "model", ty: Ty::Model, doc: "The trained model." }],
    action: "CreateTrainingJob",
    name_limit: 63,
    seconds: 1_800,
};
