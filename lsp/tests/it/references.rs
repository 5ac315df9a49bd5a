//! Every place of a name, in one file and in all of them, and another name for it.

use mlc_lsp::features::{highlight, references, rename};

use crate::support::{Case, cases, place};

#[test]
fn references() {
    cases("references", |case| {
        let views = case.workspace.views();
        let found = references::references(&case.view.now, case.cursor, &views);
        let shown = found.iter().map(|found| {
            format!("{}{}\n", place(found.of, found.span), if found.is_declaration { " (declared)" } else { "" })
        });
        shown.collect()
    });
}

#[test]
fn highlights() {
    cases("highlight", |case| {
        let found = highlight::highlights(&case.view, case.cursor);
        let shown = found.iter().map(|found| {
            let kind = if found.is_keyword { "keyword" } else { ["reads", "writes"][usize::from(found.writes)] };
            format!("{} {kind}\n", place(&case.view.now, found.span))
        });
        shown.collect()
    });
}

/// The first line of a case says the new name.
#[test]
fn renames() {
    cases("rename", |case| {
        let new = new_name(case);
        let views = case.workspace.views();
        let prepared = match rename::prepare(&case.view.now, case.cursor) {
            Ok(span) => format!("can be renamed: {}\n", place(&case.view.now, span)),
            Err(why) => return format!("cannot be renamed: {why}\n"),
        };
        let answer = match rename::rename(&case.view.now, case.cursor, &new, &views) {
            Ok(places) => places.iter().map(|found| format!("{} -> {new}\n", place(found.of, found.span))).collect(),
            Err(why) => format!("refused: {why}\n"),
        };
        prepared + &answer
    });
}

fn new_name(case: &Case) -> String {
    let first = case.view.now.text().lines().next().unwrap_or_default();
    first.strip_prefix("// to: ").unwrap_or_else(|| panic!("{} does not say the new name", case.name)).to_owned()
}
