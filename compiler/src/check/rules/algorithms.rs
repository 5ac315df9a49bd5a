//! Built-in algorithms: hyperparameters, `code`, metrics that they emit, number of machines.

use crate::base::suggest::suggest;
use crate::check::program::{Block, Program};
use crate::check::scope::list;
use crate::check::value::{Value, ValueKind};
use crate::diag::{Applicability, Diagnostic, Sink, codes};
use crate::vocab::facts::algorithms::{self, Algorithm, Domain, Hyperparameter};
use crate::vocab::facts::instances;

use super::words::{did_you_mean_text, insert_argument, sent, shortened};

/// Frameworks that only run a script.
const SCRIPTS: &[&str] = &["pytorch", "tensorflow", "sklearn", "huggingface", "mxnet", "chainer"];

pub fn check(program: &Program, sink: &mut Sink) {
    for block in super::training(program) {
        let Some(value) = block.get("algorithm") else { continue };
        let ValueKind::Call(name, _) = &value.kind else { continue };
        code(name, value, sink);
        machines(name, block, sink);
        processor(block, sink);
        match built_in(block) {
            Some(algorithm) => {
                hyperparameters(algorithm, block, sink);
                emitted(algorithm, block, sink);
            }
            None => scripted(name, block, sink),
        }
    }
}

/// The algorithm of a `train` or `tune` that runs no script.
pub fn built_in(block: &Block) -> Option<&'static Algorithm> {
    let value = block.get("algorithm")?;
    let ValueKind::Call(name, arguments) = &value.kind else { return None };
    let algorithm = algorithms::all().find(|algorithm| algorithm.framework == name)?;
    (!arguments.contains_key("code")).then_some(algorithm)
}

fn code(name: &str, value: &Value, sink: &mut Sink) {
    let word = word(name);
    match value.get("code") {
        Some(code) if name != "xgboost" && algorithms::all().any(|other| other.framework == name) => sink.push(
            Diagnostic::new(codes::WRONG_ARGUMENTS, code.blame(), format!("`{word}` takes no `code`"))
                .label("a built-in algorithm runs no script")
                .help("leave it out, or train with a framework such as `pytorch`"),
        ),
        None if SCRIPTS.contains(&name) => {
            let found = Diagnostic::new(codes::WRONG_ARGUMENTS, value.blame(), format!("`{word}` needs `code`"))
                .label("it has no algorithm of its own, only your script")
                .help("the script's path beside the pipeline file");
            sink.push(insert_argument(found, value, "code = \"jobs/train.py\"", Applicability::Placeholder));
        }
        _ => {}
    }
}

fn machines(name: &str, block: &Block, sink: &mut Sink) {
    let Some((machine, count @ 2..)) = block.instance("instance") else { return };
    let (alone, source) = match built_in(block) {
        Some(algorithm) => (!algorithm.distributed, algorithm.source),
        None => (name == "sklearn", "SageMaker Python SDK 2.257.7, sklearn/estimator.py"),
    };
    if !alone {
        if let Some(algorithm) = built_in(block) {
            only_with(algorithm, count, block, sink);
        }
        return;
    }
    let instance = block.get("instance");
    let mut found = Diagnostic::new(
        codes::NOT_DISTRIBUTED,
        block.place("instance"),
        format!("`{}` trains on one machine, not {count}", word(name)),
    )
    .label("more than one machine")
    .also(block.place("algorithm"), "does not spread its work")
    .note(format!("source: {source}"));
    if let Some(instance) = instance.filter(|instance| instance.via.is_none()) {
        found = found.fix(format!("write `{machine}`"), instance.span, machine, Applicability::Always);
    }
    sink.push(found);
}

/// The name in the language of an algorithm or framework.
fn word(name: &str) -> String {
    let algorithm = algorithms::all().find(|algorithm| algorithm.framework == name);
    algorithm.map_or_else(|| name.replace('-', "_"), |algorithm| algorithm.keyword.to_owned())
}

/// An algorithm that spreads its work in some of its modes only.
fn only_with(algorithm: &Algorithm, count: u32, block: &Block, sink: &mut Sink) {
    let Some(only) = &algorithm.distributed_if else { return };
    let set = block.get("hyperparameters");
    let value = set.and_then(|set| set.get(only.name));
    let known = algorithm.hyperparameter(only.name);
    // A script that the user names may have another default.
    let own_script = block.get("algorithm").is_some_and(|algorithm| algorithm.get("script").is_some());
    let default = || known?.default.as_deref().filter(|_| !own_script);
    let text = match value {
        Some(value) => sent(value).map(|text| known.map_or(text.clone(), |known| known.spelled(&text).to_owned())),
        None => default().map(str::to_owned),
    };
    let Some(text) = text.filter(|text| !only.values.contains(&text.as_str())) else { return };
    let title = format!("`{}` with `{}` as `{text}` trains on one machine, not {count}", algorithm.keyword, only.name);
    let place = value.map_or_else(|| block.place("algorithm"), Value::blame);
    let label = if value.is_some() { "does not spread its work" } else { "does not by default" };
    sink.push(
        Diagnostic::new(codes::NOT_DISTRIBUTED, block.place("instance"), title)
            .label("more than one machine")
            .also(place, label)
            .help(format!("several machines are for `{}` as {}", only.name, list(only.values.iter().copied())))
            .note(format!("source: {}", algorithm.source)),
    );
}

/// An algorithm that needs a GPU.
fn processor(block: &Block, sink: &mut Sink) {
    let Some(algorithm) = built_in(block).filter(|algorithm| !algorithm.cpu) else { return };
    let Some((machine, _)) = block.instance("instance") else { return };
    if instances::processor(machine) == instances::Processor::Gpu {
        return;
    }
    let title = format!("`{}` trains on a GPU, and `{machine}` has none", algorithm.keyword);
    sink.push(
        Diagnostic::new(codes::IMAGE_PROCESSOR, block.place("instance"), title)
            .label("no GPU")
            .also(block.place("algorithm"), "needs one")
            .help("take a machine with one: `cheapest(gpu >= 1)`")
            .note(format!("source: {}", algorithm.source)),
    );
}

fn hyperparameters(algorithm: &Algorithm, block: &Block, sink: &mut Sink) {
    let set = block.get("hyperparameters");
    if set.is_some_and(|value| !matches!(value.kind, ValueKind::Record(_))) {
        return;
    }
    let mut unknown = 0;
    for (name, span, value) in set.into_iter().flat_map(Value::entries) {
        match algorithm.hyperparameter(name) {
            Some(known) => takes(algorithm, known, value, sink),
            None => {
                unknown += 1;
                sink.push(unknown_name(algorithm, name, span));
            }
        }
    }
    // `tune` searches some of them.
    let records = || [set, block.get("ranges")].into_iter().flatten();
    let given = |name: &str| records().any(|record| record.get(name).is_some());
    let missing: Vec<&Hyperparameter> =
        algorithm.hyperparameters.iter().filter(|one| one.required && !given(one.name)).collect();
    // A misspelt name stands for one that is missing.
    if missing.len() <= unknown || (set.is_none() && block.broken) {
        return;
    }
    let names = list(missing.iter().map(|one| one.name));
    let title = format!("`{}` needs the hyperparameter {names}", algorithm.keyword);
    let mut found = Diagnostic::new(codes::BAD_HYPERPARAMETER, set.map_or(block.header, Value::blame), title)
        .label("not set")
        .note(format!("source: {}", algorithm.source));
    for one in &missing {
        found = found.note(format!("`{}` takes {}", one.name, words(one)));
    }
    let written: Vec<String> = missing.iter().map(|one| format!("{} = {}", one.name, example(one))).collect();
    let first = set.and_then(|set| set.entries().next().map(|(_, span, _)| span));
    if let Some(first) = first {
        let text = format!("{}, ", written.join(", "));
        found = found.fix(format!("add {names}"), first.before(), text, Applicability::Placeholder);
    } else if set.is_none()
        && let Some(instance) = block.fields.get("instance")
    {
        let text = format!("hyperparameters = {{ {} }}\n  ", written.join(", "));
        found = found.fix("add `hyperparameters`", instance.name.before(), text, Applicability::Placeholder);
    }
    sink.push(found);
}

/// A name close to a known one is a typing error; another may be newer than the table.
pub fn unknown_name(algorithm: &Algorithm, name: &str, span: crate::base::Span) -> Diagnostic {
    let known = || algorithm.hyperparameters.iter().map(|one| one.name);
    let close = !suggest(name, known()).is_empty();
    let code = if close { codes::BAD_HYPERPARAMETER } else { codes::UNKNOWN_NEWER };
    let title = format!("`{}` has no hyperparameter `{name}`", algorithm.keyword);
    let title = if close { title } else { format!("{title} that the compiler knows") };
    Diagnostic::new(code, span, title)
        .label("unknown hyperparameter")
        .did_you_mean(span, name, known())
        .note(format!("source: {}", algorithm.source))
}

fn takes(algorithm: &Algorithm, known: &Hyperparameter, value: &Value, sink: &mut Sink) {
    let Some(text) = sent(value) else { return };
    let spelled = if matches!(value.kind, ValueKind::Bool(_)) { known.spelled(&text) } else { &text };
    if known.takes(spelled) {
        return;
    }
    let title = format!("the hyperparameter `{}` of `{}` cannot be `{text}`", known.name, algorithm.keyword);
    let mut found = Diagnostic::new(codes::BAD_HYPERPARAMETER, value.blame(), title)
        .label(format!("takes {}", words(known)))
        .note(format!("source: {}", algorithm.source));
    if let Domain::Choice(values) | Domain::Choices(values) = &known.domain {
        found = did_you_mean_text(found, value.span, &text, values.iter().copied());
    }
    sink.push(found);
}

/// "a whole number from 1"
pub fn words(one: &Hyperparameter) -> String {
    let domain = match &one.domain {
        Domain::Integer { min, max } => {
            let least = min.map(|min| format!(" from {min}")).unwrap_or_default();
            let greatest = max.map(|max| format!(" to {max}")).unwrap_or_default();
            format!("a whole number{least}{greatest}")
        }
        Domain::Number { min, max, above, below } => {
            let least = min.map(|min| format!(" {} {min}", if *above { "above" } else { "from" })).unwrap_or_default();
            let greatest = max.map(|max| format!(" {} {max}", if *below { "below" } else { "to" })).unwrap_or_default();
            format!("a number{least}{greatest}")
        }
        Domain::Choice(values) => format!("one of {}", shortened(values, 8)),
        Domain::Choices(values) => format!("a comma-separated list of {}", shortened(values, 8)),
        Domain::Text => "text".into(),
    };
    if one.words.is_empty() { domain } else { format!("{domain}, or {}", shortened(&one.words, 4)) }
}

fn example(one: &Hyperparameter) -> String {
    match &one.domain {
        Domain::Integer { min, .. } => min.unwrap_or(1).max(1).to_string(),
        Domain::Number { .. } => "1".into(),
        Domain::Choice(values) | Domain::Choices(values) => {
            format!("\"{}\"", values.first().copied().unwrap_or("..."))
        }
        Domain::Text => "\"...\"".into(),
    }
}

/// `final("...")` names something that the algorithm emits.
fn emitted(algorithm: &Algorithm, block: &Block, sink: &mut Sink) {
    for metric in block.metrics.values() {
        let Some(name) =
            metric.value.as_ref().filter(|value| matches!(&value.kind, ValueKind::Call(f, _) if f == "final"))
        else {
            continue;
        };
        let Some((value, text)) = name.get("name").and_then(|value| Some((value, value.text()?))) else { continue };
        // What is measured on the training data has the names of what is measured on the validation data.
        let twin = text.strip_prefix("train:").map(|rest| format!("validation:{rest}"));
        let known = |text: &str| algorithm.metrics.contains(&text);
        if algorithm.metrics.is_empty() || known(&text) || twin.is_some_and(|twin| known(&twin)) {
            continue;
        }
        let close = !suggest(&text, algorithm.metrics.iter().copied()).is_empty();
        // Where the image does not say how a metric is found, one that is not in the table is found by nobody.
        let sought = !algorithm.patterns.is_empty();
        let code = if close || sought { codes::NOT_ALLOWED } else { codes::UNKNOWN_NEWER };
        let title = format!("`{}` emits no metric `{text}`", algorithm.keyword);
        let title = if close { title } else { format!("{title} that the compiler knows") };
        let found = Diagnostic::new(code, value.blame(), title)
            .label("not emitted")
            .also(block.place("algorithm"), "by this algorithm")
            .note(format!("source: {}", algorithm.source));
        let found = did_you_mean_text(found, value.span, &text, algorithm.metrics.iter().copied());
        let other = if sought { "; any other is read from the log: `pattern(\"...\")`" } else { "" };
        sink.push(found.help(format!("it emits {}{other}", shortened(&algorithm.metrics, 8))));
    }
}

/// A script's numbers are read from its log.
fn scripted(name: &str, block: &Block, sink: &mut Sink) {
    if !SCRIPTS.contains(&name) && name != "xgboost" {
        return;
    }
    for metric in block.metrics.values() {
        let Some(value) = &metric.value else { continue };
        if matches!(&value.kind, ValueKind::Call(function, _) if function == "final") {
            sink.push(
                Diagnostic::new(codes::NOT_ALLOWED, value.blame(), "`final` is for built-in algorithms")
                    .label("a script emits no metrics by itself")
                    .also(block.place("algorithm"), "runs your script")
                    .help("read the number from the log: `pattern(\"auc=([0-9.]+)\")`"),
            );
        }
    }
}
