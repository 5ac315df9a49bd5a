//! Colours, folds, selections, links, and what follows a renamed file.

use mlc_lsp::features::definition::Definition;
use mlc_lsp::features::links::LinkTarget;
use mlc_lsp::features::tokens::{Modifiers, Token};
use mlc_lsp::features::{folding, implementation, links, moved, selection, tokens};

use crate::support::{Case, FOLDER, cases, place};

fn modifiers(token: &Token) -> String {
    let all = [
        (Modifiers::DECLARATION, "declaration"),
        (Modifiers::READONLY, "readonly"),
        (Modifiers::DEFAULT_LIBRARY, "library"),
        (Modifiers::DOCUMENTATION, "documentation"),
        (Modifiers::RUNTIME, "runtime"),
    ];
    all.iter().filter(|(bit, _)| token.modifiers.0 & bit.0 != 0).map(|(_, name)| format!(" {name}")).collect()
}

/// Also: no token overlaps another, none goes across a line end, and a part of the file has the tokens of the whole.
#[test]
fn colours() {
    cases("tokens", |case| {
        let text = case.view.now.text();
        let all = tokens::tokens(&case.view, None);
        for pair in all.windows(2) {
            assert!(pair[0].span.end <= pair[1].span.start, "{}: {pair:?}", case.name);
        }
        for token in &all {
            assert!(!text[token.span.range()].contains(['\n', '\r']) && token.span.start < token.span.end, "{token:?}");
        }
        let half = mlc_compiler::base::Span::new(crate::support::MAIN, 0, text.len() / 2);
        for token in tokens::tokens(&case.view, Some(half)) {
            assert!(all.iter().any(|known| known.span.start <= token.span.start && token.span.end <= known.span.end));
        }
        let shown = all
            .iter()
            .map(|token| format!("{} {:?}{}\n", place(&case.view.now, token.span), token.kind, modifiers(token)));
        shown.collect()
    });
}

#[test]
fn folds() {
    cases("folding", |case| {
        let file = case.view.now.sources.file(crate::support::MAIN);
        let shown = folding::folds(&case.view).into_iter().map(|fold| {
            let (start, end) = (file.line_column(fold.start), file.line_column(fold.end));
            format!("{}:{} to {}:{} {:?}\n", start.0, start.1, end.0, end.1, fold.kind)
        });
        shown.collect()
    });
}

#[test]
fn selections() {
    cases("selection", |case| {
        let spans = selection::selections(&case.view, case.cursor);
        for pair in spans.windows(2) {
            let (inner, outer) = (pair[0], pair[1]);
            assert!(outer.start <= inner.start && inner.end <= outer.end && outer != inner, "{}: {pair:?}", case.name);
        }
        let shown = spans.iter().map(|span| {
            let text = case.view.now.text_of(*span);
            let last = text.lines().last().unwrap_or_default();
            let more = if text.lines().count() > 1 { format!(" ... {last}") } else { String::new() };
            format!("{}{more}\n", text.lines().next().unwrap_or_default())
        });
        shown.collect()
    });
}

#[test]
fn links() {
    cases("links", |case| {
        let shown = links::links(&case.view).into_iter().map(|link| {
            let target = match link.target {
                LinkTarget::File(name) => name,
                LinkTarget::Console(address) => address,
            };
            format!("{} -> {target}\n", place(&case.view.now, link.span))
        });
        shown.collect()
    });
}

/// The first lines of a case say what is renamed.
#[test]
fn renamed_files() {
    cases("moved", |case| {
        let moves: Vec<(String, String)> = case
            .view
            .now
            .text()
            .lines()
            .filter_map(|line| line.strip_prefix("// renamed: ")?.split_once(" -> "))
            .map(|(old, new)| (format!("{FOLDER}/{old}"), format!("{FOLDER}/{new}")))
            .collect();
        assert!(!moves.is_empty(), "{} does not say what is renamed", case.name);
        let views = case.workspace.views();
        let shown = moved::repairs(&views, &moves)
            .into_iter()
            .map(|repair| format!("{} -> {}\n", place(repair.of, repair.span), repair.path));
        shown.collect()
    });
}

#[test]
fn implementations() {
    cases("implementation", |case| {
        let shown = |case: &Case, what: &str, found: &Definition| {
            format!("{what}: {} -> {}\n", place(&case.view.now, found.origin), place(&case.view.now, found.name))
        };
        let declared = implementation::declaration(&case.view, case.cursor);
        let behind = implementation::implementations(&case.view, case.cursor);
        let declared: String = declared.iter().map(|found| shown(case, "declaration", found)).collect();
        declared + &behind.iter().map(|found| shown(case, "implementation", found)).collect::<String>()
    });
}
