//! The one layout.

use std::fmt::Write;

use mlc_compiler::base::Sources;
use mlc_compiler::diag::Edit;
use mlc_compiler::session;
use mlc_lsp::edits::apply;
use mlc_lsp::features::format;

use crate::support::{Case, cases};

fn shown(case: &Case, what: &str, edits: &[Edit]) -> String {
    let now = &case.view.now;
    let mut out = format!("{what}:\n");
    for edit in edits {
        let (line, column) = now.sources.file(edit.span.file).line_column(edit.span.start);
        writeln!(out, "  {line}:{column} {:?} becomes {:?}", now.text_of(edit.span), edit.text).expect("written");
    }
    out
}

#[test]
fn layouts() {
    cases("format", |case| {
        let view = &case.view;
        let whole = format::format(view);
        // What the command line makes, with line ends as they were.
        let plain = view.now.text().replace("\r\n", "\n");
        let wanted = session::format(&Sources::single("main.mlflow", plain)).0;
        assert_eq!(apply(view.now.text(), &whole).replace("\r\n", "\n"), wanted, "{}", case.name);
        let part = format::format_range(view, case.cursor..case.end);
        assert!(part.iter().all(|edit| whole.contains(edit)), "{}", case.name);
        shown(case, "all", &whole)
            + &shown(case, "part", &part)
            + &shown(case, "behind }", &format::format_typed(view, case.cursor, "}"))
            + &shown(case, "on a new line", &format::format_typed(view, case.cursor, "\n"))
    });
}
