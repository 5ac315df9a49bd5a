//! A diagnostic as miette sees it, and our handler for miette's reports. The only file that knows miette.
//!
//! Stock handlers print the place of the earliest label, mark all labels alike, draw distant labels as separate boxes and have no
//! rewritten lines, so the drawing is ours. miette has no word for notes, places in other files and fixes: these are related
//! reports whose code is `note`, `place` or `fix`; the labels of a `fix` are its edits, their text is the new text.

use std::fmt;

use miette::{LabeledSpan, MietteError, MietteSpanContents, ReportHandler, SourceCode, SourceSpan, SpanContents};

use super::excerpt::{Drawn, Excerpt, Mark};
use super::paint::{Paint, Row, paint};
use super::patch::{Line, Replace, rewrite};
use super::shown::{Shown, wrap};
use crate::base::{FileId, SourceFile, Sources, Span};
use crate::diag::render::RenderOptions;
use crate::diag::render::place::one_line;
use crate::diag::{Applicability, Diagnostic, Fix, Label, Severity};

/// One problem, drawn.
pub(super) fn render(found: &Diagnostic, sources: &Sources, options: &RenderOptions) -> String {
    Drawing { report: &Report::new(found, sources), handler: &Handler { options: *options } }.to_string()
}

/// Lets a handler write through `Display`.
struct Drawing<'a> {
    report: &'a Report<'a>,
    handler: &'a Handler,
}

impl fmt::Display for Drawing<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.handler.debug(self.report, out)
    }
}

/// A miette diagnostic that borrows its source.
#[derive(Debug)]
struct Report<'a> {
    code: &'static str,
    title: String,
    severity: Option<Severity>,
    source: Option<Source<'a>>,
    labels: Vec<LabeledSpan>,
    help: Option<&'a str>,
    related: Vec<Report<'a>>,
}

impl<'a> Report<'a> {
    fn new(found: &'a Diagnostic, sources: &'a Sources) -> Self {
        let file = found.primary.span.file;
        let (near, far): (Vec<_>, Vec<_>) = found.secondary.iter().partition(|label| label.span.file == file);
        let mut labels =
            vec![LabeledSpan::new_primary_with_span(text(&found.primary), source_span(found.primary.span))];
        labels.extend(near.into_iter().map(labelled));
        let mut related: Vec<Report<'a>> = Vec::new();
        for label in far {
            let source = Source(sources.file(label.span.file));
            related.push(Report { source: Some(source), labels: vec![labelled(label)], ..Report::plain("place", "") });
        }
        related.extend(found.notes.iter().map(|note| Report::plain("note", note)));
        related.extend(found.fixes.iter().flat_map(|fix| Report::fix(fix, sources)));
        Report {
            severity: Some(found.severity),
            source: Some(Source(sources.file(file))),
            labels,
            help: found.help.as_deref(),
            related,
            ..Report::plain(found.code.id, &found.title)
        }
    }

    fn plain(code: &'static str, title: &str) -> Self {
        let title = title.to_owned();
        Report { code, title, severity: None, source: None, labels: Vec::new(), help: None, related: Vec::new() }
    }

    /// A report for every file that the fix changes; only the first has a title.
    fn fix(fix: &Fix, sources: &'a Sources) -> Vec<Self> {
        let word = match fix.applicability {
            Applicability::Always => "fix",
            Applicability::Maybe => "possible fix",
            Applicability::Placeholder => "fix, to be filled in",
        };
        let mut files: Vec<FileId> = fix.edits.iter().map(|edit| edit.span.file).collect();
        files.sort();
        files.dedup();
        let mut title = format!("{word}: {}", fix.title);
        let part = |file: FileId| {
            let edits = fix.edits.iter().filter(|edit| edit.span.file == file);
            let labels = edits.map(|edit| LabeledSpan::new_with_span(Some(edit.text.clone()), source_span(edit.span)));
            let source = Some(Source(sources.file(file)));
            Report { source, labels: labels.collect(), ..Report::plain("fix", &std::mem::take(&mut title)) }
        };
        files.into_iter().map(part).collect()
    }
}

fn labelled(label: &Label) -> LabeledSpan {
    LabeledSpan::new_with_span(text(label), source_span(label.span))
}

fn text(label: &Label) -> Option<String> {
    (!label.text.is_empty()).then(|| one_line(&label.text))
}

fn source_span(span: Span) -> SourceSpan {
    (span.start as usize, span.end.saturating_sub(span.start) as usize).into()
}

impl fmt::Display for Report<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.title)
    }
}

impl std::error::Error for Report<'_> {}

impl miette::Diagnostic for Report<'_> {
    fn code<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        Some(Box::new(self.code))
    }

    fn severity(&self) -> Option<miette::Severity> {
        self.severity.map(|severity| match severity {
            Severity::Error => miette::Severity::Error,
            Severity::Warning => miette::Severity::Warning,
        })
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.help.map(|help| Box::new(help) as Box<dyn fmt::Display>)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        self.source.as_ref().map(|source| source as &dyn SourceCode)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(self.labels.iter().cloned()))
    }

    fn related<'a>(&'a self) -> Option<Box<dyn Iterator<Item = &'a dyn miette::Diagnostic> + 'a>> {
        Some(Box::new(self.related.iter().map(|report| report as &dyn miette::Diagnostic)))
    }
}

/// A file that miette can read from; unlike miette's own readers it never refuses a span, and gives whole lines.
#[derive(Debug)]
struct Source<'a>(&'a SourceFile);

impl SourceCode for Source<'_> {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        before: usize,
        after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let line_of = |offset: usize| self.0.line_column(u32::try_from(offset).unwrap_or(u32::MAX)).0;
        let first = line_of(span.offset()).saturating_sub(before).max(1);
        let last = (line_of(span.offset() + span.len()) + after).min(self.0.line_count());
        let (_, start) = self.0.line(first);
        let (text, last_start) = self.0.line(last);
        let end = last_start + text.len();
        let data = self.0.text.get(start..end).unwrap_or("");
        let span = SourceSpan::from((start, data.len()));
        let (name, count) = (self.0.name.clone(), last + 1 - first.min(last));
        Ok(Box::new(MietteSpanContents::new_named(name, data.as_bytes(), span, first - 1, 0, count)))
    }
}

/// Draws a report.
struct Handler {
    options: RenderOptions,
}

impl ReportHandler for Handler {
    fn debug(&self, report: &dyn miette::Diagnostic, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let severity = match report.severity() {
            Some(miette::Severity::Warning | miette::Severity::Advice) => Severity::Warning,
            Some(miette::Severity::Error) | None => Severity::Error,
        };
        let code = report.code().map_or(String::new(), |code| code.to_string());
        let head = format!("{}[{code}]", super::super::severity_word(severity));
        let title = format!(": {}", one_line(&report.to_string()));
        let (head, title) = (self.paint(&head, Paint::Primary(severity)), self.paint(&title, Paint::Strong));
        writeln!(out, "{head}{title}")?;

        let parts: Vec<Part> = std::iter::once(report)
            .chain(report.related().into_iter().flatten())
            .map(|report| Part::read(report, severity))
            .collect();
        let highest = parts.iter().filter_map(Part::highest_line).max().unwrap_or(0);
        let pad = " ".repeat((highest + 1).to_string().len());
        let (mut said, mut fixed) = (false, false);
        for part in &parts {
            match part {
                Part::Place { at, excerpt, primary } => self.place(out, &pad, at, excerpt, *primary)?,
                Part::Note(text) => {
                    self.bar_once(out, &pad, &mut said)?;
                    self.prose(out, &pad, "note", text)?;
                }
                Part::Fix { title, file, lines } => {
                    if !fixed && let Some(help) = report.help() {
                        self.bar_once(out, &pad, &mut said)?;
                        self.prose(out, &pad, "help", &help.to_string())?;
                    }
                    fixed = true;
                    let elsewhere = Some(file).filter(|file| !at_primary(&parts, file));
                    self.fix(out, &pad, title, elsewhere.map(String::as_str), lines)?;
                }
            }
        }
        if !fixed && let Some(help) = report.help() {
            self.bar_once(out, &pad, &mut said)?;
            self.prose(out, &pad, "help", &help.to_string())?;
        }
        if fixed || !said {
            self.bar(out, &pad)?;
        }
        self.prose(out, &pad, "more", &format!("mlc explain {code}"))
    }
}

impl Handler {
    fn paint(&self, text: &str, what: Paint) -> String {
        paint(text, what, self.options.colour)
    }

    fn bar(&self, out: &mut fmt::Formatter<'_>, pad: &str) -> fmt::Result {
        writeln!(out, "{}", self.paint(&format!("{pad} |"), Paint::Gutter))
    }

    fn bar_once(&self, out: &mut fmt::Formatter<'_>, pad: &str, said: &mut bool) -> fmt::Result {
        if std::mem::replace(said, true) { Ok(()) } else { self.bar(out, pad) }
    }

    fn place(&self, out: &mut fmt::Formatter<'_>, pad: &str, at: &str, shown: &Excerpt, primary: bool) -> fmt::Result {
        let arrow = if primary { "-->" } else { ":::" };
        if !primary {
            self.bar(out, pad)?;
        }
        writeln!(out, "{} {at}", self.paint(&format!("{pad}{arrow}"), Paint::Gutter))?;
        let rows = shown.draw(self.options.width.saturating_sub(pad.len() + 3));
        if !rows.is_empty() {
            self.bar(out, pad)?;
        }
        for row in rows {
            let (gutter, row) = match row {
                Drawn::Source(line, row) => (format!("{:>width$} |", line + 1, width = pad.len()), row),
                Drawn::Marks(row) => (format!("{pad} |"), row),
                Drawn::Gap(row) => (format!("{:<width$}", "...", width = pad.len() + 2), row),
            };
            self.row(out, &gutter, &row)?;
        }
        Ok(())
    }

    fn row(&self, out: &mut fmt::Formatter<'_>, gutter: &str, row: &Row) -> fmt::Result {
        let row = row.render(self.options.colour);
        let space = if row.is_empty() { "" } else { " " };
        writeln!(out, "{}{space}{row}", self.paint(gutter.trim_end(), Paint::Gutter))
    }

    /// ` = word: text`, further lines under the text.
    fn prose(&self, out: &mut fmt::Formatter<'_>, pad: &str, word: &str, text: &str) -> fmt::Result {
        let indent = pad.len() + word.len() + 5;
        for (at, line) in wrap(text, self.options.width.max(40) - indent).into_iter().enumerate() {
            if at == 0 {
                let (sign, word) = (self.paint("=", Paint::Gutter), self.paint(word, Paint::Strong));
                writeln!(out, "{pad} {sign} {word}: {line}")?;
            } else {
                writeln!(out, "{}", format!("{:indent$}{line}", "").trim_end())?;
            }
        }
        Ok(())
    }

    fn fix(
        &self,
        out: &mut fmt::Formatter<'_>,
        pad: &str,
        title: &str,
        elsewhere: Option<&str>,
        lines: &[Line],
    ) -> fmt::Result {
        self.bar(out, pad)?;
        if !title.is_empty() {
            let (sign, title) = (self.paint("=", Paint::Gutter), self.paint(&one_line(title), Paint::Strong));
            writeln!(out, "{pad} {sign} {title}")?;
        }
        if let Some(file) = elsewhere {
            writeln!(out, "{} {file}", self.paint(&format!("{pad}:::"), Paint::Gutter))?;
        }
        for line in lines {
            let (number, sign, text, what) = match line {
                Line::Same(number, text) => (number, ' ', text, Paint::Plain),
                Line::Removed(number, text) => (number, '-', text, Paint::Removed),
                Line::Added(number, text) => (number, '+', text, Paint::Added),
                Line::Gap => {
                    writeln!(out, "{}", self.paint("...", Paint::Gutter))?;
                    continue;
                }
            };
            let number = self.paint(&format!("{:>width$}", number + 1, width = pad.len()), Paint::Gutter);
            let shown = Shown::new(text);
            let room = self.options.width.max(40) * 2;
            let cut = if shown.width() > room { format!("{}...", shown.text(0..room)) } else { shown.all() };
            let line = self.paint(format!("{sign} {cut}").trim_end(), what);
            writeln!(out, "{}", format!("{number} {line}").trim_end())?;
        }
        Ok(())
    }
}

/// A report, read and ready to draw.
enum Part {
    Place { at: String, excerpt: Excerpt, primary: bool },
    Note(String),
    Fix { title: String, file: String, lines: Vec<Line> },
}

impl Part {
    fn read(report: &dyn miette::Diagnostic, severity: Severity) -> Self {
        let labels: Vec<LabeledSpan> = report.labels().into_iter().flatten().collect();
        let code = report.code().map_or(String::new(), |code| code.to_string());
        match (code.as_str(), report.source_code()) {
            ("note", _) | (_, None) => Part::Note(report.to_string()),
            ("fix", Some(source)) => {
                let name = labels.first().and_then(|label| read(source, label.inner(), 0)).map(|read| read.name);
                let file = one_line(&name.unwrap_or_default());
                Part::Fix { title: report.to_string(), file, lines: read_fix(source, &labels) }
            }
            (code, Some(source)) => {
                let (at, excerpt) = read_place(source, &labels, severity);
                Part::Place { at, excerpt, primary: code != "place" }
            }
        }
    }

    fn highest_line(&self) -> Option<usize> {
        match self {
            Part::Place { excerpt, .. } => excerpt.lines.keys().last().copied(),
            Part::Note(_) => None,
            Part::Fix { lines, .. } => lines
                .iter()
                .filter_map(|line| match line {
                    Line::Same(number, _) | Line::Removed(number, _) | Line::Added(number, _) => Some(*number),
                    Line::Gap => None,
                })
                .max(),
        }
    }
}

/// Whether the primary place is in `file`.
fn at_primary(parts: &[Part], file: &str) -> bool {
    parts.iter().any(|part| matches!(part, Part::Place { at, primary: true, .. } if at.starts_with(file)))
}

/// The text of a span's whole lines: file name, first line (from 0), its offset and the lines.
struct Read {
    name: String,
    line: usize,
    start: usize,
    text: String,
}

fn read(source: &dyn SourceCode, span: &SourceSpan, context: usize) -> Option<Read> {
    let contents = source.read_span(span, context, context).ok()?;
    Some(Read {
        name: contents.name().unwrap_or("").to_owned(),
        line: contents.line(),
        start: contents.span().offset(),
        text: String::from_utf8_lossy(contents.data()).into_owned(),
    })
}

/// Where the first label is, as `file:line:column`, and the lines of all labels with their marks.
fn read_place(source: &dyn SourceCode, labels: &[LabeledSpan], severity: Severity) -> (String, Excerpt) {
    let mut excerpt = Excerpt::default();
    let mut at = String::new();
    for label in labels {
        let Some(read) = read(source, label.inner(), 1) else { continue };
        let lines: Vec<(usize, usize, &str)> = with_starts(&read);
        let mark = mark(label, &lines, severity);
        if at.is_empty() {
            let begin = lines.iter().find(|(line, ..)| *line == mark.line).copied().unwrap_or_default();
            let before = begin.2.get(..label.offset().saturating_sub(begin.1)).unwrap_or(begin.2);
            let column = before.chars().count() + 1;
            at = format!("{}:{}:{column}", one_line(&read.name), mark.line + 1);
            if read.text.is_empty() && label.inner().is_empty() && read.line == 0 {
                // Nothing to show: an empty file, or one that could not be read.
                let name = one_line(&read.name);
                at = label.label().map_or(name.clone(), |text| format!("{name}: {text}"));
                return (at, Excerpt::default());
            }
        }
        // The first two lines of a long place and its last are enough.
        let shown = |line: usize| (mark.line..=mark.line + 1).contains(&line) || line == mark.end_line;
        for (line, _, text) in lines {
            let keep = if shown(line) && line <= mark.end_line { &mut excerpt.lines } else { &mut excerpt.context };
            keep.insert(line, text.to_owned());
        }
        excerpt.marks.push(mark);
    }
    (at, excerpt)
}

/// Every line of a piece with its number and the offset of its first byte.
fn with_starts(read: &Read) -> Vec<(usize, usize, &str)> {
    let mut start = read.start;
    let mut lines = Vec::new();
    for (at, line) in read.text.split('\n').enumerate() {
        lines.push((read.line + at, start, line.strip_suffix('\r').unwrap_or(line)));
        start += line.len() + 1;
    }
    lines
}

/// The mark of a label, given the lines around it. A place that ends with a line end ends before it.
fn mark(label: &LabeledSpan, lines: &[(usize, usize, &str)], severity: Severity) -> Mark {
    let (from, to) = (label.offset(), label.offset() + label.len());
    let line_of =
        |offset: usize| lines.iter().rev().find(|(_, start, _)| *start <= offset).copied().unwrap_or_default();
    let (line, start, text) = line_of(from);
    let (mut end_line, mut end_start, mut end_text) = line_of(to);
    if to > from && to == end_start {
        (end_line, end_start, end_text) = line_of(to - 1);
    }
    let (glyph, paint) = if label.primary() { ('^', Paint::Primary(severity)) } else { ('-', Paint::Secondary) };
    let mut from = (from - start.min(from)).min(text.len());
    let leads_with_space = text.get(..from).is_some_and(|before| before.trim().is_empty());
    if end_line > line && leads_with_space {
        from = 0; // A bracket may begin at the margin instead.
    }
    let to = (to - end_start.min(to)).min(end_text.len());
    Mark { line, from, end_line, to, text: label.label().unwrap_or("").to_owned(), glyph, paint }
}

/// The rewritten lines of all edits; neighbouring edits share their lines.
fn read_fix(source: &dyn SourceCode, edits: &[LabeledSpan]) -> Vec<Line> {
    let mut edits: Vec<&LabeledSpan> = edits.iter().collect();
    edits.sort_by_key(|edit| (edit.offset(), edit.len()));
    let mut groups: Vec<(Read, Vec<&LabeledSpan>)> = Vec::new();
    for edit in edits {
        // The line before shows where lines come or go.
        let Some(mut piece) = read(source, edit.inner(), 1) else { continue };
        match groups.last_mut() {
            Some((last, group)) if piece.start <= last.start + last.text.len() => {
                let whole = (last.start, (piece.start + piece.text.len()).saturating_sub(last.start));
                if let Some(joined) = read(source, &whole.into(), 0) {
                    piece = joined;
                }
                *last = piece;
                group.push(edit);
            }
            _ => groups.push((piece, vec![edit])),
        }
    }
    let mut rows = Vec::new();
    let mut grown: isize = 0;
    for (piece, group) in groups {
        if !rows.is_empty() {
            rows.push(Line::Gap);
        }
        let edits: Vec<Replace> = group
            .iter()
            .map(|edit| {
                let from = edit.offset().saturating_sub(piece.start);
                Replace { from, to: from + edit.len(), text: edit.label().unwrap_or("").to_owned() }
            })
            .collect();
        let (lines, more) = rewrite(&piece.text, piece.line, piece.line.saturating_add_signed(grown), &edits);
        rows.extend(lines);
        grown += more;
    }
    rows
}
