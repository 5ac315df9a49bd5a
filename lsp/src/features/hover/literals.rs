//! Numbers with units, images and algorithms.

use std::fmt::Write;

use mlc_compiler::vocab::facts::algorithms;
use mlc_compiler::vocab::facts::images::{self, Scope};
use mlc_compiler::vocab::units::{self, Dimension};
use mlc_compiler::vocab::{Function, functions};

use crate::features::docs::Doc;
use crate::place::Slot;

/// A number in other units.
pub(super) fn number(word: &str, _: Slot) -> String {
    let digits = word.trim_end_matches(|c: char| c.is_alphabetic() || c == '%');
    let unit = word.get(digits.len()..).unwrap_or_default();
    let (Ok(number), Some((dimension, factor))) = (digits.parse::<f64>(), units::unit(unit)) else {
        return String::new();
    };
    let base = number * factor;
    match dimension {
        Dimension::Duration => {
            let others = [("d", 86_400.0), ("h", 3_600.0), ("min", 60.0), ("s", 1.0)];
            let shown: Vec<String> = others
                .iter()
                .filter(|(other, size)| *other != unit && base >= *size)
                .map(|(other, size)| format!("{}{other}", short(base / size)))
                .collect();
            format!("{word} = {}", shown.join(" = "))
        }
        Dimension::Size => {
            const GIB: f64 = 1_073_741_824.0;
            format!("{word} = {} bytes = {} GiB = {} GB", base, short(base / GIB), short(base / 1e9))
        }
        Dimension::Percent => format!("{word} = {}", base / 100.0),
    }
}

/// As few digits as tell it.
fn short(number: f64) -> String {
    let rounded = (number * 1_000.0).round() / 1_000.0;
    format!("{rounded}")
}

/// An algorithm, or a framework with its versions.
pub(super) fn image(word: &str, function: &Function) -> String {
    if let Some(algorithm) = algorithms::find(word) {
        return Doc::Algorithm(algorithm.keyword).markdown();
    }
    if function.name == functions::CONTAINER.name {
        return Doc::Function(*function).markdown();
    }
    let mut text = format!("**{word}** image of AWS.");
    let Some(framework) = functions::framework(word) else { return text };
    for (what, scope) in
        [("training", Scope::Training), ("processing", Scope::Processing), ("serving", Scope::Inference)]
    {
        let versions = images::versions(framework, scope);
        if let Some(newest) = versions.iter().rev().find(|version| version.contains('.')) {
            let _ = write!(text, "\n- for {what}: {} versions, such as `{newest}`", versions.len());
        }
    }
    text
}
