//! Brackets that do not match: indentation tells which one is missing or too much.
//!
//! While all brackets of a file match, indentation is nobody's business. As soon as they do not, it is the best
//! witness: a block ends before the first line that is not indented deeper than the line that opened it.

use std::ops::Range;

use super::lines::Line;
use super::mended::Mend;
use super::scan::{Bracket, Scan, closer};

/// A bracket with nothing on its other side.
#[derive(Debug, Clone)]
pub(super) struct Issue {
    /// The bracket to blame.
    pub at: usize,
    /// What makes the brackets match.
    pub mend: Mend,
    /// Where the edit of the fix goes and what it writes; the same as the mend but for spacing.
    pub edit: (Range<usize>, String),
    /// A line that tells that something ended: the bracket or the line that does not fit.
    pub witness: Option<usize>,
    /// Whether the mistake is likely on the bracket's own line, so that mending that line may explain it better.
    pub local: bool,
    /// What went wrong.
    pub sort: Sort,
}

/// What is wrong about a bracket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sort {
    /// Never closed.
    Unclosed,
    /// Closes nothing.
    Stray,
    /// Closes nothing because the line that should open it lacks the `{`.
    Unopened,
    /// Written twice.
    Doubled,
}

#[derive(Debug, Clone, Copy)]
struct Open {
    bracket: Bracket,
    line: usize,
    indent: usize,
    /// Whether something stands behind it on its line.
    followed: bool,
    /// Whether the first line below is indented deeper; unknown until there is one.
    deeper: Option<bool>,
    block: bool,
}

/// Whether all brackets match.
pub(super) fn balanced(scan: &Scan) -> bool {
    let mut open: Vec<u8> = Vec::new();
    for bracket in &scan.brackets {
        if bracket.opens {
            open.push(closer(bracket.sort));
        } else if open.pop() != Some(bracket.sort) {
            return false;
        }
    }
    open.is_empty()
}

/// Whether the opening bracket at `at` starts a value (a record, list, call or group), or else a block.
pub(super) fn opens_value(text: &str, at: usize) -> bool {
    let before = text.get(..at).unwrap_or("").trim_end_matches([' ', '\t', '\r']);
    let before = if text.as_bytes().get(at) == Some(&b'{') { before } else { return true };
    before.ends_with(['=', '(', '[', ',', ':', '<', '>', '+', '*', '/', '{'])
        && !(before.ends_with('{') && before.ends_with("} {"))
}

struct Balance<'a> {
    text: &'a str,
    lines: &'a [Line],
    stack: Vec<Open>,
    issues: Vec<Issue>,
}

/// The brackets without a partner and what to do about each, so that all match afterwards.
pub(super) fn issues(text: &str, scan: &Scan, lines: &[Line]) -> Vec<Issue> {
    let mut balance = Balance { text, lines, stack: Vec::new(), issues: Vec::new() };
    let mut brackets = scan.brackets.iter().copied().peekable();
    for (index, line) in lines.iter().enumerate() {
        if !line.is_empty() {
            balance.start_line(index, line);
        }
        while let Some(bracket) = brackets.next_if(|bracket| bracket.at <= line.end) {
            if bracket.opens { balance.open(bracket, index, line) } else { balance.close(bracket, index, line) }
        }
    }
    while let Some(open) = balance.stack.pop() {
        balance.unclosed(open, lines.len(), None);
    }
    balance.issues
}

impl Balance<'_> {
    fn byte(&self, at: usize) -> u8 {
        self.text.as_bytes().get(at).copied().unwrap_or(b'\n')
    }

    fn start_line(&mut self, index: usize, line: &Line) {
        if let Some(top) = self.stack.last_mut()
            && top.deeper.is_none()
            && top.line < index
        {
            top.deeper = Some(line.indent > top.indent);
        }
        let first = self.byte(line.first());
        let closes = matches!(first, b')' | b']' | b'}');
        while let Some(top) = self.stack.last().copied() {
            let ends = line.indent <= top.indent && (top.followed || top.deeper == Some(true)) && top.line < index;
            let own =
                closes && (line.indent == top.indent || !self.stack.iter().any(|open| open.indent == line.indent));
            if !ends || own && closer(top.bracket.sort) == first {
                break;
            }
            self.stack.pop();
            self.unclosed(top, index, Some(line.first()));
        }
        let rest = self.text.get(line.first()..line.end).unwrap_or("");
        let is_else = rest.strip_prefix("else").is_some_and(|rest| !rest.starts_with(|c: char| c.is_alphanumeric()));
        if is_else
            && let Some(top) = self.stack.last().copied().filter(|top| top.block && line.indent <= top.indent + 1)
        {
            self.stack.pop();
            let at = line.start + top.indent.min(line.indent);
            let text = if line.indent > top.indent { "}" } else { "} " };
            self.insert(top, at, text.to_owned(), Some(line.first()), false);
        }
    }

    fn open(&mut self, bracket: Bracket, index: usize, line: &Line) {
        self.stack.push(Open {
            bracket,
            line: index,
            indent: line.indent,
            followed: line.code_end > bracket.at + 1,
            deeper: None,
            block: bracket.sort == b'{' && !opens_value(self.text, bracket.at),
        });
    }

    fn close(&mut self, bracket: Bracket, index: usize, line: &Line) {
        let first = bracket.at == line.first();
        let Some(top) = self.stack.last().copied() else { return self.stray(bracket, index, line) };
        if closer(top.bracket.sort) == bracket.sort {
            let foreign = top.block && top.line < index && (!first || line.indent > top.indent);
            if foreign && top.deeper != Some(false) {
                return self.stray(bracket, index, line);
            }
            self.stack.pop();
            return;
        }
        // Close what is open inside the nearest bracket that this one can close.
        let fits =
            |open: &Open| closer(open.bracket.sort) == bracket.sort && (open.line == index || first || !open.block);
        let Some(depth) = self.stack.iter().rposition(fits) else { return self.stray(bracket, index, line) };
        while self.stack.len() > depth + 1 {
            let Some(open) = self.stack.pop() else { break };
            if open.line == index {
                let at = self.text.get(..bracket.at).unwrap_or("").trim_end().len();
                self.insert(open, at, char::from(closer(open.bracket.sort)).to_string(), Some(bracket.at), true);
            } else {
                self.unclosed(open, index, Some(bracket.at));
            }
        }
        self.stack.pop();
    }

    fn stray(&mut self, bracket: Bracket, index: usize, line: &Line) {
        let alone = bracket.at == line.first() && line.code_end == bracket.at + 1;
        if bracket.sort == b'}'
            && bracket.at == line.first()
            && let Some(at) = self.header(index, line)
        {
            let text = if self.byte(at.saturating_sub(1)) == b' ' { "{" } else { " {" };
            self.issues.push(Issue {
                at: bracket.at,
                mend: Mend::Insert(at, text.to_owned()),
                edit: (at..at, text.to_owned()),
                witness: None,
                local: false,
                sort: Sort::Unopened,
            });
            return;
        }
        let start = match alone {
            true => line.start.saturating_sub(1),
            false => self.text.get(..bracket.at).unwrap_or("").trim_end_matches([' ', '\t']).len().max(line.start),
        };
        self.issues.push(Issue {
            at: bracket.at,
            mend: Mend::Delete(bracket.at..bracket.at + 1),
            edit: (start..bracket.at + 1, String::new()),
            witness: None,
            local: !alone,
            sort: Sort::Stray,
        });
    }

    /// Where a `{` is missing: the end of the line above that is indented like the `}` and has deeper lines below it.
    fn header(&self, index: usize, line: &Line) -> Option<usize> {
        let above = self.lines.get(..index)?.iter().enumerate().rev().filter(|(_, above)| !above.is_empty());
        let mut deeper = false;
        for (at, above) in above {
            if above.indent > line.indent {
                deeper = true;
                continue;
            }
            let inner = self.stack.last().is_some_and(|open| open.line >= at);
            let code = self.text.get(above.first()..above.code_end)?;
            let ends_open = code.ends_with(['{', '}', '[', '(', ',', ')', ']']) && !code.starts_with("when");
            if above.indent < line.indent || !deeper || inner || ends_open {
                return None;
            }
            // A blank left where the bracket was is used again.
            let blank = self.text.get(above.code_end..above.end).is_some_and(|rest| rest == " ");
            return Some(above.code_end + usize::from(blank));
        }
        None
    }

    fn insert(&mut self, open: Open, at: usize, text: String, witness: Option<usize>, local: bool) {
        let edit = (at..at, text.clone());
        let mend = Mend::Insert(at, text);
        let at = open.bracket.at;
        self.issues.push(Issue { at, mend, edit, witness, local, sort: Sort::Unclosed });
    }

    /// `open` ends before line `before`.
    fn unclosed(&mut self, open: Open, before: usize, witness: Option<usize>) {
        let at = open.bracket.at;
        if let Some(range) = self.twin(at) {
            let (mend, edit) = (Mend::Delete(at..at + 1), (range, String::new()));
            self.issues.push(Issue { at, mend, edit, witness: None, local: true, sort: Sort::Doubled });
            return;
        }
        let sign = char::from(closer(open.bracket.sort));
        let inside = self.lines.get(open.line..before.min(self.lines.len())).unwrap_or(&[]);
        let last = inside.iter().rposition(|line| !line.is_empty()).unwrap_or(0);
        let Some(line) = inside.get(last).copied() else { return };
        if last == 0 && (open.followed || open.bracket.sort != b'{') {
            let rest = self.text.get(line.code_end..line.end).unwrap_or("");
            let spaced = self.byte(at + 1) == b' ';
            let blank = usize::from(spaced && rest.starts_with(' '));
            let text = if spaced && blank == 0 { format!(" {sign}") } else { sign.to_string() };
            return self.insert(open, line.code_end + blank, text, witness, true);
        }
        // An empty line that the bracket may have left behind is used again.
        let blank: Vec<&Line> = inside.iter().skip(last + 1).take_while(|line| line.is_empty()).collect();
        let left = blank.first().filter(|line| {
            let trailing = before >= self.lines.len() && blank.len() > 1;
            line.end - line.start == open.indent && (open.indent > 0 || blank.len() > 1 || trailing)
        });
        match left {
            Some(line) => self.insert(open, line.end, sign.to_string(), witness, false),
            None => {
                let indent = open.indent;
                self.insert(open, line.end, format!("\n{:indent$}{sign}", ""), witness, false);
            }
        }
    }

    /// Where the same bracket stands just before this one: the range to delete.
    fn twin(&self, at: usize) -> Option<Range<usize>> {
        let before = self.text.get(..at)?;
        let trimmed = before.trim_end_matches([' ', '\t']);
        trimmed.ends_with(char::from(self.byte(at))).then(|| trimmed.len()..at + 1)
    }
}
