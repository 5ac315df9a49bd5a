//! `call`

use super::{Kind, Role, common};
use crate::vocab::ty::{Field, Ty};

/// The row.
pub const KIND: Kind = Kind {
    keyword: "call",
    role: Role::Stage,
    summary: "calls a Lambda function or any AWS action",
    doc: "Set `action` and `request`, or `lambda` and `payload`. An output names the path of a value in the response: \
          `output id: String = path(\"JobRunId\")`.",
    example: include_str!("call.mlflow"),
    fields: &[
        Field::optional("action", Ty::String, "", "Action as `service.action` of the AWS SDK: `glue.startJobRun`.").constant(),
        common::REQUEST,
        Field::optional(
            "wait",
            Ty::Bool,
            "false",
            "Whether to wait until what was started has ended: Glue and EMR Serverless jobs, Athena queries, other state machines, Bedrock customization, Batch, ECS, CodeBuild.",
        )
        .constant(),
        Field::optional("lambda", Ty::String, "", "Name or ARN of a Lambda function."),
        Field::optional("payload", Ty::Map(&Ty::Value), "", "What the function gets."),
        Field::optional("timeout", Ty::Duration, "5min, with `wait` 1d", "The stage fails after this time.").constant(),
    ],
    declares: &["output"],
    outputs: &[],
    action: "",
    name_limit: 0,
    seconds: 5,
};
