//! `pipeline`

use super::{Kind, Role, common};
use crate::vocab::ty::{Field, Ty};

/// The row.
pub const KIND: Kind = Kind {
    keyword: "pipeline",
    role: Role::Pipeline,
    summary: "names the pipeline and sets defaults for every stage",
    doc: "Exactly one per file. Its name is the state machine's name and the name of the output folder.",
    fields: &[
        Field::required("region", Ty::String, "AWS Region; images and ARNs depend on it.").constant(),
        Field::required("role", Ty::Role, "Role that SageMaker jobs and models run with."),
        Field::required("artifacts", Ty::S3, "Where code is read from and results are written to."),
        Field::optional("on_failure", Ty::Call(&[common::NOTIFY_ANY]), "", "Told once when the pipeline fails, with stage, error and cause."),
        Field::optional("retry", common::RETRY, "throttling and capacity errors", "Default for every stage.").constant(),
        Field::optional("timeout", Ty::Duration, "7d", "The whole execution fails after this time.").constant(),
        Field::optional("tags", Ty::Map(&Ty::Scalar), "", "Tags of everything that is created.").constant(),
        Field::optional("network_isolation", Ty::Bool, "false", "Whether containers are cut off from the network.").constant(),
        Field::optional("encrypt_traffic", Ty::Bool, "false", "Whether what the machines of a job send each other is encrypted.").constant(),
        Field::optional("kms_key", Ty::String, "", "Key that encrypts volumes and outputs.").constant(),
        Field::optional("cache_table", Ty::String, "", "DynamoDB table of yours that holds the records of stages with `cache`: its partition key is the text `key`.").constant(),
        Field::optional(
            "vpc",
            Ty::Record(&[
                Field::required("subnets", Ty::List(&Ty::String), "Subnet ids.").constant(),
                Field::required("security_groups", Ty::List(&Ty::String), "Security group ids.").constant(),
            ]),
            "",
            "Network that jobs and models run in.",
        )
        .constant(),
    ],
    example: include_str!("pipeline.mlflow"),
    declares: &[],
    outputs: &[],
    action: "",
    name_limit: 80,
    seconds: 0,
};
