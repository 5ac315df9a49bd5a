//! `fail`

use super::{Kind, Role};
use crate::vocab::ty::{Field, Ty};

/// The row.
pub const KIND: Kind = Kind {
    keyword: "fail",
    role: Role::Stage,
    summary: "ends the pipeline as failed, under a name of your own",
    doc: "The execution ends with this error; who is told of failures is told of it, with the stage's name. It comes after \
          all other stages of the same block, and nothing comes after it. It calls nothing, so `retry` and `raw` are no use.",
    example: include_str!("fail.mlflow"),
    fields: &[
        Field::required(
            "error",
            Ty::String,
            "What the failure is called, for whoever reacts to it: letters, digits, `.`, `_` and `-`, such as `Pipeline.TooWeak`.",
        )
        .constant(),
        Field::required("cause", Ty::String, "Why it fails, for people; may contain values known only when running."),
    ],
    declares: &[],
    outputs: &[],
    action: "",
    name_limit: 0,
    seconds: 0,
};
