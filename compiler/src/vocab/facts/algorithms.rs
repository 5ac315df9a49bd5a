//! The built-in algorithms: what they read, how they are tuned, what they report.

use std::sync::OnceLock;

use indexmap::IndexMap;
use serde::Deserialize;

use super::hosted::Hosted;

const ALGORITHMS: &str = include_str!("../../../data/algorithms.json");

/// A built-in algorithm of SageMaker.
#[derive(Debug, Deserialize)]
pub struct Algorithm {
    /// Name in the language: `linear_learner`.
    #[serde(skip)]
    pub keyword: &'static str,
    /// Name in the image table: `linear-learner`. A hosted one has no image of its own there.
    #[serde(borrow)]
    pub framework: &'static str,
    /// Content types that its channels take.
    #[serde(borrow)]
    pub content_types: Vec<&'static str>,
    /// File formats of the language that it takes: `csv`, `libsvm`, `parquet`, `recordio`.
    #[serde(borrow)]
    pub formats: Vec<&'static str>,
    /// Its data channels.
    pub channels: Vec<Channel>,
    /// Whether it can train on several instances.
    pub distributed: bool,
    /// Whether it can use a GPU when training; none where the source doesn't tell.
    #[serde(default)]
    pub gpu: Option<bool>,
    /// Whether it can train without a GPU.
    #[serde(default = "yes")]
    pub cpu: bool,
    /// Values of a hyperparameter without which it trains on one instance only.
    #[serde(default)]
    pub distributed_if: Option<Only>,
    /// Whether it saves checkpoints and goes on from them: without, a spot job may wait an hour at most.
    #[serde(default)]
    pub checkpoints: bool,
    /// How JumpStart runs it, where it has no image of its own.
    #[serde(default)]
    pub hosted: Option<Hosted>,
    /// All hyperparameters.
    pub hyperparameters: Vec<Hyperparameter>,
    /// Metrics that it reports, such as `validation:auc`.
    #[serde(borrow)]
    pub metrics: Vec<&'static str>,
    /// How the metrics are found in the log, where the image does not say so itself: name and regular expression.
    #[serde(borrow, default)]
    pub patterns: IndexMap<&'static str, std::borrow::Cow<'static, str>>,
    /// Where these facts are from.
    #[serde(borrow)]
    pub source: &'static str,
}

/// A channel of a built-in algorithm.
#[derive(Debug, Deserialize)]
pub struct Channel {
    /// Such as `train`.
    #[serde(borrow)]
    pub name: &'static str,
    /// Whether a job must have it.
    #[serde(default)]
    pub required: bool,
    /// File formats of its own, where they differ from the algorithm's; empty for any.
    #[serde(borrow, default)]
    pub formats: Option<Vec<&'static str>>,
    /// Content type of its own, where the format alone does not tell it.
    #[serde(borrow, default)]
    pub content_type: Option<&'static str>,
}

/// Values that a hyperparameter has to have.
#[derive(Debug, Deserialize)]
pub struct Only {
    /// Such as `mode`.
    #[serde(borrow)]
    pub name: &'static str,
    /// Such as `batch_skipgram`.
    #[serde(borrow)]
    pub values: Vec<&'static str>,
}

fn yes() -> bool {
    true
}

/// A hyperparameter of a built-in algorithm.
#[derive(Debug, Deserialize)]
pub struct Hyperparameter {
    /// Such as `num_round`.
    #[serde(borrow)]
    pub name: &'static str,
    /// The values it takes.
    pub domain: Domain,
    /// Words it takes besides, such as `auto`.
    #[serde(borrow, default)]
    pub words: Vec<&'static str>,
    /// What holds when it is not set; none where there is no fixed one.
    #[serde(borrow, default)]
    pub default: Option<std::borrow::Cow<'static, str>>,
    /// Whether it must be set.
    #[serde(default)]
    pub required: bool,
    /// Whether the default is for jobs on one machine only.
    #[serde(default)]
    pub alone: bool,
}

/// The values that a hyperparameter takes.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Domain {
    /// Whole numbers.
    Integer {
        /// Least, included.
        #[serde(default)]
        min: Option<i64>,
        /// Greatest, included.
        #[serde(default)]
        max: Option<i64>,
    },
    /// Numbers.
    Number {
        /// Least.
        #[serde(default)]
        min: Option<f64>,
        /// Greatest.
        #[serde(default)]
        max: Option<f64>,
        /// Whether `min` itself is not taken.
        #[serde(default)]
        above: bool,
        /// Whether `max` itself is not taken.
        #[serde(default)]
        below: bool,
    },
    /// One of a list.
    #[serde(borrow)]
    Choice(Vec<&'static str>),
    /// A comma-separated list of some of these, each perhaps with a threshold: `error@0.3`.
    #[serde(borrow)]
    Choices(Vec<&'static str>),
    /// Any text.
    Text,
}

#[derive(Default, Deserialize)]
struct Table {
    #[serde(borrow)]
    algorithms: IndexMap<&'static str, Algorithm>,
}

/// A damaged table reads as empty; the tests below fail on that.
fn table() -> &'static Table {
    static TABLE: OnceLock<Table> = OnceLock::new();
    TABLE.get_or_init(|| {
        let mut table: Table = serde_json::from_str(ALGORITHMS).unwrap_or_default();
        for (keyword, algorithm) in &mut table.algorithms {
            algorithm.keyword = keyword;
        }
        table
    })
}

/// The algorithm with this name in the language.
pub fn find(keyword: &str) -> Option<&'static Algorithm> {
    table().algorithms.get(keyword)
}

/// All algorithms.
pub fn all() -> impl Iterator<Item = &'static Algorithm> {
    table().algorithms.values()
}

impl Algorithm {
    /// The hyperparameter called `name`.
    pub fn hyperparameter(&self, name: &str) -> Option<&Hyperparameter> {
        self.hyperparameters.iter().find(|one| one.name == name)
    }

    /// The file formats that the channel called `name` takes; empty for any.
    pub fn formats_of(&self, name: &str) -> &[&'static str] {
        self.channel(name).and_then(|channel| channel.formats.as_deref()).unwrap_or(&self.formats)
    }

    /// The content type with which the channel called `name` is sent in a format of the language.
    pub fn content_type(&self, name: &str, format: &str) -> Option<&'static str> {
        let own = self.channel(name).and_then(|channel| channel.content_type);
        let known = CONTENT_TYPES.iter().filter(|(known, _)| *known == format).map(|(_, content)| *content);
        own.or_else(|| known.clone().find(|content| self.content_types.contains(content)))
    }

    /// The channel called `name`.
    pub fn channel(&self, name: &str) -> Option<&Channel> {
        self.channels.iter().find(|one| one.name == name)
    }
}

/// How formats of the language are called as content types. The usual name is the first of a format.
const CONTENT_TYPES: &[(&str, &str)] = &[
    ("csv", "text/csv"),
    ("parquet", "application/x-parquet"),
    ("parquet", "parquet"),
    ("json", "application/json"),
    ("jsonlines", "application/jsonlines"),
    ("jsonlines", "json"),
    ("libsvm", "text/libsvm"),
    ("recordio", "application/x-recordio-protobuf"),
    ("recordio", "application/x-recordio"),
    ("image", "application/x-image"),
    ("text", "text/plain"),
];

/// The usual content type of a format of the language.
pub fn content_type(format: &str) -> &'static str {
    CONTENT_TYPES.iter().find(|(known, _)| *known == format).map_or("text/plain", |(_, content)| content)
}

impl Hyperparameter {
    /// A flag as this algorithm spells it: some want `True`.
    pub fn spelled<'v>(&self, text: &'v str) -> &'v str {
        let other = match text {
            "true" => "True",
            "false" => "False",
            _ => return text,
        };
        if !self.takes(text) && self.takes(other) { other } else { text }
    }

    /// Whether a value, as it would be sent, is taken.
    pub fn takes(&self, text: &str) -> bool {
        self.words.contains(&text) || self.domain.takes(text)
    }
}

impl Domain {
    /// Whether a value, as it would be sent, is in the domain.
    pub fn takes(&self, text: &str) -> bool {
        match self {
            Self::Integer { min, max } => text.parse::<i64>().is_ok_and(|value| {
                min.is_none_or(|least| value >= least) && max.is_none_or(|greatest| value <= greatest)
            }),
            Self::Number { min, max, above, below } => text.parse::<f64>().is_ok_and(|value| {
                value.is_finite()
                    && min.is_none_or(|least| value > least || (!above && value >= least))
                    && max.is_none_or(|greatest| value < greatest || (!below && value <= greatest))
            }),
            Self::Choice(values) => values.contains(&text),
            Self::Choices(values) => text.split(',').map(str::trim).all(|one| {
                let (name, threshold) = one.split_once('@').map_or((one, None), |(name, rest)| (name, Some(rest)));
                values.contains(&name) && threshold.is_none_or(|number| number.parse::<f64>().is_ok())
            }),
            Self::Text => true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::images;
    use super::*;

    fn takes(keyword: &str, name: &str, text: &str) -> Option<bool> {
        Some(find(keyword)?.hyperparameter(name)?.takes(text))
    }

    #[test]
    fn every_algorithm_is_whole() {
        let keywords: Vec<_> = all().map(|algorithm| algorithm.keyword).collect();
        let wanted = [
            "xgboost",
            "linear_learner",
            "kmeans",
            "pca",
            "randomcutforest",
            "factorization_machines",
            "knn",
            "blazingtext",
            "object2vec",
            "deepar",
            "image_classification",
            "object_detection",
            "semantic_segmentation",
            "seq2seq",
            "ntm",
            "lda",
            "ipinsights",
            "lightgbm",
            "catboost",
            "tabtransformer",
        ];
        assert_eq!(keywords, wanted);
        for algorithm in all() {
            let hosted = algorithm.hosted.as_ref();
            let framework = hosted.map_or(algorithm.framework, |hosted| hosted.framework);
            assert!(!images::versions(framework, images::Scope::Training).is_empty(), "{}", algorithm.keyword);
            assert_eq!(images::frameworks().contains(&algorithm.framework), hosted.is_none(), "{}", algorithm.keyword);
            let train = ["train", "training"].into_iter().find(|name| algorithm.channel(name).is_some());
            let train = train.unwrap_or_default();
            assert!(algorithm.channel(train).is_some_and(|channel| channel.required), "{}", algorithm.keyword);
            // Everything has a default in some of them only.
            let required = algorithm.hyperparameters.iter().any(|one| one.required);
            let defaults = hosted.is_some() || algorithm.keyword == "seq2seq";
            assert!(required != defaults && !algorithm.source.is_empty(), "{}", algorithm.keyword);
            for format in &algorithm.formats {
                let sent = algorithm.content_type(train, format);
                assert!(
                    sent.is_some_and(|sent| algorithm.content_types.contains(&sent)),
                    "{} {format}",
                    algorithm.keyword
                );
            }
            if let Some(only) = &algorithm.distributed_if {
                let one = algorithm.hyperparameter(only.name);
                assert!(one.is_some_and(|one| only.values.iter().all(|value| one.takes(value))), "{}", only.name);
            }
            for one in &algorithm.hyperparameters {
                let default = one.default.as_deref();
                assert!(default.is_none_or(|text| one.takes(text)), "{} {}", algorithm.keyword, one.name);
                assert!(default.is_none() || !one.required, "{} {}", algorithm.keyword, one.name);
            }
        }
    }

    #[test]
    fn content_types_are_those_of_the_algorithm_and_the_channel() {
        let sent = |keyword: &str, channel: &str, format: &str| find(keyword)?.content_type(channel, format);
        assert_eq!(sent("pca", "train", "recordio"), Some("application/x-recordio-protobuf"));
        assert_eq!(sent("image_classification", "train", "recordio"), Some("application/x-recordio"));
        assert_eq!(sent("semantic_segmentation", "train_annotation", "image"), Some("image/png"));
        assert_eq!(sent("deepar", "train", "jsonlines"), Some("json"));
        assert_eq!(sent("pca", "train", "parquet"), None);
        assert_eq!(content_type("recordio"), "application/x-recordio-protobuf");
    }

    #[test]
    fn flags_are_spelled_as_the_algorithm_wants_them() {
        let spelled = |keyword: &str, name: &str| Some(find(keyword)?.hyperparameter(name)?.spelled("true"));
        assert_eq!(spelled("blazingtext", "subwords"), Some("True"));
        assert_eq!(spelled("ntm", "batch_norm"), Some("true"));
    }

    #[test]
    fn integers_have_bounds() {
        assert_eq!(takes("xgboost", "num_round", "400"), Some(true));
        assert_eq!(takes("xgboost", "num_round", "0"), Some(false));
        assert_eq!(takes("xgboost", "num_round", "4.5"), Some(false));
        assert_eq!(takes("randomcutforest", "num_trees", "1001"), Some(false));
        assert_eq!(takes("xgboost", "num_rounds", "1"), None);
    }

    #[test]
    fn numbers_may_leave_a_bound_out() {
        assert_eq!(takes("xgboost", "subsample", "0"), Some(false));
        assert_eq!(takes("xgboost", "subsample", "1"), Some(true));
        assert_eq!(takes("linear_learner", "momentum", "1"), Some(false));
        assert_eq!(takes("linear_learner", "momentum", "0"), Some(true));
        assert_eq!(takes("xgboost", "eta", "NaN"), Some(false));
        assert_eq!(takes("xgboost", "eta", "fast"), Some(false));
    }

    #[test]
    fn words_choices_and_texts_are_taken() {
        assert_eq!(takes("kmeans", "extra_center_factor", "auto"), Some(true));
        assert_eq!(takes("kmeans", "extra_center_factor", "manual"), Some(false));
        assert_eq!(takes("xgboost", "objective", "binary:logistic"), Some(true));
        assert_eq!(takes("xgboost", "objective", "binary:logit"), Some(false));
        assert_eq!(takes("xgboost", "eval_metric", "auc, error@0.3"), Some(true));
        assert_eq!(takes("xgboost", "eval_metric", "auc,error@x"), Some(false));
        assert_eq!(takes("xgboost", "monotone_constraints", "(0, 1)"), Some(true));
    }
}
