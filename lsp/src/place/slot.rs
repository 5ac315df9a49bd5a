//! What belongs at the very place, behind what is written there already.

use mlc_compiler::vocab::Function;

use super::{Entries, Expected, Frame, Inside, Members, Piece, Place, Token};

/// What can be written.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Slot {
    /// Nothing that anybody could propose: a comment, a name that the user makes up.
    Nothing,
    /// A member begins.
    Member(Members),
    /// A type, behind the `:` of a declaration with this word.
    Type(Piece),
    /// A value.
    Value(Expected),
    /// What goes on behind a whole value: an operator.
    Operator(Expected),
    /// A member of what this piece names.
    Access(Piece, Expected),
    /// The key of an entry.
    Key(Entries),
    /// An argument, which may be a named one.
    Argument(Function, Expected),
    /// Characters of a string.
    Text(Expected),
    /// The unit of a number, or more of its digits.
    Unit(Expected),
    /// `in`, of a `for`.
    In,
    /// `when`, behind `else`.
    When,
    /// A name that another file declares, behind `import`.
    Import,
    /// The path of a file, in or before quotes.
    Path,
}

/// What belongs at `offset`, and the range of the word there that it would take the place of.
pub fn slot(place: &Place<'_>, offset: u32) -> (Slot, (u32, u32)) {
    let nothing = (Slot::Nothing, (offset, offset));
    let (Some(frame), Some(inside)) = (place.around.innermost(), place.inside.last()) else { return nothing };
    if place.around.in_comment {
        return nothing;
    }
    if let Inside::Text(expected) = inside {
        let outer = place.around.frames.len().checked_sub(2).and_then(|at| place.around.frames.get(at));
        let is_path =
            outer.and_then(|outer| outer.pieces.first()).is_some_and(|first| first.text(place.text) == "import");
        let slot = if is_path { Slot::Path } else { Slot::Text(*expected) };
        // The whole string is replaced, without its quotes; a value in it ends it.
        let start = frame.open + 1;
        let rest = place.text.get(offset as usize..).unwrap_or_default();
        let end = rest.find(['"', '\n', '$', '\\']).unwrap_or(0);
        return (slot, (start.min(offset), offset + u32::try_from(end).unwrap_or(0)));
    }
    let written = |piece: &&Piece| {
        piece.end == offset && matches!(piece.token, Token::Word | Token::Number | Token::Instance)
            || piece.end == offset
                && piece.token == Token::Operator
                && piece.text(place.text).starts_with(char::is_alphabetic)
    };
    let word = frame.pieces.last().filter(written).copied();
    let before = match word {
        Some(_) => frame.pieces.get(..frame.pieces.len() - 1).unwrap_or_default(),
        None => frame.pieces.as_slice(),
    };
    let rest = place.text.get(offset as usize..).unwrap_or_default();
    let is_instance = word.is_some_and(|word| word.token == Token::Instance);
    let goes_on = |c: char| c.is_ascii_alphanumeric() || c == '_' || is_instance && matches!(c, '.' | '-');
    let more = rest.find(|c: char| !goes_on(c)).unwrap_or(rest.len());
    let range = (word.map_or(offset, |word| word.start), offset + u32::try_from(more).unwrap_or(0));
    let slot = of_pieces(place, *inside, frame, before);
    match (slot, word.map(|word| word.token)) {
        (Slot::Value(expected) | Slot::Argument(_, expected), Some(Token::Number)) => (Slot::Unit(expected), range),
        (_, Some(Token::Number)) => (Slot::Nothing, range),
        (slot, _) => (slot, range),
    }
}

fn of_pieces(place: &Place<'_>, inside: Inside, frame: &Frame, before: &[Piece]) -> Slot {
    let expected = || place.expected(inside, frame);
    let behind = |at: usize| before.get(at..).unwrap_or_default();
    match (inside, before) {
        (Inside::Members(members), []) => Slot::Member(members),
        (Inside::Members(_), [first, ..]) => match first.text(place.text) {
            "when" => value(behind(1), Expected { decides: true, ..Expected::default() }),
            "else" if before.len() == 1 => Slot::When,
            "else" => value(behind(2), Expected { decides: true, ..Expected::default() }),
            "for" if before.len() < 2 => Slot::Nothing,
            "for" if before.len() == 2 => Slot::In,
            "for" => value(behind(3), expected()),
            "import" if before.len() == 1 => Slot::Import,
            "import" => {
                if before.last().is_some_and(|last| last.token == Token::Equals) {
                    Slot::Path
                } else {
                    Slot::Nothing
                }
            }
            _ => match before.iter().position(|piece| piece.token == Token::Equals) {
                Some(equals) => value(behind(equals + 1), expected()),
                None if before.last().is_some_and(|last| last.token == Token::Colon) => Slot::Type(*first),
                None => Slot::Nothing,
            },
        },
        (Inside::Entries(entries, _), []) => Slot::Key(entries),
        (Inside::Arguments(function), []) => Slot::Argument(function, expected()),
        (
            Inside::Entries(..) | Inside::Arguments(_) | Inside::UnknownArguments,
            [_, Piece { token: Token::Equals, .. }, ..],
        ) => value(behind(2), expected()),
        (Inside::Entries(..), _) => Slot::Nothing,
        (Inside::Values(_) | Inside::Arguments(_) | Inside::UnknownArguments, _) => value(before, expected()),
        (Inside::Text(expected), _) => Slot::Text(expected),
    }
}

/// What follows in a value.
fn value(written: &[Piece], expected: Expected) -> Slot {
    match written {
        [] => Slot::Value(expected),
        [.., last] if last.token == Token::Operator => {
            // Two sides of a comparison: numbers, texts, whatever is compared.
            Slot::Value(Expected { decides: expected.decides, ..expected })
        }
        [.., base, last] if last.token == Token::Dot => Slot::Access(*base, expected),
        [.., last] if matches!(last.token, Token::Dot | Token::Other | Token::Equals | Token::Colon) => Slot::Nothing,
        _ => Slot::Operator(expected),
    }
}
