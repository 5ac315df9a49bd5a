//! What the tables say of a word, as Markdown.

use std::borrow::Cow;
use std::fmt::Write;

use mlc_compiler::vocab::facts::algorithms::{Algorithm, Domain, Hyperparameter};
use mlc_compiler::vocab::facts::instances::{
    self, Processor, SAGEMAKER_OVER_EC2, SAGEMAKER_OVER_EC2_LEAST, SAGEMAKER_OVER_EC2_MOST,
};
use mlc_compiler::vocab::facts::prices::{self, Offer};
use mlc_compiler::vocab::kinds::Output;
use mlc_compiler::vocab::ty::Phase;
use mlc_compiler::vocab::{Field, Function, Kind, Ty};

/// Something that the tables know; its text is made when it is asked for.
#[derive(Debug, Clone, PartialEq)]
pub enum Doc {
    /// Nothing is known.
    None,
    /// This text.
    Text(Cow<'static, str>),
    /// A kind of block.
    Kind(&'static Kind),
    /// A field.
    Field(Field),
    /// A form of a value.
    Function(Function),
    /// An instance type, in a Region.
    Machine(Cow<'static, str>, String),
    /// A built-in algorithm, by its name in the language.
    Algorithm(&'static str),
    /// A hyperparameter of an algorithm.
    Hyperparameter(&'static str, &'static str),
}

impl Doc {
    /// As Markdown; empty where nothing is known.
    pub fn markdown(&self) -> String {
        match self {
            Self::None => String::new(),
            Self::Text(text) => text.to_string(),
            Self::Kind(kind) => kind_text(kind),
            Self::Field(field) => field_text(field),
            Self::Function(function) => function_text(function),
            Self::Machine(name, region) => machine_text(name, region),
            Self::Algorithm(name) => algorithm(name).map(algorithm_text).unwrap_or_default(),
            Self::Hyperparameter(of, name) => {
                algorithm(of).and_then(|of| of.hyperparameter(name)).map(hyperparameter_text).unwrap_or_default()
            }
        }
    }
}

fn algorithm(name: &str) -> Option<&'static Algorithm> {
    mlc_compiler::vocab::facts::algorithms::find(name)
}

fn kind_text(kind: &Kind) -> String {
    let mut text = format!("**{}** {}\n\n{}", kind.keyword, kind.summary, kind.doc);
    if !kind.action.is_empty() {
        let _ = write!(text, "\n\nSends `{}`.", kind.action);
    }
    if !kind.outputs.is_empty() {
        text.push_str("\n\nGives:\n");
        for output in kind.outputs {
            let _ = write!(text, "\n- {}", output_text(output));
        }
    }
    text
}

/// One line of what a stage gives.
pub fn output_text(output: &Output) -> String {
    format!("`{}`, {}: {}", output.name, output.ty.name(), output.doc)
}

/// Type, phase, default and sentence of a field.
pub fn field_text(field: &Field) -> String {
    let need = if field.required { "required" } else { "optional" };
    let phase = match field.phase {
        Phase::Compile => "known when compiling",
        Phase::Run => "may be known only when running",
    };
    let mut text = format!("{}\n\nTakes {}; {need}; {phase}.", field.doc, type_text(&field.ty));
    if !field.default.is_empty() {
        let _ = write!(text, " Default: {}.", field.default);
    }
    text
}

/// A type in words, short where it has many forms.
pub fn type_text(ty: &Ty) -> String {
    ty.name()
}

fn function_text(function: &Function) -> String {
    let mut text = function.doc.to_owned();
    for field in function.positional.iter().chain(function.named) {
        let _ = write!(text, "\n- `{}`, {}: {}", field.name, type_text(&field.ty), field.doc);
    }
    if !function.example.is_empty() {
        let _ = write!(text, "\n\n`{}`", function.example);
    }
    text
}

/// `4 vCPU, 16 GiB, about $0.29 an hour`
pub fn machine_line(name: &str, offer: Option<&Offer>) -> String {
    let Some(size) = instances::details(name) else { return "size and price not known".into() };
    let mut parts = vec![format!("{} vCPU, {} GiB", size.vcpu, size.memory_gib)];
    if size.accelerator_count > 0 {
        let model = size.accelerator_model.unwrap_or("accelerator");
        let memory = size.accelerator_memory_gib.map(|memory| format!(" {memory} GiB")).unwrap_or_default();
        parts.push(format!("{} \u{d7} {model}{memory}", size.accelerator_count));
    }
    if let Some(offer) = offer {
        parts.push(format!("about ${} an hour", dollars(offer.price)));
    }
    parts.join(", ")
}

/// Size, uses and price with where it is from.
pub fn machine_text(name: &str, region: &str) -> String {
    let uses: Vec<&str> = instances::uses(name).into_iter().map(instances::Use::word).collect();
    if uses.is_empty() {
        return String::new();
    }
    let offer = prices::offer(region, name);
    let mut text = format!("**{name}** {}\n\n", machine_line(name, None));
    let processor = match instances::processor(name) {
        Processor::Cpu => "x86",
        Processor::Graviton => "Arm (Graviton)",
        Processor::Gpu => "GPU",
        Processor::Inferentia => "Inferentia",
        Processor::Trainium => "Trainium",
    };
    let _ = write!(text, "{processor}; for {}.", uses.join(", "));
    match offer {
        Some(offer) => {
            let ec2 = offer.price / SAGEMAKER_OVER_EC2;
            let place =
                if offer.local { format!("in {region}") } else { format!("estimated for {region} from us-east-1") };
            let _ = write!(
                text,
                "\n\nAbout ${} an hour (${} to ${}): EC2's price {place}, as of {}, times {SAGEMAKER_OVER_EC2} ({SAGEMAKER_OVER_EC2_LEAST} to {SAGEMAKER_OVER_EC2_MOST}).",
                dollars(offer.price),
                dollars(ec2 * SAGEMAKER_OVER_EC2_LEAST),
                dollars(ec2 * SAGEMAKER_OVER_EC2_MOST),
                prices::DATE,
            );
            if let Some(saving) = prices::spot_saving(region, name) {
                let _ = write!(text, " Spot machines saved {:.0}% as of {}.", saving * 100.0, prices::SPOT_DATE);
            }
        }
        None if prices::knows(region) => {
            let _ = write!(text, "\n\nNo price is known in {region}.");
        }
        None => text.push_str("\n\nIts price is not known."),
    }
    text
}

/// Dollars with as many digits as tell something.
pub fn dollars(amount: f64) -> String {
    let digits = if amount.abs() >= 1_000.0 {
        0
    } else if amount.abs() >= 0.1 || amount == 0.0 {
        2
    } else {
        3
    };
    format!("{amount:.digits$}")
}

fn algorithm_text(algorithm: &Algorithm) -> String {
    let mut text = format!("**{}** built-in algorithm\n\nReads {}.", algorithm.keyword, algorithm.formats.join(", "));
    let channels: Vec<String> = algorithm
        .channels
        .iter()
        .map(|channel| format!("`{}`{}", channel.name, if channel.required { " (required)" } else { "" }))
        .collect();
    let _ = write!(text, " Channels: {}.", channels.join(", "));
    let required: Vec<String> = algorithm
        .hyperparameters
        .iter()
        .filter(|parameter| parameter.required)
        .map(|parameter| format!("`{}`", parameter.name))
        .collect();
    if !required.is_empty() {
        let _ = write!(text, " Needs {}.", required.join(", "));
    }
    if !algorithm.metrics.is_empty() {
        let shown: Vec<String> = algorithm.metrics.iter().take(12).map(|metric| format!("`{metric}`")).collect();
        let more = if algorithm.metrics.len() > shown.len() { ", ..." } else { "" };
        let _ = write!(text, "\n\nReports {}{more}.", shown.join(", "));
    }
    let _ = write!(text, "\n\nSource: {}", algorithm.source);
    text
}

/// The values that a hyperparameter takes: `a whole number, 0 to 10`.
pub fn domain_text(parameter: &Hyperparameter) -> String {
    let bounds = |min: Option<String>, max: Option<String>| match (min, max) {
        (Some(min), Some(max)) => format!(", {min} to {max}"),
        (Some(min), None) => format!(", {min} or more"),
        (None, Some(max)) => format!(", {max} or less"),
        (None, None) => String::new(),
    };
    let mut text = match &parameter.domain {
        Domain::Integer { min, max } => {
            format!("whole number{}", bounds(min.map(|min| min.to_string()), max.map(|max| max.to_string())))
        }
        Domain::Number { min, max, above, below } => {
            let min = min.map(|min| format!("{}{min}", if *above { "above " } else { "" }));
            let max = max.map(|max| format!("{}{max}", if *below { "below " } else { "" }));
            format!("number{}", bounds(min, max))
        }
        Domain::Choice(words) => words.join(", "),
        Domain::Choices(words) => format!("list of {}", words.join(", ")),
        Domain::Text => "text".into(),
    };
    if !parameter.words.is_empty() {
        let _ = write!(text, ", or {}", parameter.words.join(", "));
    }
    text
}

fn hyperparameter_text(parameter: &Hyperparameter) -> String {
    let mut text = format!("Hyperparameter: {}.", domain_text(parameter));
    if parameter.required {
        text.push_str(" Required.");
    }
    if let Some(default) = &parameter.default {
        let _ = write!(text, " Default: {default}.");
    }
    text
}
