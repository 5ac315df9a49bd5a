//! `monitor`

use super::{Kind, Role, common};
use crate::vocab::ty::{Field, Function, InstanceUse, Ty};

/// What can be compared.
pub const CHECKS: &[&str] = &["data_quality", "model_quality", "bias", "explainability"];

const CHECK: Field = Field::optional("check", Ty::Symbol(CHECKS), "the only one", "Check that emits the metric.").constant();
const DIMENSIONS: Field =
    Field::optional("dimensions", Ty::Map(&Ty::Scalar), "", "Further dimensions of the metric: bias and explainability have some.").constant();

/// When a metric has drifted.
pub const ALARMS: &[Function] = &[
    Function {
        name: "above",
        positional: &[
            Field::required("metric", Ty::String, "Metric that the check emits.").constant(),
            Field::required("limit", Ty::Number, "More than this is drift.").constant(),
        ],
        named: &[CHECK, DIMENSIONS],
        example: "above(\"feature_baseline_drift_amount\", 0.1)",
        doc: "Sounds when the metric is above a limit.",
    },
    Function {
        name: "below",
        positional: &[
            Field::required("metric", Ty::String, "Metric that the check emits.").constant(),
            Field::required("limit", Ty::Number, "Less than this is drift.").constant(),
        ],
        named: &[CHECK, DIMENSIONS],
        example: "below(\"auc\", 0.9, check = model_quality)",
        doc: "Sounds when the metric is below a limit.",
    },
];

const RESPONSE: Ty = Ty::Record(&[
    Field::optional("prediction", Ty::String, "", "Where the predicted label or number is.").constant(),
    Field::optional("probability", Ty::String, "", "Where the probability is.").constant(),
    Field::optional("threshold", Ty::Number, "0.5", "Probability from which the prediction is positive.").constant(),
    Field::optional("features", Ty::String, "", "Where the features are in a JSON request.").constant(),
]);

const BIAS: Ty = Ty::Record(&[
    Field::required("facet", Ty::String, "Column that is sensitive, by name or number.").constant(),
    Field::optional("values", Ty::List(&Ty::Scalar), "", "Values of it that stand for the group, or one threshold.").constant(),
    Field::required("positive", Ty::List(&Ty::Scalar), "Labels that are the desired outcome, or one threshold.").constant(),
]);

const EXPLAIN: Ty = Ty::Record(&[
    Field::optional("samples", Ty::Count, "100", "Synthetic rows per explained row.").constant(),
    Field::optional("aggregate", Ty::Symbol(&["mean_abs", "mean_sq", "median"]), "mean_abs", "How rows are summed up.").constant(),
]);

/// The row.
pub const KIND: Kind = Kind {
    keyword: "monitor",
    role: Role::Stage,
    summary: "watches what an endpoint is asked and what it answers",
    doc: "For each check: computes a baseline with a processing job, defines the check, and creates its monitoring \
          schedule or updates it. The endpoint has to capture data. `alarms` on metrics that the checks emit make drift \
          visible; `on_drift` says what follows: with `rerun` an EventBridge rule, written beside the pipeline's triggers, \
          starts the pipeline again when an alarm begins to sound.",
    example: include_str!("monitor.mlflow"),
    fields: &[
        Field::required("endpoint", Ty::Endpoint, "The `deploy` stage to watch."),
        Field::required("baseline", Ty::Dataset, "Data that is normal, usually the training set.").at("/ProcessingInputs"),
        Field::optional("checks", Ty::List(&Ty::Symbol(CHECKS)), "[data_quality]", "What is compared.").constant(),
        Field::optional("every", Ty::Duration, "1h", "How often: whole hours that divide a day.").constant(),
        Field::optional("header", Ty::Bool, "false", "Whether csv baselines begin with a line of names; else the columns are called `_c0`, `_c1` and so on.").constant(),
        Field::optional("label", Ty::String, "", "Column of the true label in the baselines, by name or number.").constant(),
        Field::optional("ground_truth", Ty::S3, "", "Where the true labels of requests are uploaded; `model_quality` and `bias` need it."),
        Field::optional("label_delay", Ty::Duration, "0s", "How long after the requests their labels arrive: whole hours.").constant(),
        Field::optional("response", RESPONSE, "", "Where values are in captured data: a column number for csv, a path for JSON.").constant(),
        Field::optional(
            "problem",
            Ty::Symbol(&["binary_classification", "multiclass_classification", "regression"]),
            "",
            "What `model_quality` judges.",
        )
        .constant(),
        Field::optional("predictions", Ty::Dataset, "", "Normal predictions beside their labels: the baseline of `model_quality`."),
        Field::optional("prediction", Ty::String, "", "Column of the prediction in `predictions`.").constant(),
        Field::optional("probability", Ty::String, "", "Column of the probability in `predictions`.").constant(),
        Field::optional("bias", BIAS, "", "Whom `bias` compares.").constant(),
        Field::optional("explain", EXPLAIN, "", "How `explainability` computes SHAP values.").constant(),
        Field::optional("alarms", Ty::List(&Ty::Call(ALARMS)), "", "CloudWatch alarms on metrics of the checks.").constant(),
        Field::optional(
            "on_drift",
            Ty::Either(&Ty::Symbol(&["rerun"]), &Ty::Call(&[common::NOTIFY])),
            "",
            "What an alarm does: starts the pipeline again, or tells somebody.",
        ),
        Field::optional("instance", Ty::Instance(InstanceUse::Processing), "ml.m5.xlarge", "Machine type of the baselines and of each check.")
            .constant()
            .at("/ProcessingResources/ClusterConfig/InstanceType"),
        common::PROCESSING_VOLUME,
        common::timeout("1h"),
        common::NETWORK_ISOLATION,
        common::ENCRYPT_TRAFFIC,
        common::TAGS,
        common::ESTIMATE,
    ],
    declares: &[],
    outputs: &[],
    action: "CreateProcessingJob",
    name_limit: 63,
    seconds: 900,
};
