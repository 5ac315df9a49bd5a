//! What files declare.

use mlc_lsp::features::symbols::{Outlined, outline, search};
use mlc_lsp::snapshot::Snapshot;

use crate::support::{cases, place};

fn tree(snapshot: &Snapshot, found: &[Outlined], depth: usize, shown: &mut String) {
    for one in found {
        let text = snapshot.text_of(one.whole);
        let lines = text.lines().count();
        *shown += &format!("{}{:?} {} ({}) {lines} lines\n", "  ".repeat(depth), one.sort, one.name, one.detail);
        assert!(one.whole.start <= one.span.start && one.span.end <= one.whole.end, "{one:?}");
        tree(snapshot, &one.children, depth + 1, shown);
    }
}

#[test]
fn outlines() {
    cases("outline", |case| {
        let mut shown = String::new();
        tree(&case.view.now, &outline(&case.view.now), 0, &mut shown);
        shown
    });
}

/// The first line of the file is a comment with the query.
#[test]
fn searches() {
    cases("search", |case| {
        let query = case.view.now.text().lines().next().unwrap_or_default().trim_start_matches(['/', ' ']).to_owned();
        let views = case.workspace.views();
        let found = search(&views, &query);
        let line = |found: &mlc_lsp::features::symbols::Found<'_>| {
            let inside = found.inside.map(|inside| format!(" in {inside}")).unwrap_or_default();
            format!("{:?} {}{inside}: {}\n", found.sort, found.name, place(&found.view.now, found.span))
        };
        format!("{query}\n{}", found.iter().map(line).collect::<String>())
    });
}
