//! What a word means.

use mlc_lsp::features::hover::hover;

use crate::support::{cases, place};

#[test]
fn hovers() {
    cases("hover", |case| match hover(&case.view, case.cursor) {
        Some(found) => format!("{}\n{}\n", place(&case.view.now, found.span), found.text),
        None => "nothing\n".to_owned(),
    });
}
