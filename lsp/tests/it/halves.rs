//! Files that are half typed: whatever is missing, a feature answers with places in the text.

use mlc_compiler::base::{Sources, Span};
use mlc_lsp::config::Config;
use mlc_lsp::features::{definition, folding, highlight, implementation, links, references, rename, selection, tokens};
use mlc_lsp::names::Target;
use mlc_lsp::snapshot::{Snapshot, View};

const FILE: &str = include_str!("../../../compiler/tests/programs/whole-file.mlflow");
const LOOPS: &str = include_str!("../../../compiler/tests/programs/loops-of-every-form.mlflow");

fn view(text: &str) -> View {
    let now = Snapshot::new(Sources::single("/half.mlflow", text), Some(1), None);
    View { now: now.into(), good: None, config: Config::default() }
}

/// Whether a place is one of the text.
fn hold(text: &str, span: Span) {
    assert!(span.start <= span.end && text.get(span.range()).is_some(), "{span:?} lies in {text:?}");
}

fn answers(text: &str) {
    let view = view(text);
    let names = view.now.names();
    for (id, symbol) in names.all() {
        hold(text, symbol.span);
        for span in names.places(id) {
            assert_eq!(view.now.text_of(span), symbol.name, "{text:?}");
        }
    }
    let mut end = 0;
    for token in tokens::tokens(&view, None) {
        hold(text, token.span);
        assert!(end <= token.span.start && token.span.start < token.span.end, "{token:?} in {text:?}");
        assert!(!view.now.text_of(token.span).contains(['\r', '\n']), "{token:?}");
        end = token.span.end;
    }
    for fold in folding::folds(&view) {
        assert!(text.get(fold.start as usize..fold.end as usize).is_some_and(|hidden| hidden.contains('\n')));
    }
    links::links(&view).iter().for_each(|link| hold(text, link.span));
    let views = [view.clone()];
    for offset in (0..=text.len()).filter(|at| at % 29 == 0 && text.is_char_boundary(*at)) {
        let offset = u32::try_from(offset).unwrap();
        let around = selection::selections(&view, offset);
        for pair in around.windows(2) {
            assert!(pair[1].start <= pair[0].start && pair[0].end <= pair[1].end && pair[0] != pair[1], "{text:?}");
        }
        around.iter().for_each(|span| hold(text, *span));
        let at = names.at(crate::support::MAIN, offset);
        let is_symbol = matches!(at.map(|at| at.target), Some(Target::Symbol(_)));
        assert_eq!(definition::definition(&view, offset).is_some(), is_symbol);
        assert_eq!(implementation::declaration(&view, offset).is_some(), is_symbol);
        implementation::implementations(&view, offset).iter().for_each(|found| hold(text, found.name));
        highlight::highlights(&view, offset).iter().for_each(|found| hold(text, found.span));
        let places = references::references(&view.now, offset, &views);
        assert_eq!(!places.is_empty(), is_symbol, "at {offset} in {text:?}");
        if let Ok(span) = rename::prepare(&view.now, offset) {
            assert!(span.start <= offset && offset <= span.end);
        }
    }
}

#[test]
fn a_file_that_ends_anywhere() {
    for text in [FILE, LOOPS] {
        for cut in (0..text.len()).filter(|at| at % 211 == 0 && text.is_char_boundary(*at)) {
            answers(&text[..cut]);
        }
    }
}

#[test]
fn a_file_that_lacks_a_piece() {
    let text = FILE.replace('\n', "\r\n");
    for cut in (0..text.len()).filter(|at| at % 223 == 7) {
        let border = |at: usize| (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
        let (start, end) = (border(cut), border(cut + 3 + cut % 40));
        answers(&format!("{}{}", &text[..start], &text[end..]));
    }
}
