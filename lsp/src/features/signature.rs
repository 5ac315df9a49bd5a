//! What a function takes, while its arguments are written.

use mlc_compiler::vocab::facts::algorithms;
use mlc_compiler::vocab::{Field, functions};

use super::docs;
use crate::place::{Holds, Inside, Place, Token};
use crate::snapshot::View;

/// A function with its parameters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signature {
    /// The whole: `canary(share, wait = ..., keep = ...)`.
    pub label: String,
    /// What it is.
    pub doc: String,
    /// Byte ranges of the parameters in the label, and what is said of each.
    pub parameters: Vec<((usize, usize), String)>,
    /// Which of them is being written.
    pub active: Option<usize>,
}

/// The function whose arguments are around `offset`.
pub fn signature(view: &View, offset: u32) -> Option<Signature> {
    let place = Place::of(view.now.as_ref(), offset);
    if place.around.in_comment {
        return None;
    }
    // The innermost call; a block between it and the place would be another one's arguments.
    let at = place.inside.iter().rposition(|inside| matches!(inside, Inside::Arguments(_) | Inside::Members(_)))?;
    let (Some(Inside::Arguments(function)), Some(frame)) = (place.inside.get(at), place.around.frames.get(at)) else {
        return None;
    };
    let name = if let Holds::Call(name) = frame.holds { name.text(place.text) } else { function.name };
    let mut label = format!("{name}(");
    let mut parameters = Vec::new();
    let all =
        function.positional.iter().map(|field| (field, false)).chain(function.named.iter().map(|field| (field, true)));
    for (index, (field, named)) in all.enumerate() {
        if index > 0 {
            label.push_str(", ");
        }
        let start = label.len();
        label.push_str(field.name);
        if named {
            label.push_str(" = ...");
        }
        parameters.push(((start, label.len()), about(field, name)));
    }
    label.push(')');
    let key = frame.key().map(|key| key.text(place.text));
    let first_named = function.positional.len();
    // A word that begins like the name of a parameter is going to be it.
    let begun = frame.pieces.last().filter(|piece| piece.token == Token::Word && piece.end == offset);
    let begun = begun.map(|piece| piece.text(place.text)).filter(|_| frame.pieces.len() == 1);
    let meant = begun.and_then(|begun| function.named.iter().position(|field| field.name.starts_with(begun)));
    let active = match (key, meant) {
        (Some(key), _) => function.named.iter().position(|field| field.name == key).map(|at| at + first_named),
        (None, Some(meant)) => Some(meant + first_named),
        // Behind the positional ones only named ones can follow: the first that is not there yet.
        (None, None) if frame.done >= first_named => {
            let is_set = |field: &Field| frame.keys.iter().any(|key| key.text(place.text) == field.name);
            function.named.iter().position(|field| !is_set(field)).map(|at| at + first_named)
        }
        (None, None) => Some(frame.done),
    };
    let doc = match algorithms::find(name) {
        Some(_) if function.doc.is_empty() => "A built-in algorithm.".to_owned(),
        _ => function.doc.to_owned(),
    };
    Some(Signature { label, doc, parameters, active })
}

/// What is said of a parameter; of a version which there are.
fn about(field: &Field, function: &str) -> String {
    let text = docs::field_text(field);
    if field.name != "version" {
        return text;
    }
    let scopes = [
        mlc_compiler::vocab::facts::images::Scope::Training,
        mlc_compiler::vocab::facts::images::Scope::Processing,
        mlc_compiler::vocab::facts::images::Scope::Inference,
    ];
    let versions = scopes
        .into_iter()
        .map(|scope| super::completion::versions(function, scope))
        .find(|versions| !versions.is_empty());
    match versions {
        Some(versions) if functions::framework(function).is_some() => {
            format!(
                "{text}\n\nThere are {}.",
                versions.iter().take(12).map(|version| format!("`{version}`")).collect::<Vec<_>>().join(", ")
            )
        }
        _ => text,
    }
}
