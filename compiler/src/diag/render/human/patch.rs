//! A fix as the lines it rewrites, made from its edits.

/// An edit in bytes of a piece of text.
#[derive(Debug, Clone)]
pub(super) struct Replace {
    pub from: usize,
    pub to: usize,
    pub text: String,
}

/// A line of a rewritten place; numbers count from 0.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Line {
    /// Stays; here to show where the others are. Numbered as before.
    Same(usize, String),
    /// Goes. Numbered as before.
    Removed(usize, String),
    /// Comes. Numbered as after.
    Added(usize, String),
    /// Lines between two rewritten places.
    Gap,
}

/// What `edits` make of `before`, whose first line is `first` in the file before and `first_after` after earlier edits.
///
/// Also how many lines the text grew by.
pub(super) fn rewrite(before: &str, first: usize, first_after: usize, edits: &[Replace]) -> (Vec<Line>, isize) {
    let after = apply(before, edits);
    let (old, new) = (lines(before), lines(&after));
    let start = old.iter().zip(&new).take_while(|(left, right)| left == right).count();
    let most = old.len().min(new.len()) - start;
    let end = old.iter().rev().zip(new.iter().rev()).take(most).take_while(|(left, right)| left == right).count();
    let removed = old.get(start..old.len() - end).unwrap_or_default();
    let mut added = new.get(start..new.len() - end).unwrap_or_default();
    if let ([first @ .., ""], true) = (added, after.ends_with('\n')) {
        added = first; // No line, only the end of the one before.
    }
    let same = |at: usize| old.get(at).map(|line| Line::Same(first + at, (*line).to_owned()));
    let mut rows = Vec::new();
    // Lines that only come need a neighbour to show where.
    if removed.is_empty()
        && let Some(at) = start.checked_sub(1)
    {
        rows.extend(same(at));
    }
    rows.extend(removed.iter().enumerate().map(|(at, line)| Line::Removed(first + start + at, (*line).to_owned())));
    rows.extend(added.iter().enumerate().map(|(at, line)| Line::Added(first_after + start + at, (*line).to_owned())));
    if removed.is_empty() && start == 0 {
        rows.extend(same(0));
    }
    (rows, new.len().cast_signed() - old.len().cast_signed())
}

/// `before` with all `edits` made; an edit that lies outside or over an earlier one is left out.
fn apply(before: &str, edits: &[Replace]) -> String {
    let mut sorted: Vec<&Replace> = edits.iter().collect();
    sorted.sort_by_key(|edit| (edit.from, edit.to));
    let mut after = String::new();
    let mut done = 0;
    for edit in sorted {
        let Some(kept) = before.get(done..edit.from) else { continue };
        if before.get(edit.from..edit.to).is_none() {
            continue;
        }
        after += kept;
        after += &edit.text;
        done = edit.to;
    }
    after + before.get(done..).unwrap_or("")
}

fn lines(text: &str) -> Vec<&str> {
    text.split('\n').map(|line| line.strip_suffix('\r').unwrap_or(line)).collect()
}
