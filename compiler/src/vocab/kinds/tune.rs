//! `tune`

use super::{Kind, Output, Role, common};
use crate::vocab::distribution;
use crate::vocab::ty::{Field, Function, InstanceUse, Ty};

/// How a range is walked.
pub const SCALES: &[&str] = &["auto", "linear", "log", "reverse_log"];

const SCALE: Field = Field::optional(
    "scale",
    Ty::Symbol(SCALES),
    "auto",
    "How the range is searched: `log` where orders of magnitude matter, `reverse_log` close to 1.",
)
.constant();

/// What can be said of a hyperparameter that is searched.
pub const RANGES: &[Function] = &[
    Function {
        name: "integer",
        positional: &[
            Field::required("min", Ty::Number, "Least whole number.").constant(),
            Field::required("max", Ty::Number, "Greatest whole number.").constant(),
        ],
        named: &[SCALE],
        example: "integer(3, 10)",
        doc: "Whole numbers between two bounds, both included.",
    },
    Function {
        name: "continuous",
        positional: &[
            Field::required("min", Ty::Number, "Least number.").constant(),
            Field::required("max", Ty::Number, "Greatest number.").constant(),
        ],
        named: &[SCALE],
        example: "continuous(0.01, 0.3, scale = log)",
        doc: "Numbers between two bounds.",
    },
    Function {
        name: "choice",
        positional: &[Field::required("values", Ty::List(&Ty::Scalar), "What to choose from.").constant()],
        named: &[],
        example: "choice([\"gbtree\", \"dart\"])",
        doc: "One of a list.",
    },
];

/// The row.
pub const KIND: Kind = Kind {
    keyword: "tune",
    role: Role::Stage,
    summary: "searches the hyperparameters of the best model",
    doc: "A SageMaker tuning job: many training jobs with hyperparameters from `ranges`, of which the best is kept. \
          Metrics are those of the best job. The job's name has at most 32 characters, so the stage's name has at most 15.",
    fields: &[
        Field::required("algorithm", Ty::Algorithm, "What is trained.")
            .constant()
            .at("/TrainingJobDefinition/AlgorithmSpecification/TrainingImage"),
        Field::required("instance", Ty::Instance(InstanceUse::Training), "Machine type of each training job, `* n` for several.")
            .constant()
            .at("/TrainingJobDefinition/ResourceConfig/InstanceType"),
        Field::required("channels", Ty::Map(&Ty::Dataset), "Datasets by channel name.")
            .at("/TrainingJobDefinition/InputDataConfig"),
        Field::required("ranges", Ty::Map(&Ty::Call(RANGES)), "Hyperparameters that are searched.")
            .constant()
            .at("/HyperParameterTuningJobConfig/ParameterRanges"),
        Field::optional("hyperparameters", Ty::Map(&Ty::Scalar), "", "Hyperparameters that are the same for all, passed as text.")
            .at("/TrainingJobDefinition/StaticHyperParameters"),
        Field::required("objective", Ty::Call(common::ORDER), "Which of the stage's metrics decides, and in which direction.")
            .constant()
            .at("/HyperParameterTuningJobConfig/HyperParameterTuningJobObjective"),
        Field::optional(
            "strategy",
            Ty::Symbol(&["bayesian", "random", "grid", "hyperband"]),
            "bayesian",
            "How the next hyperparameters are found. `grid` tries every combination of choices, `hyperband` stops weak jobs early.",
        )
        .constant()
        .at("/HyperParameterTuningJobConfig/Strategy"),
        Field::optional("jobs", Ty::Count, "", "Training jobs in all; required except for `grid`, which runs one per combination.")
            .constant()
            .at("/HyperParameterTuningJobConfig/ResourceLimits/MaxNumberOfTrainingJobs"),
        Field::optional("parallel", Ty::Count, "1", "Training jobs at the same time.")
            .constant()
            .at("/HyperParameterTuningJobConfig/ResourceLimits/MaxParallelTrainingJobs"),
        Field::optional(
            "resource",
            Ty::Record(&[
                Field::required("min", Ty::Count, "No job is stopped before this many epochs.").constant(),
                Field::required("max", Ty::Count, "Every job is stopped after this many epochs.").constant(),
            ]),
            "",
            "Epochs of a job under `hyperband`, and only there.",
        )
        .constant()
        .at("/HyperParameterTuningJobConfig/StrategyConfig/HyperbandStrategyConfig"),
        Field::optional("early_stop", Ty::Bool, "false", "Whether jobs that are not likely to win are stopped; `hyperband` does so by itself.")
            .constant()
            .at("/HyperParameterTuningJobConfig/TrainingJobEarlyStoppingType"),
        Field::optional("target", Ty::Number, "", "The search ends as soon as the objective has this value.")
            .constant()
            .at("/HyperParameterTuningJobConfig/TuningJobCompletionCriteria/TargetObjectiveMetricValue"),
        Field::optional("seed", Ty::Count, "", "Makes the search repeatable as far as the strategy allows.")
            .constant()
            .at("/HyperParameterTuningJobConfig/RandomSeed"),
        Field::optional(
            "warm_start",
            Ty::Record(&[
                Field::required("from", Ty::List(&Ty::String), "Names of up to five tuning jobs that are done."),
                Field::required(
                    "kind",
                    Ty::Symbol(&["identical", "transfer"]),
                    "`identical`: same data, image and hyperparameters, other ranges at most; `transfer`: whatever was learned is a hint.",
                )
                .constant(),
            ]),
            "",
            "Starts from what earlier searches found.",
        )
        .at("/WarmStartConfig"),
        Field::optional("input_mode", Ty::Symbol(&["file", "fast_file", "pipe"]), "file", "How channels reach the container.")
            .constant()
            .at("/TrainingJobDefinition/AlgorithmSpecification/TrainingInputMode"),
        Field::optional("volume", Ty::Size, "30GiB", "Disk of each machine.")
            .constant()
            .at("/TrainingJobDefinition/ResourceConfig/VolumeSizeInGB"),
        Field::optional(
            "spot",
            Ty::Record(&[
                Field::required("max_wait", Ty::Duration, "Waiting for capacity and running, together, of each job.")
                    .constant()
                    .at("/TrainingJobDefinition/StoppingCondition/MaxWaitTimeInSeconds"),
            ]),
            "",
            "Train on managed spot capacity. An interrupted job starts anew: jobs of a search must not resume from each other's checkpoints.",
        ),
        Field::optional("job_timeout", Ty::Duration, "1d", "Each training job is stopped after this time.")
            .constant()
            .at("/TrainingJobDefinition/StoppingCondition/MaxRuntimeInSeconds"),
        Field::optional("timeout", Ty::Duration, "7d", "The whole search is stopped after this time; at least 2min.")
            .constant()
            .at("/HyperParameterTuningJobConfig/ResourceLimits/MaxRuntimeInSeconds"),
        Field::optional(
            "distribution",
            Ty::Either(&Ty::Symbol(distribution::WORDS), &Ty::Call(distribution::FORMS)),
            "",
            "How a framework's script is started on several processors: `torchrun`, `smdistributed` (SageMaker's data-parallel library), `mpi`, `parameter_server`, `mirrored`.",
        )
        .constant(),
        Field { at: "/TrainingJobDefinition/Environment", ..common::ENVIRONMENT },
        Field::optional("serving", Ty::Image, "the algorithm's inference image", "Image that serves the model.").constant(),
        common::NETWORK_ISOLATION,
        common::ENCRYPT_TRAFFIC,
        common::TAGS,
        common::ESTIMATE,
        common::CACHE,
    ],
    example: include_str!("tune.mlflow"),
    declares: &["metric"],
    outputs: &[
        Output { name: "best", ty: Ty::Model, doc: "The model of the best training job." },
        Output { name: "best_job", ty: Ty::String, doc: "The name of the best training job." },
        Output { name: "job", ty: Ty::String, doc: "The name of the tuning job, for the `warm_start` of another." },
    ],
    action: "CreateHyperParameterTuningJob",
    name_limit: 32,
    seconds: 7_200,
};
