//! One token of a text deleted, doubled, swapped with its neighbour or misspelt, and how the answer is judged.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::ops::Range;

use mlc_compiler::base::SourceFile;
use mlc_compiler::diag::{Diagnostic, Fix, Severity};

/// The tokens of a text: words, numbers, strings, single signs; comments are none.
pub fn tokens(text: &str) -> Vec<Range<usize>> {
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

/// A text with one mistake.
pub struct Mutant {
    /// What was done to the token.
    pub how: &'static str,
    /// The text with the mistake.
    pub text: String,
    /// Where the mistake is, in the text with the mistake.
    pub places: Vec<usize>,
}

/// Every mutant of a text, in the order of its tokens.
///
/// Words are misspelt in one of three ways, by turns: a letter dropped, doubled, or two changed about.
/// What a string says is left alone: no compiler can know it.
pub fn mutants(text: &str) -> Vec<Mutant> {
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
        if let Some(misspelt) = misspell(word, index) {
            push("misspell", format!("{before}{misspelt}{after}"), places);
        }
    }
    mutants.retain(|mutant| mutant.text != text);
    mutants
}

fn misspell(word: &str, turn: usize) -> Option<String> {
    if word.len() < 3 || !word.is_ascii() || !word.starts_with(|first: char| first.is_ascii_alphabetic()) {
        return None;
    }
    let middle = word.len() / 2;
    let (head, tail) = word.split_at(middle);
    let (here, rest) = tail.split_at(1);
    Some(match turn % 3 {
        0 => format!("{head}{rest}"),
        1 => format!("{head}{here}{here}{rest}"),
        _ => format!("{}{here}{}{rest}", &head[..middle - 1], &head[middle - 1..]),
    })
}

/// The text after a fix.
pub fn apply(text: &str, fix: &Fix) -> String {
    let mut edits = fix.edits.clone();
    edits.sort_by_key(|edit| std::cmp::Reverse(edit.span.start));
    edits.iter().fold(text.to_owned(), |mut text, edit| {
        text.replace_range(edit.span.range(), &edit.text);
        text
    })
}

/// What counts as the same source: everything but white space, which no fix can know once a token is gone.
///
/// Where a misspelt word is mended, nothing but that word differs, so this is exact for misspellings.
fn spelling(text: &str) -> Vec<&str> {
    tokens(text).into_iter().map(|range| &text[range]).collect()
}

/// Counts over mutants that gave errors.
#[derive(Debug, Default, Clone)]
pub struct Tally {
    pub broken: usize,
    pub on_line: usize,
    pub alone: usize,
    pub offered: usize,
    pub restored: usize,
    pub some_restored: usize,
}

/// Counts by operation, and what there is to complain of.
#[derive(Default)]
pub struct Report {
    pub all: Tally,
    pub by: BTreeMap<&'static str, Tally>,
    pub failures: Vec<String>,
}

impl Report {
    /// Judges the answer to one mutant of `source`.
    pub fn judge(&mut self, source: &str, mutant: &Mutant, problems: &[Diagnostic]) {
        let problems: Vec<_> = problems.iter().filter(|problem| problem.severity == Severity::Error).collect();
        let Some(first) = problems.first() else { return };
        let file = SourceFile::new("x", mutant.text.clone());
        let line = |at: usize| file.line_column(u32::try_from(at).expect("small")).0;
        let lines: Vec<usize> = mutant.places.iter().map(|at| line(*at)).collect();
        let on_line = lines.contains(&line(first.primary.span.start as usize));
        let restores = |fix: &Fix| {
            let mended = apply(&mutant.text, fix);
            if mutant.how == "misspell" { mended == source } else { spelling(&mended) == spelling(source) }
        };
        let restored = first.fixes.first().map(restores);
        let some_restored = problems.iter().flat_map(|problem| &problem.fixes).any(restores);
        for tally in [&mut self.all, self.by.entry(mutant.how).or_default()] {
            tally.broken += 1;
            tally.on_line += usize::from(on_line);
            tally.alone += usize::from(problems.len() == 1);
            tally.offered += usize::from(restored.is_some());
            tally.restored += usize::from(restored == Some(true));
            tally.some_restored += usize::from(some_restored);
        }
        let shown: Vec<&str> = lines.iter().map(|at| file.line(*at).0.trim()).collect();
        let told: Vec<String> = problems
            .iter()
            .map(|p| {
                let fix = p.fixes.first().map_or(String::new(), |fix| format!(" [{}]", fix.title));
                format!("\n      {}:{} {}{fix}", line(p.primary.span.start as usize), p.code.id, p.title)
            })
            .collect();
        if !on_line || problems.len() > 1 || restored == Some(false) {
            let marks = format!(
                "{}{}{}",
                if on_line { "" } else { " elsewhere" },
                if problems.len() > 1 { " follow-on" } else { "" },
                if restored == Some(false) { " other-fix" } else { "" }
            );
            self.failures.push(format!("{} {lines:?} {shown:?}{marks}{}", mutant.how, told.concat()));
        }
    }

    /// Prints the table; fails below the targets, in per mille: on the line, alone, restored where offered.
    pub fn hold(&self, subject: &str, targets: [usize; 3]) {
        let permille = |part: usize, of: usize| part * 1000 / of.max(1);
        let shown = |tally: &Tally| {
            format!(
                "{:>5} broken: on the line {:>4}‰, alone {:>4}‰, fix offered {:>4}‰, first fix restores {:>4}‰, some fix of all {:>4}‰",
                tally.broken,
                permille(tally.on_line, tally.broken),
                permille(tally.alone, tally.broken),
                permille(tally.offered, tally.broken),
                permille(tally.restored, tally.offered),
                permille(tally.some_restored, tally.broken),
            )
        };
        // Written past the capture of the test runner: the shares are told in every run, not only in a failed one.
        let mut out = std::io::stderr().lock();
        let _ = writeln!(out, "{subject}: {}", shown(&self.all));
        for (how, tally) in &self.by {
            let _ = writeln!(out, "  {how:<9}{}", shown(tally));
        }
        if std::env::var_os("SHOW").is_some() {
            let _ = writeln!(out, "{}", self.failures.join("\n"));
        }
        let all = &self.all;
        let reached =
            [permille(all.on_line, all.broken), permille(all.alone, all.broken), permille(all.restored, all.offered)];
        assert!(all.broken > 50, "{subject}: too few mutants to judge by");
        assert!(
            reached.iter().zip(targets).all(|(got, target)| *got >= target),
            "{subject}: {reached:?} of {targets:?}"
        );
    }
}

/// Every how-manieth mutant is tried: `ALL=1` tries them all.
pub fn step(usual: usize) -> usize {
    if std::env::var_os("ALL").is_some() { 1 } else { usual }
}
