//! `approve`

use super::{Kind, Output, Role};
use crate::vocab::ty::{Field, Ty};

const THEN: Ty = Ty::Symbol(&["fail", "go_on"]);

/// The row.
pub const KIND: Kind = Kind {
    keyword: "approve",
    role: Role::Stage,
    summary: "waits until a person says yes or no",
    doc: "Sends a message with a token to an SNS topic and waits. Whoever decides calls `aws stepfunctions \
          send-task-success --task-token ... --task-output '{}'` or `send-task-failure`.",
    example: include_str!("approve.mlflow"),
    fields: &[
        Field::required("ask", Ty::Topic, "Who is asked.").at("/TopicArn"),
        Field::optional("message", Ty::String, "names pipeline and stage", "What is asked."),
        Field::optional("subject", Ty::String, "", "Subject line of e-mails.").at("/Subject"),
        Field::required("timeout", Ty::Duration, "How long to wait for an answer.").constant(),
        Field::optional("on_timeout", THEN, "fail", "What happens when nobody answers.").constant(),
        Field::optional("on_reject", THEN, "fail", "What happens when the answer is no.").constant(),
    ],
    declares: &[],
    outputs: &[Output { name: "approved", ty: Ty::Bool, doc: "Whether the answer was yes." }],
    action: "Publish",
    name_limit: 0,
    seconds: 3_600,
};
