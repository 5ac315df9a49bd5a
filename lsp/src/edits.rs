//! Changes of a text: the few places in which two texts differ, and changes applied.

use mlc_compiler::base::{FileId, Span};
use mlc_compiler::diag::Edit;
use similar::{Algorithm, DiffOp, capture_diff_slices};

/// What makes `new` of `old`: a change for every run of lines that differ, as short as it can be, so that cursors stay where they are.
pub fn between(file: FileId, old: &str, new: &str) -> Vec<Edit> {
    let (before, after): (Vec<&str>, Vec<&str>) =
        (old.split_inclusive('\n').collect(), new.split_inclusive('\n').collect());
    let starts = starts(&before);
    let mut edits = Vec::new();
    for op in capture_diff_slices(Algorithm::Myers, &before, &after) {
        if matches!(op, DiffOp::Equal { .. }) {
            continue;
        }
        let (from, to) = (op.old_range(), op.new_range());
        let lines = before.get(from.clone()).unwrap_or_default();
        let others = after.get(to).unwrap_or_default();
        let start = starts.get(from.start).copied().unwrap_or(old.len());
        if lines.len() == others.len() {
            // Line by line: a sign that moves to another column leaves the rest of its line alone.
            let mut at = start;
            for (line, other) in lines.iter().zip(others) {
                edits.extend(trimmed(file, at, line, other));
                at += line.len();
            }
        } else {
            edits.extend(trimmed(file, start, &lines.concat(), &others.concat()));
        }
    }
    edits
}

/// `text` with changes that do not overlap; of those that do, the first counts.
pub fn apply(text: &str, edits: &[Edit]) -> String {
    let mut sorted: Vec<&Edit> = edits.iter().collect();
    sorted.sort_by_key(|edit| (edit.span.start, edit.span.end));
    let (mut out, mut at) = (String::with_capacity(text.len()), 0);
    for edit in sorted {
        let range = edit.span.range();
        if range.start < at {
            continue;
        }
        out.push_str(text.get(at..range.start).unwrap_or_default());
        out.push_str(&edit.text);
        at = range.end;
    }
    out.push_str(text.get(at..).unwrap_or_default());
    out
}

fn starts(lines: &[&str]) -> Vec<usize> {
    let next = |at: &mut usize, line: &&str| {
        *at += line.len();
        Some(*at)
    };
    std::iter::once(0).chain(lines.iter().scan(0, next)).collect()
}

/// The change without what both have in common at their beginning and end.
fn trimmed(file: FileId, start: usize, old: &str, new: &str) -> Option<Edit> {
    if old == new {
        return None;
    }
    let same = |(one, other): &((usize, char), (usize, char))| one.1 == other.1;
    let common = old.char_indices().zip(new.char_indices()).take_while(same).last();
    let head = common.map_or(0, |((at, character), _)| at + character.len_utf8());
    let (old, new) = (old.get(head..).unwrap_or_default(), new.get(head..).unwrap_or_default());
    let tail: usize = old
        .chars()
        .rev()
        .zip(new.chars().rev())
        .take_while(|(one, other)| one == other)
        .map(|(one, _)| one.len_utf8())
        .sum();
    let span = Span::new(file, start + head, start + head + old.len() - tail);
    Some(Edit { span, text: new.get(..new.len() - tail).unwrap_or_default().to_owned() })
}

#[cfg(test)]
mod tests {
    use mlc_compiler::base::FileId;

    use super::{apply, between};

    #[test]
    fn changes_are_few_and_short() {
        let old = "a = 1\nlonger = 2\n// 😀\n\nb   = 3\r\n";
        let new = "a      = 1\nlonger = 2\n// 😁\n\n\nb = 3\r\n";
        let edits = between(FileId::default(), old, new);
        let shown: Vec<(&str, &str)> =
            edits.iter().map(|edit| (old.get(edit.span.range()).expect("a place"), edit.text.as_str())).collect();
        assert_eq!(apply(old, &edits), new);
        assert_eq!(shown.first(), Some(&("", "     ")));
        assert!(shown.iter().all(|(old, new)| old.len() + new.len() < 16), "{shown:?}");
    }

    #[test]
    fn any_text_becomes_any_other() {
        let texts = ["", "a", "a\n", "\n\n", "a\nb\nc", "é\nb\n", "c\nb\na\n", "a\r\nb\r\n"];
        for old in texts {
            for new in texts {
                assert_eq!(apply(old, &between(FileId::default(), old, new)), new, "{old:?} {new:?}");
            }
        }
    }
}
