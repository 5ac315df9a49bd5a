//! Hints, lenses and signatures.

use mlc_lsp::config::{Config, InlayHints};
use mlc_lsp::features::hints::hints;
use mlc_lsp::features::hover::hover;
use mlc_lsp::features::lenses::{lenses, title};
use mlc_lsp::features::signature::signature;
use mlc_lsp::snapshot::View;
use mlc_lsp::workspace::Workspace;

use crate::support::{Case, cases, place};

/// The text with its hints in it, lines that have some.
fn shown(view: &View) -> String {
    let text = view.now.text();
    let end = u32::try_from(text.len()).unwrap();
    // An editor asks for the hints of what it shows.
    let parts = hints(view, 0, end / 2).len() + hints(view, end / 2 + 1, end).len();
    assert_eq!(parts, hints(view, 0, end).len());
    let mut with = text.to_owned();
    let found = hints(view, 0, end);
    assert!(found.windows(2).all(|pair| pair[0].at <= pair[1].at), "in order");
    for hint in found.iter().rev() {
        with.insert_str(hint.at as usize, &format!("\u{ab}{}\u{bb}", hint.text));
    }
    with.lines().filter(|line| line.contains('\u{ab}')).map(|line| format!("{line}\n")).collect()
}

#[test]
fn hints_stand_between_the_words() {
    cases("hints", |case| {
        // `// env prod`, `// no costs`: what the user has set.
        let first = case.view.now.text().lines().next().unwrap_or_default().to_owned();
        let set = |word: &str| !first.contains(&format!("no {word}"));
        let config = Config {
            env: first.strip_prefix("// env ").map(|env| env.split(' ').next().unwrap_or_default().to_owned()),
            inlay_hints: InlayHints {
                defaults: set("defaults"),
                durations: set("durations"),
                costs: set("costs"),
                phases: set("phases"),
            },
        };
        case.workspace.set_config(config);
        let view = case.workspace.view(case.view.now.name()).unwrap();
        view.now.analysis();
        let mut text = shown(&view);
        let hints = hints(&view, 0, u32::MAX);
        if let Some(hint) = hints.iter().find(|hint| !hint.more.is_empty()) {
            text += &format!("the first says: {}\n", hint.more);
        }
        text
    });
}

#[test]
fn lenses_stand_above_blocks() {
    cases("lenses", |case| {
        let found = lenses(&case.view.now);
        let mut text: String =
            found.iter().map(|lens| format!("{} {:?}\n", place(&case.view.now, lens.span), lens.action)).collect();
        text += &format!("{}\n", title(&case.view));
        text
    });
}

#[test]
fn signatures_follow_the_arguments() {
    cases("signature", |case: &mut Case| match signature(&case.view, case.cursor) {
        Some(found) => {
            let active = found.active.and_then(|active| found.parameters.get(active));
            let named = active.map(|((start, end), about)| format!("{}: {about}", &found.label[*start..*end]));
            format!("{}\n{}\nactive {}\n", found.label, found.doc, named.unwrap_or("none".into()))
        }
        None => "nothing\n".to_owned(),
    });
}

/// While a line is half typed, what is known of the rest is that of the last text that compiled.
#[test]
fn the_last_good_text_is_asked_while_typing() {
    let text = include_str!("../cases/hints/whole.mlflow");
    let mut workspace = Workspace::default();
    workspace.open("/case/main.mlflow", 1, text.to_owned());
    assert!(workspace.view("/case/main.mlflow").unwrap().now.analysis().built.is_some());
    let line = text.find("  input_mode").unwrap();
    let half = format!("{}  input_mode = \n  inst\n{}", &text[..line], &text[line..]);
    workspace.change("/case/main.mlflow", 2, vec![(None, half.clone())]);
    let view = workspace.view("/case/main.mlflow").unwrap();
    let at = |word: &str| u32::try_from(half.find(word).unwrap()).unwrap() + 1;
    // Nobody waits for an analysis of the new text.
    let machine = hover(&view, at("instance        =")).unwrap().text;
    assert!(machine.contains("\"ml.m5.4xlarge\"") && !view.now.is_analyzed(), "{machine}");
    assert!(shown(&view).contains("train trees\u{ab} ~30min, ~$0.54\u{bb} {"), "{}", shown(&view));
    assert_eq!(title(&view), "20 states, 30 KiB, about $1.86 a run (as it last compiled)");
}
