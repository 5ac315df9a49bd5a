//! What is wrong with a file: its own problems, and those that only a file which imports it shows.

use mlc_compiler::base::FileId;
use mlc_compiler::diag::Diagnostic;

use crate::snapshot::Snapshot;

/// A problem, and the snapshot that its places count in.
#[derive(Debug)]
pub struct Found<'a> {
    /// Whose places these are.
    pub of: &'a Snapshot,
    /// The problem.
    pub diagnostic: &'a Diagnostic,
}

/// The problems of the file that `own` is of. `importers` are other files that use it.
pub fn diagnostics<'a>(own: &'a Snapshot, importers: &[&'a Snapshot]) -> Vec<Found<'a>> {
    let mut found: Vec<Found<'a>> = Vec::new();
    for of in std::iter::once(own).chain(importers.iter().copied()) {
        let Some(file) = file_of(of, own.name()) else { continue };
        for diagnostic in of.analysis().diagnostics.iter().filter(|problem| problem.primary.span.file == file) {
            let known = found.iter().any(|known| is_same(known.diagnostic, diagnostic));
            if !known {
                found.push(Found { of, diagnostic });
            }
        }
    }
    found
}

fn file_of(snapshot: &Snapshot, name: &str) -> Option<FileId> {
    snapshot.sources.ids().find(|id| snapshot.sources.file(*id).name == name)
}

/// The same problem at the same place, whichever file shows it.
fn is_same(one: &Diagnostic, other: &Diagnostic) -> bool {
    one.code.id == other.code.id
        && one.title == other.title
        && (one.primary.span.start, one.primary.span.end) == (other.primary.span.start, other.primary.span.end)
}
