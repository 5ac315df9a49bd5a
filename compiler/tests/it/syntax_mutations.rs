//! One token of an example deleted, doubled, swapped with its neighbour or misspelt: what does the parser alone say?
//!
//! Only mutants that break the shape of the file count here; the others are the checker's.

use mlc_compiler::base::{FileId, SourceFile};
use mlc_compiler::diag::{Diagnostic, Fix};
use mlc_compiler::syntax;

const EXAMPLE: &str = include_str!("../../../grammar/corpus/ok/payroll_fraud.mlflow");

/// The tokens of a text: words, numbers, strings, single signs; comments are none.
fn tokens(text: &str) -> Vec<std::ops::Range<usize>> {
    let pattern = r#"//[^\n]*|"[^"\n]*"|[A-Za-z_0-9.%$-]*[A-Za-z0-9_%]|[<>=!]=|[^\s]"#;
    let pattern = regex_lite::Regex::new(pattern).expect("a pattern");
    let found = pattern.find_iter(text).filter(|found| !found.as_str().starts_with("//"));
    let mut tokens = Vec::new();
    for found in found {
        // `a.b` is three tokens, `ml.m5.xlarge` and `0.9` are one.
        let word = found.as_str();
        let whole = word.starts_with("ml.") || !word.starts_with(|c: char| c.is_ascii_alphabetic());
        if whole || !word.contains('.') {
            tokens.push(found.range());
            continue;
        }
        let mut at = found.start();
        for (index, part) in word.split('.').enumerate() {
            if index > 0 {
                tokens.push(at..at + 1);
                at += 1;
            }
            tokens.push(at..at + part.len());
            at += part.len();
        }
    }
    tokens
}

struct Mutant {
    how: &'static str,
    text: String,
    places: Vec<usize>,
}

fn mutants(text: &str) -> Vec<Mutant> {
    let tokens = tokens(text);
    let mut mutants = Vec::new();
    for (index, token) in tokens.iter().enumerate() {
        let (before, word, after) = (&text[..token.start], &text[token.clone()], &text[token.end..]);
        let places = vec![token.start];
        let mut push = |how, text, places| mutants.push(Mutant { how, text, places });
        push("delete", format!("{before}{after}"), places.clone());
        push("double", format!("{before}{word} {word}{after}"), vec![token.start, token.end + 1]);
        if let Some(next) = tokens.get(index + 1) {
            let (between, other, rest) = (&text[token.end..next.start], &text[next.clone()], &text[next.end..]);
            let second = next.end - word.len();
            push("swap", format!("{before}{other}{between}{word}{rest}"), vec![token.start, second]);
        }
        if word.len() > 2 && word.is_ascii() {
            let middle = word.len() / 2;
            push("misspell", format!("{before}{}{}{after}", &word[..middle], &word[middle + 1..]), places);
        }
    }
    mutants
}

fn apply(text: &str, fix: &Fix) -> String {
    let mut edits = fix.edits.clone();
    edits.sort_by_key(|edit| std::cmp::Reverse(edit.span.start));
    edits.iter().fold(text.to_owned(), |mut text, edit| {
        text.replace_range(edit.span.range(), &edit.text);
        text
    })
}

#[derive(Default)]
struct Tally {
    broken: usize,
    on_line: usize,
    alone: usize,
    offered: usize,
    restored: usize,
}

fn judge(mutant: &Mutant, problems: &[Diagnostic], tally: &mut Tally) -> Option<String> {
    let first = problems.first()?;
    let file = SourceFile::new("x", mutant.text.clone());
    let line = |at: usize| file.line_column(u32::try_from(at).expect("small")).0;
    let lines: Vec<usize> = mutant.places.iter().map(|at| line(*at)).collect();
    let on_line = lines.contains(&line(first.primary.span.start as usize));
    let fixes: Vec<&Fix> = problems.iter().flat_map(|problem| &problem.fixes).collect();
    let restored = fixes.iter().any(|fix| apply(&mutant.text, fix) == EXAMPLE);
    tally.broken += 1;
    tally.on_line += usize::from(on_line);
    tally.alone += usize::from(problems.len() == 1);
    tally.offered += usize::from(!fixes.is_empty());
    tally.restored += usize::from(restored);
    let shown = file.line(lines[0]).0.to_owned();
    let told: Vec<String> =
        problems.iter().map(|p| format!("{}:{} {}", line(p.primary.span.start as usize), p.code.id, p.title)).collect();
    (!on_line || problems.len() > 1 || !restored)
        .then(|| format!("{} {:?} `{shown}` on_line={on_line} restored={restored} {told:?}", mutant.how, lines))
}

#[test]
fn one_wrong_token_gives_one_problem_in_its_place() {
    let (mut tally, mut failures) = (Tally::default(), Vec::new());
    // Every ninth is enough to notice a change; `ALL=1` takes them all.
    let step = if std::env::var_os("ALL").is_some() { 1 } else { 9 };
    for mutant in mutants(EXAMPLE).into_iter().step_by(step) {
        let (tree, problems) = syntax::parse(FileId(0), &mutant.text);
        let spelled: String = tree.tokens().iter().map(|id| tree.text(*id, &mutant.text)).collect();
        assert_eq!(spelled, mutant.text, "the tree spells the source");
        failures.extend(judge(&mutant, &problems, &mut tally));
    }
    let percent = |part: usize, of: usize| part * 1000 / of.max(1);
    let (on_line, alone) = (percent(tally.on_line, tally.broken), percent(tally.alone, tally.broken));
    let restored = percent(tally.restored, tally.offered);
    println!(
        "{} broken: on the line {on_line}‰, alone {alone}‰, fix offered {}, restores {restored}‰",
        tally.broken, tally.offered
    );
    if std::env::var_os("SHOW").is_some() {
        println!("{}", failures.join("\n"));
    }
    assert!(on_line >= 950 && alone >= 900 && restored >= 600, "{on_line} {alone} {restored}");
}
