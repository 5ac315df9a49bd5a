//! `trigger`

use super::{Kind, Role};
use crate::vocab::ty::{Field, Function, Ty};

/// `pipeline("name")`
const PIPELINE: Function = Function {
    name: "pipeline",
    positional: &[Field::required("name", Ty::String, "Name of the other pipeline.").constant()],
    named: &[],
    example: "pipeline(\"features\")",
    doc: "Another pipeline of the same account and Region.",
};

/// `event("detail.object.key")`
const EVENT: Function = Function {
    name: "event",
    positional: &[Field::required("path", Ty::String, "Members of the event, with dots between them.").constant()],
    named: &[],
    example: "event(\"detail.object.key\")",
    doc: "A value of the event that has fired.",
};

/// The row.
pub const KIND: Kind = Kind {
    keyword: "trigger",
    role: Role::Trigger,
    summary: "starts the pipeline by schedule, when data arrives or on any event",
    doc: "Set exactly one of `schedule`, `created`, `event` and `after`. Parameters without a default that `input` does \
          not give stay as `${name}` in the request, to be filled in at deployment.",
    example: include_str!("trigger.mlflow"),
    fields: &[
        Field::optional("schedule", Ty::String, "", "`cron(...)`, `rate(...)` or `at(...)` of EventBridge Scheduler.").constant(),
        Field::optional("timezone", Ty::String, "UTC", "Time zone of the schedule.").constant(),
        Field::optional("created", Ty::Dataset, "", "Runs when an object is created under this dataset.").constant(),
        Field::optional("event", Ty::Map(&Ty::Json), "", "Runs on every event that fits this EventBridge pattern.").constant(),
        Field::optional("after", Ty::Call(&[PIPELINE]), "", "Runs when another pipeline has succeeded.").constant(),
        Field::optional(
            "input",
            Ty::Map(&Ty::Either(&Ty::Call(&[EVENT]), &Ty::Scalar)),
            "",
            "Values of parameters, constant or taken from the event.",
        )
        .constant(),
    ],
    declares: &[],
    outputs: &[],
    action: "",
    name_limit: 64,
    seconds: 0,
};
