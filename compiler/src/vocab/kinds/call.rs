//! `call`

use super::{Kind, Role, common};
use crate::vocab::ty::{Field, Ty};

/// The row.
pub const KIND: Kind = Kind {
    keyword: "call",
    role: Role::Stage,
    summary: "calls a Lambda function or any AWS action",
    doc: "Set `action` and `request`, or `lambda` and `payload`. An output names the path of a value in the response: \
          `output id: String = path(\"JobRunId\")`. \
          Whoever has the token of `wait = token` calls `aws stepfunctions send-task-success --task-token ... --task-output ...`; \
          what that says is then the response.",
    example: include_str!("call.mlflow"),
    fields: &[
        Field::optional("action", Ty::String, "", "Action as `service.action` of the AWS SDK: `glue.startJobRun`. Or `http.invoke`, a request over HTTP; `apigateway.invoke`, one of a REST API; `emr.createCluster`, `emr.addStep`, `emr.terminateCluster`.").constant(),
        common::REQUEST,
        Field::optional(
            "wait",
            Ty::Either(&Ty::Symbol(&["token"]), &Ty::Bool),
            "false",
            "`true` waits until what was started has ended: jobs of Glue, DataBrew, Batch, ECS, CodeBuild, EMR, EMR on EKS and EMR Serverless, Athena queries, other state machines, Bedrock customization. `token` waits until somebody hands back `task.token`, which the request contains.",
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
