//! `wait`

use super::{Kind, Output, Role, common};
use crate::vocab::ty::{Field, Ty};

/// The row.
pub const KIND: Kind = Kind {
    keyword: "wait",
    role: Role::Stage,
    summary: "waits for a time, or until something is ready",
    doc: "Set `time` for a fixed time. Or set `until`, `request`, `value` and `success`: the described value is looked at \
          every so often until it is one of those that mean success or failure, at most for the timeout.",
    example: include_str!("wait.mlflow"),
    fields: &[
        Field::optional("time", Ty::Duration, "", "A fixed time.").constant(),
        Field::optional("until", Ty::String, "", "Action that describes, as `service.action` of the AWS SDK: `glue.getCrawler`.").constant(),
        common::REQUEST,
        Field::optional("value", Ty::String, "", "Path of the described value in the response: `Crawler.State`.").constant(),
        Field::optional("success", Ty::List(&Ty::String), "", "Values that mean it is ready.").constant(),
        Field::optional("failure", Ty::List(&Ty::String), "[]", "Values that mean it never will be.").constant(),
        Field::optional("every", Ty::Duration, "1min", "How often to look.").constant(),
        Field::optional("timeout", Ty::Duration, "1h", "The stage fails when it is not ready after this time.").constant(),
    ],
    declares: &[],
    outputs: &[Output { name: "value", ty: Ty::String, doc: "The described value at the end." }],
    action: "",
    name_limit: 0,
    seconds: 600,
};
