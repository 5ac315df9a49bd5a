//! Limits of Step Functions and SageMaker that no request shape holds, or that are needed before there is a request.
//!
//! Sources: [SFN] Step Functions developer guide, service-quotas and workflow-variables pages; [API] botocore 1.44.5
//! service models (`sagemaker-api.json`; a test compares them); [DERIVED] counted from the events a state writes
//! (botocore `HistoryEventType`).

/// A limit, for the reference.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limit {
    /// The constant's name.
    pub name: &'static str,
    /// What it limits, and its source in brackets at the end.
    pub doc: &'static str,
    /// How much.
    pub value: u64,
}

macro_rules! limits {
    ($($(#[doc = $doc:literal])+ pub const $name:ident: $ty:ty = $value:expr;)*) => {
        $($(#[doc = $doc])+ pub const $name: $ty = $value;)*
        /// Every limit, in the order above.
        pub const ALL: &[Limit] = &[$(Limit { name: stringify!($name), doc: concat!($($doc),+), value: $name as u64 }),*];
    };
}

limits! {
    /// Characters of a state, state machine or execution name. [SFN]
    pub const STATE_NAME: usize = 80;
    /// Characters of a variable name. [SFN]
    pub const VARIABLE_NAME: usize = 80;
    /// Bytes of a state machine definition. [SFN]
    pub const DEFINITION_BYTES: usize = 1_048_576;
    /// Events in the history of one standard execution, after which it fails. [SFN]
    pub const HISTORY_EVENTS: usize = 25_000;
    /// Bytes of the input, output or result of a state, a task or an execution. [SFN]
    pub const PAYLOAD_BYTES: usize = 262_144;
    /// Bytes of one variable, and of all that one `Assign` sets. [SFN]
    pub const VARIABLE_BYTES: usize = 262_144;
    /// Bytes of all variables of an execution. [SFN]
    pub const ALL_VARIABLES_BYTES: usize = 10 * 1_048_576;
    /// Greatest `TimeoutSeconds` of a state, and what holds when there is none. [SFN]
    pub const TIMEOUT_SECONDS: u64 = 99_999_999;
    /// Seconds that a standard execution may take: one year. [SFN]
    pub const EXECUTION_SECONDS: u64 = 31_536_000;
    /// Iterations that run at once in an inline Map. [SFN]
    pub const INLINE_MAP_CONCURRENCY: usize = 40;
    /// Child executions that run at once in a distributed Map. [SFN]
    pub const DISTRIBUTED_MAP_CONCURRENCY: usize = 10_000;
    /// Greatest `IntervalSeconds` and `MaxAttempts` of a retrier. [SFN]
    pub const RETRY_NUMBER: u64 = 99_999_999;
    /// Greatest `MaxDelaySeconds` of a retrier. [SFN]
    pub const RETRY_MAX_DELAY_SECONDS: u64 = 31_622_400;
    /// Days in which a failed execution can be redriven. [SFN]
    pub const REDRIVE_DAYS: u64 = 14;

    /// History events of a Pass, Choice, Wait, Succeed or Fail state. [DERIVED]
    pub const EVENTS_PLAIN_STATE: usize = 2;
    /// History events of a request-response task. [DERIVED]
    pub const EVENTS_TASK: usize = 5;
    /// History events of a task that waits for its job (`.sync`). [DERIVED]
    pub const EVENTS_SYNC_TASK: usize = 6;
    /// History events of one round of a wait loop: Wait, Describe, Choice. [DERIVED]
    pub const EVENTS_POLL_ROUND: usize = 2 * EVENTS_PLAIN_STATE + EVENTS_TASK;

    /// Characters of a training, processing or transform job name, an endpoint, endpoint configuration or model. [API]
    pub const JOB_NAME: usize = 63;
    /// Characters of a tuning or AutoML job name. [API]
    pub const TUNING_JOB_NAME: usize = 32;
    /// Entries of a training job's or container's environment. [API]
    pub const ENVIRONMENT_ENTRIES: usize = 100;
    /// Characters of an environment value in a training job. [API]
    pub const TRAINING_ENVIRONMENT_VALUE: usize = 512;
    /// Characters of an environment value in a processing job. [API]
    pub const PROCESSING_ENVIRONMENT_VALUE: usize = 256;
    /// Hyperparameters of a training job. [API]
    pub const HYPERPARAMETERS: usize = 100;
    /// Characters of a hyperparameter's name. [API]
    pub const HYPERPARAMETER_NAME: usize = 256;
    /// Characters of a hyperparameter's value. [API]
    pub const HYPERPARAMETER_VALUE: usize = 2_500;
    /// Channels of a training job. [API]
    pub const CHANNELS: usize = 20;
    /// Attributes that training is given of a line of an augmented manifest. [API]
    pub const MANIFEST_ATTRIBUTES: usize = 16;
    /// Characters of the name of a feature or feature group. [API]
    pub const FEATURE_NAME: usize = 64;
    /// Inputs of a processing job. [API]
    pub const PROCESSING_INPUTS: usize = 10;
    /// Outputs of a processing job. [API]
    pub const PROCESSING_OUTPUTS: usize = 10;
    /// Metric definitions of a training job. [API]
    pub const METRIC_DEFINITIONS: usize = 40;
    /// Tags of a resource. [API]
    pub const TAGS: usize = 50;
    /// Production variants of an endpoint. [API]
    pub const VARIANTS: usize = 10;
    /// Containers of a model. [API]
    pub const CONTAINERS: usize = 15;
    /// Alarms that roll an endpoint update back. [API]
    pub const ROLLBACK_ALARMS: usize = 10;
    /// Instances of a processing job. [API]
    pub const PROCESSING_INSTANCES: usize = 100;
    /// Seconds that a processing job may run. [API]
    pub const PROCESSING_SECONDS: u64 = 777_600;
    /// Seconds that a monitoring job may run. [API]
    pub const MONITORING_SECONDS: u64 = 86_400;
    /// Seconds between two steps of an endpoint update. [API]
    pub const CANARY_WAIT_SECONDS: u64 = 3_600;
    /// Least seconds in which an endpoint update must be done. [API]
    pub const ENDPOINT_UPDATE_SECONDS_MIN: u64 = 600;
    /// Greatest seconds in which an endpoint update must be done. [API]
    pub const ENDPOINT_UPDATE_SECONDS_MAX: u64 = 28_800;
    /// Concurrent invocations of a serverless variant. [API]
    pub const SERVERLESS_CONCURRENCY: usize = 200;
    /// Concurrent invocations on a machine of an asynchronous endpoint. [API]
    pub const ASYNC_CONCURRENCY: usize = 1_000;
    /// Characters of the regular expression of a metric. [API]
    pub const METRIC_PATTERN: usize = 500;
    /// Characters of a tag's key. [API]
    pub const TAG_KEY: usize = 128;
    /// Characters of a tag's value. [API]
    pub const TAG_VALUE: usize = 256;
    /// Characters of an argument of a processing job. [API]
    pub const ARGUMENT: usize = 256;
    /// Seconds that a warm pool is kept. [API]
    pub const KEEP_ALIVE_SECONDS: u64 = 21_600;
}
