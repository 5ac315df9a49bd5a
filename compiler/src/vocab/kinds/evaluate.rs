//! `evaluate`

use super::{Kind, Output, Role, common};
use crate::vocab::ty::{Field, Ty};

/// The row.
pub const KIND: Kind = Kind {
    keyword: "evaluate",
    role: Role::Stage,
    summary: "measures models and picks the best",
    doc: "A SageMaker processing job that reads the candidates at `/opt/ml/processing/model/<candidate>` and the data at \
          `/opt/ml/processing/data`, and writes `/opt/ml/processing/report/evaluation.json`: \
          `{ \"<candidate>\": { \"<metric>\": 0.9 } }`. The report is read from S3 without a Lambda.",
    fields: &[
        Field::required("candidates", Ty::Either(&Ty::Model, &Ty::List(&Ty::Model)), "Models, or the stages that train them.")
            .at("/ProcessingInputs"),
        Field::required("data", Ty::Dataset, "What they are measured on.").at("/ProcessingInputs"),
        common::IMAGE,
        Field { required: true, ..common::CODE },
        common::ARGUMENTS,
        common::PROCESSING_INSTANCE,
        Field::optional(
            "best",
            Ty::Call(common::ORDER),
            "",
            "Picks the winner; required with several candidates.",
        )
        .constant(),
        common::PROCESSING_VOLUME,
        common::ENVIRONMENT,
        common::timeout("1d"),
        common::NETWORK_ISOLATION,
        common::ENCRYPT_TRAFFIC,
        common::TAGS,
        common::ESTIMATE,
        common::CACHE,
    ],
    example: include_str!("evaluate.mlflow"),
    declares: &["metric"],
    outputs: &[
        Output { name: "model", ty: Ty::Model, doc: "The winner's model." },
        Output { name: "winner", ty: Ty::String, doc: "The name of the stage that trained the winner." },
    ],
    action: "CreateProcessingJob",
    name_limit: 63,
    seconds: 600,
};
