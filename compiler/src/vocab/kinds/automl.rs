//! `automl`

use super::{Kind, Output, Role, common};
use crate::vocab::ty::{Field, Ty};

/// What can be predicted.
pub const PROBLEMS: &[&str] = &[
    "auto",
    "binary_classification",
    "multiclass_classification",
    "regression",
    "text_classification",
    "image_classification",
];

/// Objective metrics, as written and as the API spells them.
pub const METRICS: &[(&str, &str)] = &[
    ("accuracy", "Accuracy"),
    ("auc", "AUC"),
    ("balanced_accuracy", "BalancedAccuracy"),
    ("f1", "F1"),
    ("f1_macro", "F1macro"),
    ("mae", "MAE"),
    ("mse", "MSE"),
    ("precision", "Precision"),
    ("precision_macro", "PrecisionMacro"),
    ("r2", "R2"),
    ("recall", "Recall"),
    ("recall_macro", "RecallMacro"),
    ("rmse", "RMSE"),
];

const METRIC_NAMES: &[&str] = &[
    "accuracy",
    "auc",
    "balanced_accuracy",
    "f1",
    "f1_macro",
    "mae",
    "mse",
    "precision",
    "precision_macro",
    "r2",
    "recall",
    "recall_macro",
    "rmse",
];

/// The row.
pub const KIND: Kind = Kind {
    keyword: "automl",
    role: Role::Stage,
    summary: "lets Autopilot find a model",
    doc: "A SageMaker AutoML V2 job over tables, texts or images, which tries algorithms and keeps the best candidate. The \
          stage looks at the job until it is done. The job's name has at most 32 characters, so the stage's name has at most 15.",
    fields: &[
        Field::required("channels", Ty::Map(&Ty::Dataset), "`train`, and `validation` where it is not split off.")
            .at("/AutoMLJobInputDataConfig"),
        Field::optional(
            "problem",
            Ty::Symbol(PROBLEMS),
            "auto",
            "What is predicted. `auto` looks at a table's target column; `text_classification` and `image_classification` are never guessed.",
        )
        .constant(),
        Field::optional("target", Ty::String, "", "Column to predict; required except for images.").constant(),
        Field::optional("text", Ty::String, "", "Column that holds the texts, with `text_classification`.").constant(),
        Field::optional("weight", Ty::String, "", "Column that weighs the rows of a table.").constant(),
        Field::optional(
            "objective",
            Ty::Symbol(METRIC_NAMES),
            "the problem's",
            "Metric that decides; set it together with a table's `problem`.",
        )
        .constant()
        .at("/AutoMLJobObjective/MetricName"),
        Field::optional("mode", Ty::Symbol(&["auto", "ensembling", "hyperparameter_tuning"]), "auto", "How candidates for tables are made.")
            .constant(),
        Field::optional("validation_split", Ty::Percent, "the service's", "Share of `train` that is kept for validation.")
            .constant()
            .at("/DataSplitConfig/ValidationFraction"),
        Field::optional("candidates", Ty::Count, "the service's", "Most candidates that are tried: up to 750, always one for texts and images.").constant(),
        Field::optional("candidate_timeout", Ty::Duration, "the service's", "Most time that a candidate's training takes.").constant(),
        Field::optional("timeout", Ty::Duration, "1d", "The search ends after this time with the best candidate so far.").constant(),
        Field::optional("poll", Ty::Duration, "5min", "How often the job is looked at.").constant(),
        Field::optional("processor", Ty::Symbol(&["cpu", "gpu"]), "cpu", "Processor that a model for texts or images will be served on.").constant(),
        common::NETWORK_ISOLATION,
        common::ENCRYPT_TRAFFIC,
        common::TAGS,
        common::ESTIMATE,
    ],
    example: include_str!("automl.mlflow"),
    declares: &[],
    outputs: &[
        Output { name: "best", ty: Ty::Model, doc: "The model of the best candidate, with all its containers." },
        Output { name: "candidate", ty: Ty::String, doc: "The name of the best candidate." },
        Output { name: "score", ty: Ty::Number, doc: "The best candidate's value of the objective." },
        Output { name: "job", ty: Ty::String, doc: "The name of the AutoML job." },
    ],
    action: "CreateAutoMLJobV2",
    name_limit: 32,
    seconds: 14_400,
};
