//! `process`

use super::{Kind, Role, common};
use crate::vocab::ty::{Field, Ty};

/// The row.
pub const KIND: Kind = Kind {
    keyword: "process",
    role: Role::Stage,
    summary: "runs a script or container over data",
    doc: "A SageMaker processing job. Inputs are mounted at `/opt/ml/processing/input/<name>`; what is written to \
          `/opt/ml/processing/output/<name>` becomes the output of that name. \
          `output <name>: Features = <a feature_group stage>` says that the script puts records into a feature group itself.",
    fields: &[
        common::IMAGE,
        common::CODE,
        common::ARGUMENTS,
        common::PROCESSING_INSTANCE,
        Field::optional("inputs", Ty::Map(&Ty::Dataset), "", "Datasets to mount, by name.").at("/ProcessingInputs"),
        common::PROCESSING_VOLUME,
        common::ENVIRONMENT,
        common::timeout("1d"),
        common::NETWORK_ISOLATION,
        common::ENCRYPT_TRAFFIC,
        common::TAGS,
        common::ESTIMATE,
        common::CACHE,
    ],
    example: include_str!("process.mlflow"),
    declares: &["output"],
    outputs: &[],
    action: "CreateProcessingJob",
    name_limit: 63,
    seconds: 900,
};
