//! The whole front end answers any text: it may complain, it never breaks.

use mlc_compiler::base::{FileId, Sources};
use mlc_compiler::session::{Options, compile, imports};
use proptest::prelude::*;

const EXAMPLE: &str = include_str!("../../../examples/payroll-fraud/payroll-fraud.mlflow");

/// Compiling answers: artifacts, or at least one problem, and every place lies within the text.
fn hold(text: &str) {
    let sources = Sources::single("any.mlflow", text);
    let answer = compile(&sources, &Options::default());
    assert!(answer.is_ok() != answer.artifacts.is_empty(), "{text:?}: {:?}", answer.diagnostics);
    for problem in &answer.diagnostics {
        assert!(text.get(problem.primary.span.range()).is_some(), "{problem:?} lies in {text:?}");
        for edit in problem.fixes.iter().flat_map(|fix| &fix.edits) {
            assert!(text.get(edit.span.range()).is_some(), "{edit:?} lies in {text:?}");
        }
    }
}

/// Cuts at character borders.
fn cut(at: usize) -> usize {
    (0..=at.min(EXAMPLE.len())).rev().find(|at| EXAMPLE.is_char_boundary(*at)).unwrap_or(0)
}

/// Imports are looked for without reading the rest of a file where that cannot be wrong.
#[test]
fn imports_are_found_with_their_places() {
    let found = |text: &str| {
        let sources = Sources::single("any.mlflow", text);
        let imports = imports(&sources, FileId::default());
        imports
            .iter()
            .map(|import| format!("{} {} {:?}", import.name.text, import.path, import.span.range()))
            .collect::<Vec<_>>()
    };
    assert_eq!(
        found("// import a\nlet x = 1\nimport y = \"z.mlflow\" // import\r\nlet u = 2, import v = \"w\""),
        ["y z.mlflow 33..43", "v w 77..80"]
    );
    assert_eq!(found("process import {\n}\nimport a = \"b\""), ["a b 30..33"], "a bracket beside the word");
    assert_eq!(found("let t = \"\"\"\nimport a = \"b\"\n\"\"\"\nimport c = \"d\""), ["c d 42..45"], "a line of a text");
    assert_eq!(found("important = 1\nlet x = reimport"), [""; 0]);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn of_any_bytes(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        hold(&String::from_utf8_lossy(&bytes));
    }

    #[test]
    fn of_any_part_moved(start in 0..EXAMPLE.len(), length in 0_usize..200, to in 0..EXAMPLE.len()) {
        let (start, end, to) = (cut(start), cut(start + length), cut(to));
        let part = &EXAMPLE[start..end];
        hold(&format!("{}{}", &EXAMPLE[..start], &EXAMPLE[end..]));
        hold(&format!("{}{part}{}", &EXAMPLE[..to], &EXAMPLE[to..]));
    }

    #[test]
    fn of_any_edits(edits in prop::collection::vec((0..EXAMPLE.len(), 0_usize..12, "[ a-z0-9=:{}()\\[\\]\",.$*/\n%-]{0,6}"), 1..5)) {
        let mut text = EXAMPLE.to_owned();
        for (start, length, new) in edits {
            let border = |at: usize| (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
            let (start, end) = (border(start), border(start + length));
            text.replace_range(start..end, &new);
        }
        hold(&text);
    }
}
