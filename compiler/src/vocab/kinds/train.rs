//! `train`

use super::{Kind, Output, Role, common};
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
        common::timeout("1d"),
        Field::optional(
            "spot",
            Ty::Record(&[
                Field::required("max_wait", Ty::Duration, "Waiting for capacity and running, together.")
                    .constant()
                    .at("/StoppingCondition/MaxWaitTimeInSeconds"),
                Field::optional("checkpoint", Ty::Either(&Ty::Symbol(&["auto", "none"]), &Ty::S3), "auto", "Where the job saves what it resumes from after an interruption."),
            ]),
            "",
            "Train on managed spot capacity.",
        ),
        common::ENVIRONMENT,
        Field::optional("serving", Ty::Image, "the algorithm's inference image", "Image that serves the model.").constant(),
        common::NETWORK_ISOLATION,
        common::TAGS,
        common::ESTIMATE,
    ],
    example: include_str!("train.mlflow"),
    declares: &["metric"],
    outputs: &[Output { name: "model", ty: Ty::Model, doc: "The trained model." }],
    action: "CreateTrainingJob",
    name_limit: 63,
};
