//! Source lines with the places marked under them: `^^^` the primary, `---` the others.

use std::collections::BTreeMap;

use super::paint::{Paint, Row};
use super::shown::Shown;

/// A marked place; lines from 0, bytes within their line, the end is exclusive.
#[derive(Debug, Clone)]
pub(super) struct Mark {
    pub line: usize,
    pub from: usize,
    pub end_line: usize,
    pub to: usize,
    pub text: String,
    pub glyph: char,
    pub paint: Paint,
}

/// The lines of one file that are shown, and the marks on them.
#[derive(Debug, Default)]
pub(super) struct Excerpt {
    /// Lines that carry a mark or show what a mark covers.
    pub lines: BTreeMap<usize, String>,
    /// Their neighbours, shown where they close a gap of one line.
    pub context: BTreeMap<usize, String>,
    pub marks: Vec<Mark>,
}

/// One row of the drawing: the line number where it is a source line, and what stands right of the bar.
pub(super) enum Drawn {
    Source(usize, Row),
    Marks(Row),
    Gap(Row),
}

impl Excerpt {
    /// All rows, top to bottom, at most about `width` columns wide.
    pub fn draw(&self, width: usize) -> Vec<Drawn> {
        let (single, long): (Vec<&Mark>, Vec<&Mark>) = self.marks.iter().partition(|mark| mark.line == mark.end_line);
        let brackets = Brackets::new(long);
        let mut rows = Vec::new();
        let mut before: Option<usize> = None;
        for (&line, text) in &self.lines {
            match before {
                Some(before) if line == before + 2 && self.context.contains_key(&(before + 1)) => {
                    let text = self.context.get(&(before + 1)).map_or("", String::as_str);
                    let window = Window::new(&Shown::new(text), width, None);
                    rows.push(Drawn::Source(before + 1, brackets.source(before + 1, &Shown::new(text), &window)));
                }
                Some(before) if line > before + 1 => rows.push(Drawn::Gap(brackets.bars(before + 1))),
                _ => {}
            }
            before = Some(line);
            let shown = Shown::new(text);
            let here: Vec<&Mark> = single.iter().copied().filter(|mark| mark.line == line).collect();
            let ends = self.marks.iter().filter_map(|mark| mark.ends_on(line));
            let reach = ends.map(|byte| shown.column(byte)).fold(None, |reach: Option<(usize, usize)>, column| {
                Some(reach.map_or((column, column), |(least, most)| (least.min(column), most.max(column))))
            });
            let window = Window::new(&shown, width, reach);
            rows.push(Drawn::Source(line, brackets.source(line, &shown, &window)));
            rows.extend(marks(&here, &shown, &window, &brackets, line).into_iter().map(Drawn::Marks));
            rows.extend(brackets.corners(line, &shown, &window).into_iter().map(Drawn::Marks));
        }
        rows
    }
}

impl Mark {
    /// The byte of an end of this mark that lies on `line`.
    fn ends_on(&self, line: usize) -> Option<usize> {
        if self.line == line { Some(self.from) } else { (self.end_line == line).then_some(self.to) }
    }
}

/// Which columns of a long line are shown.
struct Window {
    from: usize,
    to: usize,
    whole: usize,
}

const CUT: &str = "...";

impl Window {
    /// The whole line where it fits into `width`, else a piece that starts shortly before `reach`.
    fn new(shown: &Shown, width: usize, reach: Option<(usize, usize)>) -> Self {
        let whole = shown.width();
        let width = width.max(40);
        if whole <= width {
            return Self { from: 0, to: whole, whole };
        }
        let room = width - 2 * CUT.len();
        let (least, most) = reach.unwrap_or((0, 0));
        let from = if most < room { 0 } else { least.saturating_sub(room / 3) };
        Self { from, to: (from + room).min(whole), whole }
    }

    fn text(&self, shown: &Shown) -> String {
        let (left, right) = (if self.from > 0 { CUT } else { "" }, if self.to < self.whole { CUT } else { "" });
        format!("{left}{}{right}", shown.text(self.from..self.to))
    }

    /// Where a column of the line is in the window; what lies outside is at its edge.
    fn column(&self, column: usize) -> usize {
        let lead = if self.from > 0 { CUT.len() } else { 0 };
        column.clamp(self.from, self.to) - self.from + lead
    }
}

/// The rows under a line for the marks that begin and end on it.
fn marks(marks: &[&Mark], shown: &Shown, window: &Window, brackets: &Brackets, line: usize) -> Vec<Row> {
    let bars = brackets.bars_after(line);
    let margin = brackets.margin();
    let mut placed: Vec<(usize, usize, &Mark)> = marks
        .iter()
        .map(|mark| {
            let from = margin + window.column(shown.column(mark.from));
            let to = margin + window.column(shown.column(mark.to));
            (from, to.max(from + 1), *mark)
        })
        .collect();
    // Short ones over long ones, so that a place inside another is seen; the primary over its equals.
    placed.sort_by_key(|(from, to, mark)| (std::cmp::Reverse(to - from), mark.glyph == '^'));
    let mut under = bars.clone();
    for (from, to, mark) in &placed {
        under.fill(*from..*to, mark.glyph, mark.paint);
    }
    // Texts from right to left: the rightmost has room beside its mark, the others hang below.
    placed.sort_by_key(|(from, to, _)| (std::cmp::Reverse(*from), std::cmp::Reverse(*to)));
    if placed.is_empty() {
        return Vec::new();
    }
    let mut hanging: Vec<(usize, &Mark)> = Vec::new();
    let end = under.end();
    for (at, (from, to, mark)) in placed.iter().enumerate() {
        if mark.text.is_empty() {
            continue;
        }
        if at == 0 && *to >= end {
            under.write(end + 1, &mark.text, mark.paint);
        } else {
            hanging.push((*from, mark));
        }
    }
    let mut rows = vec![under];
    let lines = |upto: &[(usize, &Mark)]| {
        let mut row = bars.clone();
        for (column, mark) in upto {
            row.put(*column, '|', mark.paint);
        }
        row
    };
    if !hanging.is_empty() {
        rows.push(lines(&hanging));
    }
    for at in 0..hanging.len() {
        let Some((column, mark)) = hanging.get(at) else { continue };
        let left: Vec<_> = hanging.iter().skip(at + 1).filter(|(other, _)| other < column).copied().collect();
        let mut row = lines(&left);
        row.write(*column, &mark.text, mark.paint);
        rows.push(row);
    }
    rows
}

/// Marks over several lines, drawn as brackets left of the source, one column pair each.
struct Brackets<'a> {
    marks: Vec<&'a Mark>,
}

impl<'a> Brackets<'a> {
    fn new(mut marks: Vec<&'a Mark>) -> Self {
        // Outer ones further left.
        marks.sort_by_key(|mark| (mark.line, std::cmp::Reverse(mark.end_line)));
        Self { marks }
    }

    fn margin(&self) -> usize {
        2 * self.marks.len()
    }

    /// The bars that pass an inner row of `line`, before any bracket that begins or ends here does so.
    fn bars(&self, line: usize) -> Row {
        self.row(|mark| mark.line < line && line <= mark.end_line)
    }

    /// The bars that pass the rows right under `line`.
    fn bars_after(&self, line: usize) -> Row {
        self.row(|mark| mark.line <= line && line <= mark.end_line && !(mark.line == line && mark.from > 0))
    }

    fn row(&self, passes: impl Fn(&Mark) -> bool) -> Row {
        let mut row = Row::default();
        for (slot, mark) in self.marks.iter().enumerate() {
            if passes(mark) {
                row.put(2 * slot, '|', mark.paint);
            }
        }
        row
    }

    /// A source line with the bars left of it; a bracket that begins at the first character of a line starts here.
    fn source(&self, line: usize, shown: &Shown, window: &Window) -> Row {
        let mut row = self.bars(line);
        for (slot, mark) in self.marks.iter().enumerate() {
            if mark.line == line && mark.from == 0 {
                row.put(2 * slot, '/', mark.paint);
            }
        }
        row.write(self.margin(), &window.text(shown), Paint::Plain);
        row
    }

    /// The rows with the corners of brackets that begin inside `line` or end on it, and the text of those that end.
    fn corners(&self, line: usize, shown: &Shown, window: &Window) -> Vec<Row> {
        let mut rows = Vec::new();
        let mut open: Vec<bool> =
            self.marks.iter().map(|mark| mark.line < line || (mark.line == line && mark.from == 0)).collect();
        let mut closed: Vec<bool> = self.marks.iter().map(|mark| mark.end_line < line).collect();
        // What begins is drawn before what ends; inner brackets end first.
        let begins = self.marks.iter().enumerate().filter(|(_, mark)| mark.line == line && mark.from > 0);
        let ends = self.marks.iter().enumerate().rev().filter(|(_, mark)| mark.end_line == line);
        for (slot, mark) in begins.chain(ends) {
            let begin = mark.line == line;
            let byte = if begin { mark.from } else { mark.to.saturating_sub(1) };
            let column = self.margin() + window.column(shown.column(byte));
            let mut row = Row::default();
            for (other, mark) in self.marks.iter().enumerate() {
                let is_open = open.get(other).copied().unwrap_or(false) && !closed.get(other).copied().unwrap_or(false);
                if is_open && mark.line <= line {
                    row.put(2 * other, '|', mark.paint);
                }
            }
            row.fill(2 * slot + 1..column, '_', mark.paint);
            row.put(column, mark.glyph, mark.paint);
            if begin {
                row.put(2 * slot, ' ', Paint::Plain);
            } else if !mark.text.is_empty() {
                row.write(column + 2, &mark.text, mark.paint);
            }
            if let Some(state) = if begin { open.get_mut(slot) } else { closed.get_mut(slot) } {
                *state = true;
            }
            rows.push(row);
        }
        rows
    }
}
