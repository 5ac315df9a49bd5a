//! Texts that end anywhere: whoever types is answered with places in the text, and what is proposed can be read.

use mlc_compiler::base::{FileId, Sources};
use mlc_compiler::syntax;
use mlc_lsp::config::Config;
use mlc_lsp::features::completion::completion;
use mlc_lsp::features::hints::hints;
use mlc_lsp::features::hover::hover;
use mlc_lsp::features::lenses::lenses;
use mlc_lsp::features::signature::signature;
use mlc_lsp::features::symbols::{Outlined, outline};
use mlc_lsp::snapshot::{Snapshot, View};

const FILE: &str = include_str!("../../../compiler/tests/programs/whole-file.mlflow");

/// Every so many bytes something is asked.
const STEP: usize = 11;

fn view(text: &str) -> View {
    let now = Snapshot::new(Sources::single("/half.mlflow", text), Some(1), None);
    View { now: now.into(), good: None, config: Config::default() }
}

fn outlined(text: &str, found: &[Outlined]) {
    for one in found {
        assert!(!one.name.is_empty() && text.get(one.whole.range()).is_some(), "{one:?} in {text:?}");
        assert!(one.whole.start <= one.span.start && one.span.end <= one.whole.end, "{one:?} in {text:?}");
        outlined(text, &one.children);
    }
}

/// Asks at an offset, in a text that has not been analyzed.
fn asked(text: &str, at: usize) {
    let view = view(text);
    let offset = u32::try_from(at).unwrap();
    let found = completion(&view, &[], offset);
    let written = text.get(found.range.range());
    assert!(written.is_some_and(|written| !written.contains('\n')), "{:?} at {at} in {text:?}", found.range);
    assert!(found.range.start <= offset && offset <= found.range.end, "{:?} at {at} in {text:?}", found.range);
    if let Some(found) = hover(&view, offset) {
        assert!(text.get(found.span.range()).is_some() && !found.text.is_empty(), "{found:?} in {text:?}");
    }
    if let Some(found) = signature(&view, offset) {
        assert!(found.active.is_none_or(|active| active <= found.parameters.len()), "{found:?}");
    }
    outlined(text, &outline(&view.now));
    assert!(lenses(&view.now).iter().all(|lens| text.get(lens.span.range()).is_some()));
    let ends = u32::try_from(text.len()).unwrap();
    assert!(hints(&view, 0, ends).iter().all(|hint| text.is_char_boundary(hint.at as usize)));
}

#[test]
fn a_text_may_end_anywhere() {
    for at in (0..FILE.len()).step_by(STEP).filter(|at| FILE.is_char_boundary(*at)) {
        asked(&FILE[..at], at);
    }
}

#[test]
fn a_piece_may_lack_anywhere() {
    for at in (0..FILE.len() - STEP).step_by(4 * STEP + 1) {
        let mut text = FILE.replace('\n', "\r\n");
        if text.is_char_boundary(at) && text.is_char_boundary(at + STEP) {
            text.replace_range(at..at + STEP, "");
            asked(&text, at);
        }
    }
}

/// A snippet as it is before anything is filled in; what has no default is a name.
fn filled(snippet: &str) -> String {
    let mut text = String::new();
    let mut rest = snippet;
    while let Some(first) = rest.chars().next() {
        rest = &rest[first.len_utf8()..];
        match first {
            '\\' => {
                let next = rest.chars().next().unwrap();
                text.push(next);
                rest = &rest[next.len_utf8()..];
            }
            '$' if rest.starts_with('{') => {
                let digits = rest[1..].chars().take_while(char::is_ascii_digit).count();
                let inside = &rest[1 + digits..];
                let mut end = 1;
                let mut default = String::new();
                let mut escaped = false;
                for character in inside[1..].chars() {
                    end += character.len_utf8();
                    match character {
                        '\\' if !escaped => escaped = true,
                        '}' if !escaped => break,
                        other => {
                            escaped = false;
                            default.push(other);
                        }
                    }
                }
                let choice = default.strip_suffix('|').filter(|_| inside.starts_with('|'));
                text.push_str(choice.map_or(default.as_str(), |choice| choice.split(',').next().unwrap()));
                rest = &inside[end..];
            }
            '$' => {
                let digits = rest.chars().take_while(char::is_ascii_digit).count();
                let is_key = text.ends_with(['{', '\n', ' ']) && !text.trim_end_matches(' ').ends_with(['=', ':']);
                text.push_str(if is_key { "x = 1" } else { "x" });
                rest = &rest[digits..];
            }
            other => text.push(other),
        }
    }
    text
}

#[test]
fn what_is_proposed_can_be_read() {
    let mut seen = 0;
    let heads = [
        "",
        "train t {\n",
        "process t {\n",
        "deploy t {\n",
        "test t {\n",
        "pipeline p {\n",
        "tune t {\n",
        "monitor t {\n",
    ];
    for head in heads {
        let before = format!("{FILE}\n{head}");
        let open = !head.is_empty();
        let view = view(&before);
        let found = completion(&view, &[], u32::try_from(before.len()).unwrap());
        assert!(found.items.len() > 1, "{head:?}");
        for item in found.items {
            let Some(snippet) = &item.insert.snippet else { continue };
            let text = format!("{head}{}{}", filled(snippet), if open { "\n}\n" } else { "\n" });
            let (_, problems) = syntax::parse(FileId::default(), &text);
            assert!(problems.is_empty(), "{} gives {text:?}: {}", item.label, problems[0].title);
            seen += 1;
        }
    }
    assert!(seen > 80, "{seen} snippets");
}
