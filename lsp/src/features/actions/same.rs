//! Whether a change leaves what is built as it is.

use mlc_compiler::base::{FileId, SourceFile, Sources};
use mlc_compiler::diag::{Edit, Severity};
use mlc_compiler::session::{Compilation, Options, compile};

use serde_json::Value;

use crate::edits::apply;
use crate::snapshot::Snapshot;

/// The files of a snapshot with another text of the first one.
pub(super) fn changed(of: &Snapshot, text: &str) -> Sources {
    let mut files = of.sources.files().iter();
    let first = files.next().map_or("", |file| file.name.as_str());
    let mut sources = Sources::single(first, text);
    for file in files {
        sources.add(SourceFile::clone(file));
    }
    sources
}

/// What the files become: every artifact but the map back to the source, whose lines may move. None where there are errors. The
/// order of members counts for nothing: what `raw` says comes last, a field has its place.
fn built(sources: &Sources, env: Option<&str>) -> Option<Vec<(String, Value)>> {
    let options = Options { env: env.map(str::to_owned), ..Options::default() };
    let compilation: Compilation = compile(sources, &options);
    let artifacts = compilation.artifacts.into_iter().filter(|artifact| !artifact.path.ends_with("source-map.json"));
    compilation.diagnostics.iter().all(|problem| problem.severity != Severity::Error).then(|| {
        artifacts.map(|artifact| (artifact.path, serde_json::from_str(&artifact.text).unwrap_or_default())).collect()
    })
}

/// Whether a file without errors becomes the same after a change, in every environment that it has.
pub(super) fn is_unchanged(of: &Snapshot, edits: &[Edit]) -> bool {
    let after = changed(of, &apply(of.text(), edits));
    environments(of).iter().all(|env| {
        let before = built(&of.sources, env.as_deref());
        before.is_some() && before == built(&after, env.as_deref())
    })
}

/// Whether a file without errors has none after a change, and no warning that it did not have.
pub(super) fn is_sound(of: &Snapshot, edits: &[Edit]) -> bool {
    let after = changed(of, &apply(of.text(), edits));
    let compiles = |env: &Option<String>| built(&after, env.as_deref()).is_some();
    of.analysis().built.is_some() && environments(of).iter().all(compiles)
}

/// None, and every environment by name.
fn environments(of: &Snapshot) -> Vec<Option<String>> {
    let symbols = of.names().inside(FileId::default(), None).map(|(_, symbol)| symbol);
    let envs = symbols.filter(|symbol| symbol.kind == crate::names::SymbolKind::Env);
    std::iter::once(None).chain(envs.map(|symbol| Some(symbol.name.clone()))).collect()
}
