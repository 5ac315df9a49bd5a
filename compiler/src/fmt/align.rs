//! Lines that stand together get their signs in one column.

/// The columns of a line that can be aligned with its neighbours.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Shape {
    /// `name` and `= value`.
    Assign,
    /// `word name:` and `Type = value`.
    Typed,
    /// `kind` and `name` and `{ ... }`, on one line.
    OneLine,
    /// `kind` and `name` and the first line of a longer block: ends a run.
    Header,
    /// Never aligned.
    Other,
}

/// A line or block of the output, without indentation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Piece {
    pub shape: Shape,
    /// What comes before each aligned place; the last is the rest.
    pub cells: Vec<String>,
    /// Blanks and the comment at the end of the line.
    pub comment: String,
    /// Whether an empty line is above.
    pub apart: bool,
}

/// Writes `pieces`, each on its own line, `indent` deep.
pub(super) fn write(out: &mut String, pieces: &[Piece], indent: usize) {
    let mut at = 0;
    while let Some(first) = pieces.get(at) {
        let length = run(pieces.get(at..).unwrap_or(&[]));
        let lines = pieces.get(at..at + length).unwrap_or(&[]);
        let mut widths: Vec<usize> = Vec::new();
        for piece in lines {
            let aligned = piece.cells.len() - usize::from(!piece.cells.is_empty());
            for (column, cell) in piece.cells.iter().take(aligned).enumerate() {
                // The header of a longer block only lends its kind.
                if piece.shape == Shape::Header && column > 0 {
                    continue;
                }
                let width = cell.chars().count();
                match widths.get_mut(column) {
                    Some(widest) => *widest = width.max(*widest),
                    None => widths.push(width),
                }
            }
        }
        for piece in lines {
            if piece.apart && !out.is_empty() {
                out.push('\n');
            }
            out.push_str(&" ".repeat(indent));
            let last = piece.cells.len().saturating_sub(1);
            for (column, cell) in piece.cells.iter().enumerate() {
                out.push_str(cell);
                let free = piece.shape == Shape::Header && column > 0;
                let width = if free { 0 } else { widths.get(column).copied().unwrap_or(0) };
                if column < last {
                    out.push_str(&" ".repeat(width.saturating_sub(cell.chars().count()) + 1));
                }
            }
            out.push_str(&piece.comment);
            while out.ends_with(' ') {
                out.pop();
            }
            out.push('\n');
        }
        debug_assert!(length > 0 || first.cells.is_empty());
        at += length.max(1);
    }
}

/// How many of the pieces are aligned with the first.
fn run(pieces: &[Piece]) -> usize {
    let Some(first) = pieces.first() else { return 0 };
    if matches!(first.shape, Shape::Other | Shape::Header) {
        return 1;
    }
    let mut length = 1;
    for piece in pieces.iter().skip(1) {
        let ends = piece.shape == Shape::Header && first.shape == Shape::OneLine;
        if piece.apart || !(ends || piece.shape == first.shape) {
            break;
        }
        length += 1;
        if ends {
            break;
        }
    }
    length
}
