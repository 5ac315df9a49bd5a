//! What a test can give of a stage, beside its metrics and other numbers: a row each.

use super::ty::{Field, Ty};

/// Something that can be given.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Given {
    /// Name, type and what it means.
    pub field: Field,
    /// The kinds that take it; empty for all stages.
    pub kinds: &'static [&'static str],
}

const fn row(
    name: &'static str,
    ty: Ty,
    default: &'static str,
    kinds: &'static [&'static str],
    doc: &'static str,
) -> Given {
    Given { field: Field::optional(name, ty, default, doc).constant(), kinds }
}

/// Every row.
pub const ROWS: &[Given] = &[
    row(
        "failed",
        Ty::String,
        "",
        &[],
        "The stage fails. A name with a dot, such as `SageMaker.ResourceLimitExceededException`, is the error with which the \
         request is refused; `States.Timeout` lets it hang. Any other text is the reason of a job that fails, such as \
         `AlgorithmError`, or the error of a Lambda function.",
    ),
    row("cause", Ty::String, "", &[], "More about `failed`."),
    row("times", Ty::Count, "always", &[], "`failed` holds for so many attempts; the next goes well."),
    row("takes", Ty::Duration, "`estimate`, else the kind's", &[], "How long the job, the wait or the answer takes."),
    row(
        "interrupted",
        Ty::Count,
        "0",
        &["train", "tune"],
        "How often spot machines are taken away. Without a `deadline`, SageMaker goes on by itself and the job takes longer.",
    ),
    row(
        "exists",
        Ty::Bool,
        "false",
        &["deploy", "feature_group", "monitor"],
        "Whether what the stage creates is there before the run.",
    ),
    row(
        "rolled_back",
        Ty::Bool,
        "false",
        &["deploy"],
        "An update goes back to the configuration before it; the endpoint exists.",
    ),
    row("rejected", Ty::Bool, "false", &["approve"], "The answer is no."),
    row("unanswered", Ty::Bool, "false", &["approve"], "Nobody answers."),
    row("nothing_found", Ty::Bool, "false", &["tune", "automl"], "The search ends without a best model."),
    row(
        "output",
        Ty::Map(&Ty::Json),
        "",
        &["call", "wait"],
        "Members of the response; declared outputs can be given by their names.",
    ),
];

/// The rows of a kind.
pub fn of(kind: &str) -> impl Iterator<Item = &'static Given> + Clone + use<'_> {
    ROWS.iter().filter(move |row| row.kinds.is_empty() || row.kinds.contains(&kind))
}
