//! `test`

use super::{Kind, Role};
use crate::vocab::ty::{Field, Ty};

const EXPECT: &[Field] = &[
    Field::optional("ran", Ty::List(&Ty::Stage), "", "Stages that begin.").constant(),
    Field::optional("not_ran", Ty::List(&Ty::Stage), "", "Stages that do not begin.").constant(),
    Field::optional("order", Ty::List(&Ty::Stage), "", "Stages of which each begins after the one before has ended.").constant(),
    Field::optional(
        "called",
        Ty::Requests,
        "",
        "By stage, members that one of its requests has, at any depth; `*` in a text stands for anything.",
    )
    .constant(),
    Field::optional("failed", Ty::Stage, "", "The stage that the pipeline fails with.").constant(),
    Field::optional("error", Ty::String, "", "A piece of the error's name or cause.").constant(),
    Field::optional("succeeded", Ty::Bool, "", "Whether the pipeline ends well.").constant(),
    Field::optional("within", Ty::Duration, "", "It takes no longer.").constant(),
    Field::optional("transitions", Ty::Count, "", "No more state transitions are billed.").constant(),
    Field::optional("messages", Ty::List(&Ty::String), "", "Pieces of messages that are sent, in this order.").constant(),
];

/// The row.
pub const KIND: Kind = Kind {
    keyword: "test",
    role: Role::Test,
    summary: "says what the pipeline does in a case; runs without a cloud",
    doc: "`mlc test` runs the compiled state machine in virtual time, answers its calls as AWS would from what is given, \
          and compares. `mlc check` checks the block; a build takes no notice of it. What is not given goes well.",
    fields: &[
        Field::optional("given", Ty::Given, "{}", "How stages end and what they give, by name; values of parameters, by name.")
            .constant(),
        Field::required("expect", Ty::Record(EXPECT), "What has to hold.").constant(),
    ],
    example: include_str!("test.mlflow"),
    declares: &[],
    outputs: &[],
    action: "",
    name_limit: 0,
    seconds: 0,
};
