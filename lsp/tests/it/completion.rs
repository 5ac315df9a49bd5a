//! What can be written.

use mlc_lsp::features::completion::completion;

use crate::support::cases;

/// How many items a case shows.
const SHOWN: usize = 24;

#[test]
fn completions() {
    cases("completion", |case| {
        let others = case.workspace.views();
        let found = completion(&case.view, &others, case.cursor);
        let text = case.view.now.text_of(found.range);
        let mut shown = format!("for `{text}`, {} items\n", found.items.len());
        // As an editor does: what goes on from the word that is there.
        let typed = text.to_lowercase();
        let mut fitting = found.items.iter().filter(|item| item.label.to_lowercase().starts_with(&typed));
        for item in fitting.clone().take(SHOWN) {
            shown += &format!("{:?} {}", item.kind, item.label);
            if !item.detail.is_empty() {
                shown += &format!(" -- {}", item.detail);
            }
            shown += "\n";
            if let Some(snippet) = &item.insert.snippet {
                shown += &format!("    {}\n", snippet.replace('\n', "\n    "));
            }
            for edit in &item.edits {
                shown += &format!("    at {}: {:?}\n", edit.span.start, edit.text);
            }
        }
        if let Some(first) = fitting.next() {
            shown += &format!("of the first:\n{}\n", first.doc.markdown());
        }
        shown
    });
}
