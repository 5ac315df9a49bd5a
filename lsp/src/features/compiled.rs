//! The state machine beside its source, and which places of both belong together.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use mlc_compiler::base::{FileId, Span, json};
use mlc_compiler::session::Built;

use crate::names::SymbolKind;
use crate::snapshot::{Snapshot, View};

/// What a file became.
#[derive(Debug)]
pub struct Compiled {
    /// The file that became this; places of the source count in it.
    pub of: Arc<Snapshot>,
    /// The present text has errors, so this is what the last one without any became.
    pub is_stale: bool,
    /// As a build writes it.
    pub text: String,
    /// States, those inside branches too.
    pub states: usize,
    /// In the order of the text, outer ones first.
    pub pairs: Vec<Pair>,
}

/// A place of the source and what it became.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pair {
    /// What was written.
    pub source: Span,
    /// Bytes of the compiled text.
    pub compiled: Range<usize>,
    /// Where that is in the document.
    pub pointer: String,
}

/// The newest state machine of a file; none where it never compiled.
pub fn compiled(view: &View) -> Option<Compiled> {
    let of = view.compiled()?;
    let built = of.analysis().built.as_ref()?;
    let text = of.machine()?;
    let sources = sources(of, built);
    let mut states = 0;
    let mut pairs = Vec::new();
    json::each_place(text, &mut |pointer, compiled| {
        states += usize::from(is_state(pointer));
        for source in sources.get(pointer).into_iter().flatten() {
            pairs.push(Pair { source: *source, compiled: compiled.clone(), pointer: pointer.to_owned() });
        }
    });
    pairs.sort_by_key(|pair| (pair.compiled.start, std::cmp::Reverse(pair.compiled.end)));
    Some(Compiled { of: of.clone(), is_stale: !Arc::ptr_eq(of, &view.now), text: text.to_owned(), states, pairs })
}

/// The sources of every pointer. A state comes from its whole block: anywhere in it, the cursor is on what became the state. What a
/// component brought comes from its use as well.
fn sources(of: &Snapshot, built: &Built) -> BTreeMap<String, Vec<Span>> {
    let analysis = of.analysis();
    let program = analysis.program.as_ref();
    let blocks = program.iter().flat_map(|program| program.stages.values().chain([&program.pipeline]));
    let whole: BTreeMap<Span, Span> = blocks.map(|block| (block.header, block.span)).collect();
    let used = uses(of);
    let all = built.map.iter().map(|(pointer, span)| {
        let state = pointer.rsplit('/').next().filter(|_| is_state(pointer));
        let used = state.and_then(|state| used.get(state.split("~1").next()?)).copied();
        let span = whole.get(&span).copied().unwrap_or(span);
        (pointer.to_owned(), used.into_iter().chain([span]).collect())
    });
    all.collect()
}

/// The uses of components in the file itself, by the stages that they became.
fn uses(of: &Snapshot) -> BTreeMap<&str, Span> {
    let symbols = of.names().symbols.iter();
    let written = symbols.filter(|symbol| symbol.kind == SymbolKind::Use && symbol.span.file == FileId::default());
    let known = written.filter_map(|symbol| Some((symbol, of.analysis().resolved.uses.get(&symbol.name)?)));
    known.flat_map(|(symbol, used)| used.stages.iter().map(|stage| (stage.as_str(), symbol.whole))).collect()
}

/// Whether a pointer ends in a state: below `States` of the machine, of a branch or of what runs for each item.
fn is_state(pointer: &str) -> bool {
    let mut segments = pointer.rsplit('/');
    let (_, states, above) = (segments.next(), segments.next(), segments.next());
    states == Some("States")
        && above.is_some_and(|above| above.is_empty() || above == "ItemProcessor" || above.parse::<usize>().is_ok())
}
