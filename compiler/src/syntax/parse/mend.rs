//! Finds the mistakes of a text and what mends them: first strings, then brackets, then lines.

use std::ops::Range;

use super::brackets::{self, Issue, Sort};
use super::explain::explain;
use super::lines::{self, line_at};
use super::mended::{Mend, Mended};
use super::repair;
use super::scan::{Bracket, Scan, scan};
use super::{build, report};
use crate::base::{FileId, Span};
use crate::diag::{Applicability, Diagnostic, Edit, Fix, Sink, codes};

/// How many lines are mended one by one; a file with more mistakes is hardly a pipeline.
const MOST_LINES: usize = 24;
/// How many brackets without a partner are told; the others are mended in silence.
const MOST_ISSUES: usize = 64;
/// Longer lines are not mended.
const LONGEST_LINE: usize = 4_000;
/// How many bytes are matched again and again while lines are mended.
const MOST_READ: usize = 2 << 20;

/// The mends of a text, and the ranges of it about which all has been said.
#[derive(Debug, Default)]
pub(super) struct Mends {
    pub mends: Vec<Mend>,
    pub told: Vec<Range<usize>>,
}

struct Mending<'a> {
    file: FileId,
    text: &'a str,
    sink: &'a mut Sink,
    found: Mends,
}

/// Mends `text`, and tells why.
pub(super) fn mend(file: FileId, text: &str, first: Scan, sink: &mut Sink) -> Mends {
    let mut mending = Mending { file, text, sink, found: Mends::default() };
    mending.strings(&first);
    // One with closed strings; then one with matching brackets; then the lines.
    let closed = Mended::new(text, &mending.found.mends);
    let scanned = if first.open_strings.is_empty() { first } else { scan(&closed.text) };
    mending.brackets_and_lines(&closed, &scanned);
    mending.found
}

impl Mending<'_> {
    fn span(&self, range: Range<usize>) -> Span {
        Span::new(self.file, range.start, range.end)
    }

    fn tell(&mut self, diagnostic: Diagnostic) {
        let span = diagnostic.primary.span;
        let start = self.text.get(..span.start as usize).and_then(|before| before.rfind('\n')).map_or(0, |at| at + 1);
        let end = self.text.get(span.end as usize..).and_then(|rest| rest.find('\n'));
        self.found.told.push(start..end.map_or(self.text.len(), |at| at + span.end as usize));
        self.sink.push(diagnostic);
    }

    fn strings(&mut self, first: &Scan) {
        for (start, end, closers) in first.open_strings.iter().cloned() {
            let long = closers.ends_with("\"\"\"");
            let at = if long { end } else { quote_place(self.text, first, start, end) };
            let quote = if long { "\"\"\"" } else { "\"" };
            let place = self.span(start..start + quote.len());
            let mut diagnostic = Diagnostic::new(codes::UNTERMINATED_STRING, place, "the string has no closing quote")
                .label("starts here");
            if at < end || closers == quote {
                diagnostic =
                    diagnostic.fix("close the string", self.span(at..at), closers.clone(), Applicability::Maybe);
            }
            self.tell(diagnostic);
            self.found.mends.push(Mend::Insert(at, closers));
        }
    }

    fn brackets_and_lines(&mut self, closed: &Mended, scanned: &Scan) {
        let lines = lines::lines(&closed.text, &scanned.comments);
        let issues =
            if brackets::balanced(scanned) { Vec::new() } else { brackets::issues(&closed.text, scanned, &lines) };
        let all: Vec<Mend> = issues.iter().map(|issue| issue.mend.clone()).collect();
        let matched = Mended::new(&closed.text, &all);
        let around = scan(&matched.text);
        if !brackets::balanced(&around) || !around.open_strings.is_empty() || around.too_deep.is_some() {
            // Cannot be; but what is not balanced must not reach the grammar.
            self.found.mends = vec![Mend::Delete(0..self.text.len())];
            return;
        }
        let (mut done, mut tried): (Vec<usize>, Vec<usize>) = (Vec::new(), Vec::new());
        let told = issues.len().min(MOST_ISSUES);
        for issue in issues.get(told..).unwrap_or(&[]) {
            self.found.mends.push(at_source(&issue.mend, closed));
        }
        for issue in issues.get(..told).unwrap_or(&[]) {
            let index = line_at(&lines, issue.at);
            if issue.local && done.contains(&index) {
                continue;
            }
            let explained = issue.local && tried.len() < MOST_LINES && !tried.contains(&index) && {
                tried.push(index);
                done.push(index);
                let line = lines.get(index).map_or(0..0, |line| line.start..line.end);
                let shown = closed.text.get(line.clone()).unwrap_or("");
                let here: Vec<Mend> = issues
                    .iter()
                    .filter(|other| other.local && line_at(&lines, other.at) == index)
                    .map(|other| shift(&other.mend, line.start))
                    .filter(|mend| mend.end() <= line.len())
                    .collect();
                let balanced = Mended::new(shown, &here).text;
                let stack = stack_at(&around, matched.forward(line.start));
                self.line(closed, line, &matched.text, &stack, &balanced, false)
            };
            if !explained {
                done.retain(|line| *line != index);
                self.issue(issue, closed);
            }
        }
        self.lines();
    }

    /// Mends line after line, and looks anew after each: a mended head may explain what comes below it.
    fn lines(&mut self) {
        let rounds = (MOST_READ / self.text.len().max(1)).clamp(1, MOST_LINES);
        let mut tried: Vec<usize> = Vec::new();
        for _ in 0..rounds {
            let current = Mended::new(self.text, &self.found.mends);
            let around = scan(&current.text);
            if !brackets::balanced(&around) || !around.open_strings.is_empty() || around.too_deep.is_some() {
                return;
            }
            let tree = build::build(self.file, &current);
            let lines = lines::lines(&current.text, &around.comments);
            let mut mended = false;
            for (mistake, gentle) in report::mistakes(&tree, self.text) {
                let at = line_at(&lines, current.forward(mistake));
                let Some(line) = lines.get(at).copied() else { continue };
                let start = current.source(line.start..line.start).start;
                if tried.contains(&start) || tried.len() >= MOST_LINES || self.is_told(mistake) {
                    continue;
                }
                tried.push(start);
                let range = line.start..whole_line(&current.text, line.start, line.end);
                let stack = stack_at(&around, range.start);
                let shown = current.text.get(range.clone()).unwrap_or("");
                mended = self.line(&current, range, &current.text, &stack, shown, gentle)
                    || self.across_lines(&current, &lines, at, &around);
                if mended {
                    break;
                }
            }
            if !mended {
                return;
            }
        }
    }

    fn is_told(&self, at: usize) -> bool {
        self.found.told.iter().any(|range| range.contains(&at))
    }

    /// Mends one line of `now`, in the middle of the brackets of `whole`.
    fn line(
        &mut self,
        now: &Mended,
        range: Range<usize>,
        whole: &str,
        stack: &[Bracket],
        balanced: &str,
        gentle: bool,
    ) -> bool {
        let shown = now.text.get(range.clone()).filter(|text| text.len() <= LONGEST_LINE);
        let Some(line) = shown.and_then(|text| repair::Line::new(text, whole, stack, balanced)) else { return false };
        let Some(act) = line.repair(gentle) else { return false };
        let source = |part: Range<usize>| now.source(part.start + range.start..part.end + range.start);
        let (diagnostic, mends) = explain(self.file, &line, &act, source);
        self.found.mends.extend(mends);
        self.tell(diagnostic);
        true
    }

    /// The last token of a line and the first of the next may stand in each other's place.
    fn across_lines(&mut self, now: &Mended, lines: &[lines::Line], at: usize, around: &Scan) -> bool {
        let full = |at: &usize| lines.get(*at).is_some_and(|line| !line.is_empty());
        let (above, below) = ((0..at).rev().find(full), (at + 1..lines.len()).find(full));
        for (first, last) in [(above, Some(at)), (Some(at), below)] {
            let (Some(first), Some(last)) = (first, last) else { continue };
            let (Some(upper), Some(lower)) = (lines.get(first), lines.get(last)) else { continue };
            let range = upper.start..lower.end;
            let text = now.text.get(range.clone()).filter(|text| text.len() <= LONGEST_LINE).unwrap_or("");
            let stack = stack_at(around, range.start);
            let line = repair::Line::new(text, &now.text, &stack, text);
            let Some(line) = line else { continue };
            let split = lower.start - upper.start;
            let Some(index) = line.tokens.iter().rposition(|token| token.range.end <= split) else { continue };
            let act = repair::Act::Swap(index);
            if !line.fits(&line.apply(&act)) {
                continue;
            }
            let source = |part: Range<usize>| now.source(part.start + range.start..part.end + range.start);
            let (diagnostic, mends) = explain(self.file, &line, &act, source);
            self.found.told.push(source(split..text.len()));
            self.found.mends.extend(mends);
            self.tell(diagnostic);
            return true;
        }
        false
    }

    fn issue(&mut self, issue: &Issue, closed: &Mended) {
        let source = |range: Range<usize>| closed.source(range);
        let sign = closed.text.get(issue.at..issue.at + 1).unwrap_or("");
        let place = self.span(source(issue.at..issue.at + 1));
        let (range, text) = &issue.edit;
        let edit = Edit {
            span: self.span(source(range.start..range.start).start..source(range.end..range.end).start),
            text: text.clone(),
        };
        let (code, title, fix) = match issue.sort {
            Sort::Unclosed => {
                (codes::UNCLOSED, format!("`{sign}` is never closed"), format!("write `{}`", text.trim()))
            }
            Sort::Stray => (codes::STRAY_CLOSE, format!("`{sign}` closes nothing"), format!("leave out `{sign}`")),
            Sort::Unopened => {
                (codes::STRAY_CLOSE, format!("`{sign}` closes nothing: its `{{` is missing"), "write `{`".to_owned())
            }
            Sort::Doubled => (codes::UNCLOSED, format!("`{sign}` is written twice"), format!("leave out one `{sign}`")),
        };
        let place =
            if issue.sort == Sort::Unopened { self.span(header(self.text, edit.span.start as usize)) } else { place };
        let mut diagnostic = Diagnostic::new(code, place, title);
        if let Some(witness) = issue.witness {
            let at = source(witness..witness + 1);
            diagnostic = diagnostic.also(self.span(at), "it should have ended before this");
        }
        diagnostic.fixes.push(Fix { title: fix, edits: vec![edit], applicability: Applicability::Maybe });
        self.tell(diagnostic);
        self.found.mends.push(at_source(&issue.mend, closed));
    }
}

/// A mend of a mended text as one of the source.
fn at_source(mend: &Mend, mended: &Mended) -> Mend {
    match mend {
        Mend::Insert(at, text) => Mend::Insert(mended.source(*at..*at).start, text.clone()),
        Mend::Delete(range) => Mend::Delete(mended.source(range.clone())),
        Mend::Swap(left, right) => Mend::Swap(mended.source(left.clone()), mended.source(right.clone())),
    }
}

/// The code of the line that `at` ends.
fn header(text: &str, at: usize) -> Range<usize> {
    let before = text.get(..at).unwrap_or("");
    let start = before.rfind('\n').map_or(0, |at| at + 1);
    let line = before.get(start..).unwrap_or("");
    start + (line.len() - line.trim_start().len())..start + line.trim_end().len()
}

/// The end of a line, or of the last line of the long string that starts on it.
fn whole_line(text: &str, start: usize, mut end: usize) -> usize {
    for _ in 0..64 {
        let open = scan(text.get(start..end).unwrap_or("")).open_strings;
        if open.is_empty() || end >= text.len() {
            break;
        }
        let rest = text.get(end + 1..).unwrap_or("");
        end = end + 1 + rest.find('\n').unwrap_or(rest.len());
    }
    end
}

/// The opening brackets that are not closed before `at`.
fn stack_at(scan: &Scan, at: usize) -> Vec<Bracket> {
    let mut stack: Vec<Bracket> = Vec::new();
    for bracket in scan.brackets.iter().take_while(|bracket| bracket.at < at) {
        if bracket.opens {
            stack.push(*bracket);
        } else {
            stack.pop();
        }
    }
    stack
}

/// A mend in bytes from `start`.
fn shift(mend: &Mend, start: usize) -> Mend {
    let back = |range: &Range<usize>| range.start.saturating_sub(start)..range.end.saturating_sub(start);
    match mend {
        Mend::Insert(at, text) => Mend::Insert(at.saturating_sub(start), text.clone()),
        Mend::Delete(range) => Mend::Delete(back(range)),
        Mend::Swap(left, right) => Mend::Swap(back(left), back(right)),
    }
}

/// Where the quote of an open string belongs: at the end of its line, before what closes the brackets opened on it.
fn quote_place(text: &str, scan: &Scan, start: usize, end: usize) -> usize {
    let line = text.get(..start).and_then(|before| before.rfind('\n')).map_or(0, |at| at + 1);
    let mut open: Vec<u8> = Vec::new();
    for bracket in scan.brackets.iter().filter(|bracket| (line..start).contains(&bracket.at)) {
        if bracket.opens {
            open.push(super::scan::closer(bracket.sort));
        } else {
            open.pop();
        }
    }
    let bytes = text.as_bytes();
    // What looks like a comment is one.
    let inside = text.get(start..end).unwrap_or("");
    let end = start + inside.find(" //").unwrap_or(inside.len());
    let mut at = text.get(..end).unwrap_or("").trim_end().len();
    let last = at;
    for closer in open {
        let before = text.get(..at).unwrap_or("").trim_end_matches([' ', ',']).len();
        if before > start && bytes.get(before - 1) == Some(&closer) {
            at = before - 1;
        }
    }
    let trimmed = text.get(..at).unwrap_or("").trim_end().len();
    if at == last && bytes.get(last.saturating_sub(1)) == Some(&b',') { last - 1 } else { trimmed.max(start + 1) }
}
