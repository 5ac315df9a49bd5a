//! What a function takes.

use tower_lsp::ls_types::{Documentation, ParameterInformation, ParameterLabel, SignatureHelp, SignatureInformation};

use super::documentation;
use crate::features::signature::Signature;

/// A function with its parameters.
pub fn signature(found: &Signature) -> SignatureHelp {
    let units = |at: usize| {
        let before = found.label.get(..at).unwrap_or_default();
        u32::try_from(before.encode_utf16().count()).unwrap_or(u32::MAX)
    };
    let parameter = |((start, end), about): &((usize, usize), String)| ParameterInformation {
        label: ParameterLabel::LabelOffsets([units(*start), units(*end)]),
        documentation: documentation(about.clone()),
    };
    let active = found.active.and_then(|active| u32::try_from(active).ok());
    let doc: Option<Documentation> = documentation(found.doc.clone());
    SignatureHelp {
        signatures: vec![SignatureInformation {
            label: found.label.clone(),
            documentation: doc,
            parameters: Some(found.parameters.iter().map(parameter).collect()),
            active_parameter: active,
        }],
        active_signature: Some(0),
        active_parameter: active,
    }
}
