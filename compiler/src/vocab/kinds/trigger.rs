//! `trigger`

use super::{Kind, Role};
use crate::vocab::ty::{Field, Ty};

/// The row.
pub const KIND: Kind = Kind {
    keyword: "trigger",
    role: Role::Trigger,
    summary: "starts the pipeline by schedule or when data arrives",
    doc: "Set exactly one of `schedule` and `created`. Parameters without a default that `input` does not give \
          stay as `${name}` in the request, to be filled in at deployment.",
    fields: &[
        Field::optional("schedule", Ty::String, "", "`cron(...)`, `rate(...)` or `at(...)` of EventBridge Scheduler.").constant(),
        Field::optional("timezone", Ty::String, "UTC", "Time zone of the schedule.").constant(),
        Field::optional("created", Ty::Dataset, "", "Runs when an object is created under this dataset.").constant(),
        Field::optional("input", Ty::Map(&Ty::Scalar), "", "Values of parameters.").constant(),
    ],
    example: include_str!("trigger.mlflow"),
    declares: &[],
    outputs: &[],
    action: "",
    name_limit: 64,
};
