//! Where words are declared.

use mlc_lsp::features::definition::{Definition, definition, type_definition};

use crate::support::{Case, cases, place};

fn shown(case: &Case, what: &str, found: Option<Definition>) -> String {
    match found {
        Some(found) => {
            let now = &case.view.now;
            format!("{what}: {} -> {}\n", place(now, found.origin), place(now, found.name))
        }
        None => format!("{what}: nothing\n"),
    }
}

#[test]
fn definitions() {
    cases("definition", |case| {
        shown(case, "definition", definition(&case.view, case.cursor))
            + &shown(case, "type", type_definition(&case.view, case.cursor))
    });
}
