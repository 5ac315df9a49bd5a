//! Types of fields, and rows that describe a field or a function.

pub use super::facts::instances::Use as InstanceUse;

/// What a field takes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Ty {
    /// `"text"`, also with `${}`.
    String,
    /// `400`, `0.8`
    Number,
    /// A whole number from 0.
    Count,
    /// `true`
    Bool,
    /// `4h`
    Duration,
    /// `50GiB`
    Size,
    /// `10%`
    Percent,
    /// `$0.036`
    Money,
    /// `ml.m5.xlarge`, `ml.m5.xlarge * 2`
    Instance(InstanceUse),
    /// `sklearn("1.2-1")` or an image address.
    Image,
    /// `xgboost("1.7-1")`, `pytorch("2.3", code = "train.py")`, `container("...")`
    Algorithm,
    /// An IAM role's ARN.
    Role,
    /// An SNS topic's ARN.
    Topic,
    /// A reference to a secret: never its value.
    Secret,
    /// `s3("bucket/prefix")`
    S3,
    /// A dataset, or a stage's dataset output.
    Dataset,
    /// Data in this format, as a kind's own output.
    DatasetOf(&'static str),
    /// A trained model.
    Model,
    /// A model, or a registered version of one.
    Deployable,
    /// A deployed endpoint.
    Endpoint,
    /// A feature group.
    FeatureGroup,
    /// Any stage, by name.
    Stage,
    /// The name of one of this stage's metrics.
    Metric,
    /// The name of one of this stage's features.
    Feature,
    /// String, number or boolean; written to the service as text.
    Scalar,
    /// One word of a closed set.
    Symbol(&'static [&'static str]),
    /// A list of these.
    List(&'static Ty),
    /// A record with any keys.
    Map(&'static Ty),
    /// A record with these keys.
    Record(&'static [Field]),
    /// A call of one of these.
    Call(&'static [Function]),
    /// The first of these that fits the form of the value.
    Either(&'static Ty, &'static Ty),
    /// What a test gives: constants of stages and parameters, by name.
    Given,
    /// Parts of requests: constants by stage.
    Requests,
    /// Any constant: what `raw` takes.
    Json,
    /// Any value, also one that is known only when running: what a request takes.
    Value,
}

impl Ty {
    /// How the type is called in messages and in the reference.
    pub fn name(&self) -> String {
        match self {
            Self::String => "text".into(),
            Self::Number => "a number".into(),
            Self::Count => "a whole number".into(),
            Self::Bool => "`true` or `false`".into(),
            Self::Duration => "a duration such as `30min`".into(),
            Self::Size => "a size such as `50GiB`".into(),
            Self::Percent => "a percentage such as `20%`".into(),
            Self::Money => "an amount such as `$0.036`".into(),
            Self::Instance(_) => "an instance type such as `ml.m5.xlarge`".into(),
            Self::Image => "an image such as `sklearn(\"1.2-1\")`".into(),
            Self::Algorithm => "an algorithm such as `xgboost(\"1.7-1\")`".into(),
            Self::Role => "an IAM role ARN".into(),
            Self::Topic => "an SNS topic ARN".into(),
            Self::Secret => "a secret such as `secret(\"prod/database\")`".into(),
            Self::S3 => "a place such as `s3(\"bucket/prefix\")`".into(),
            Self::Dataset => "a dataset".into(),
            Self::DatasetOf(format) => format!("a {format} dataset"),
            Self::Model => "a model such as `trees.model`".into(),
            Self::Deployable => "a model or a registered version".into(),
            Self::Endpoint => "a `deploy` stage".into(),
            Self::FeatureGroup => "a `feature_group` stage".into(),
            Self::Stage => "a stage".into(),
            Self::Metric => "one of the stage's metrics".into(),
            Self::Feature => "one of the stage's features".into(),
            Self::Scalar => "text, a number, `true` or `false`".into(),
            Self::Symbol(words) => words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", "),
            Self::List(item) => format!("a list of {}", item.name()),
            Self::Map(item) => format!("a record of {}", item.name()),
            Self::Record(fields) => {
                let names: Vec<_> = fields.iter().map(|field| field.name).collect();
                format!("a record with {}", names.join(", "))
            }
            Self::Call(functions) => {
                functions.iter().map(|function| format!("`{}`", function.example)).collect::<Vec<_>>().join(" or ")
            }
            Self::Either(left, right) => format!("{} or {}", left.name(), right.name()),
            Self::Given => "a record of stages and parameters".into(),
            Self::Requests => "a record of stages".into(),
            Self::Json => "a constant".into(),
            Self::Value => "any value".into(),
        }
    }
}

/// When a field's value has to be known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// When compiling.
    Compile,
    /// When running will do.
    Run,
}

/// One field of a block or record.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Field {
    /// As written.
    pub name: &'static str,
    /// What it takes.
    pub ty: Ty,
    /// Whether it has to be set.
    pub required: bool,
    /// Compile-time only, or run-time too.
    pub phase: Phase,
    /// The default, as a reader would write it; empty for none.
    pub default: &'static str,
    /// JSON pointer in the stage's main request that it fills; empty where code does it.
    pub at: &'static str,
    /// One or two sentences.
    pub doc: &'static str,
}

impl Field {
    /// A required run-time field.
    pub const fn required(name: &'static str, ty: Ty, doc: &'static str) -> Self {
        Self { name, ty, required: true, phase: Phase::Run, default: "", at: "", doc }
    }

    /// An optional run-time field; `default` is what a reader would write (empty for none).
    pub const fn optional(name: &'static str, ty: Ty, default: &'static str, doc: &'static str) -> Self {
        Self { name, ty, required: false, phase: Phase::Run, default, at: "", doc }
    }

    /// Has to be known when compiling.
    #[must_use]
    pub const fn constant(mut self) -> Self {
        self.phase = Phase::Compile;
        self
    }

    /// Fills this place of the main request.
    #[must_use]
    pub const fn at(mut self, pointer: &'static str) -> Self {
        self.at = pointer;
        self
    }
}

/// A function that a field takes: not a computation, a named form of a value.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Function {
    /// As written.
    pub name: &'static str,
    /// Positional parameters, all required.
    pub positional: &'static [Field],
    /// Named parameters.
    pub named: &'static [Field],
    /// For messages.
    pub example: &'static str,
    /// One sentence.
    pub doc: &'static str,
}
