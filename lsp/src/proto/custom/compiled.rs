//! `mlc/compiled`

use serde::Serialize;
use tower_lsp::ls_types::{Range, Uri};

use crate::features::compiled as feature;
use crate::proto::{Addresses, position, range};
use crate::text::Lines;

/// The answer; none where the file never compiled.
#[derive(Debug, Clone, Serialize)]
pub struct Compiled {
    version: Option<i32>,
    stale: bool,
    text: String,
    language: &'static str,
    states: usize,
    bytes: usize,
    positions: Vec<Pair>,
}

/// A place of the source and what it became.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
struct Pair {
    source: Range,
    source_uri: Uri,
    compiled: Range,
    pointer: String,
}

/// The state machine with all places.
pub fn compiled(found: feature::Compiled, addresses: &Addresses) -> Compiled {
    let of = &found.of;
    let lines = Lines::of(&found.text);
    let at = |offset: usize| position(lines.position(&found.text, offset));
    let pair = |pair: &feature::Pair| {
        Some(Pair {
            source: range(of, pair.source),
            source_uri: addresses.of(&of.sources.file(pair.source.file).name)?,
            compiled: Range { start: at(pair.compiled.start), end: at(pair.compiled.end) },
            pointer: pair.pointer.clone(),
        })
    };
    Compiled {
        version: of.version,
        stale: found.is_stale,
        language: "json",
        states: found.states,
        bytes: found.text.len(),
        positions: found.pairs.iter().filter_map(pair).collect(),
        text: found.text,
    }
}
