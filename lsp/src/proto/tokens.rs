//! Colours: pieces of text as the protocol counts them, and what has changed since they were last told.

use tower_lsp::ls_types::{
    SemanticToken, SemanticTokenModifier, SemanticTokenType, SemanticTokensEdit, SemanticTokensLegend,
};

use super::position;
use crate::features::tokens::{Token, TokenKind};
use crate::snapshot::Snapshot;

/// What the numbers of the tokens mean, in the order of [`TokenKind`] and of the modifiers.
pub fn legend() -> SemanticTokensLegend {
    SemanticTokensLegend {
        token_types: vec![
            SemanticTokenType::KEYWORD,
            SemanticTokenType::TYPE,
            SemanticTokenType::NAMESPACE,
            SemanticTokenType::CLASS,
            SemanticTokenType::PROPERTY,
            SemanticTokenType::VARIABLE,
            SemanticTokenType::PARAMETER,
            SemanticTokenType::FUNCTION,
            SemanticTokenType::ENUM_MEMBER,
            SemanticTokenType::STRING,
            SemanticTokenType::NUMBER,
            SemanticTokenType::OPERATOR,
            SemanticTokenType::COMMENT,
        ],
        token_modifiers: vec![
            SemanticTokenModifier::DECLARATION,
            SemanticTokenModifier::READONLY,
            SemanticTokenModifier::DEFAULT_LIBRARY,
            SemanticTokenModifier::DOCUMENTATION,
            SemanticTokenModifier::new("runtime"),
        ],
    }
}

fn number(kind: TokenKind) -> u32 {
    match kind {
        TokenKind::Keyword => 0,
        TokenKind::Type => 1,
        TokenKind::Namespace => 2,
        TokenKind::Class => 3,
        TokenKind::Property => 4,
        TokenKind::Variable => 5,
        TokenKind::Parameter => 6,
        TokenKind::Function => 7,
        TokenKind::EnumMember => 8,
        TokenKind::String => 9,
        TokenKind::Number => 10,
        TokenKind::Operator => 11,
        TokenKind::Comment => 12,
    }
}

/// Tokens of the file itself, each counted from the one before.
pub fn tokens(snapshot: &Snapshot, tokens: &[Token]) -> Vec<SemanticToken> {
    let (lines, text) = (snapshot.lines(mlc_compiler::base::FileId::default()), snapshot.text());
    let mut last = position(lines.position(text, 0));
    let mut told = Vec::with_capacity(tokens.len());
    for token in tokens {
        let start = position(lines.position(text, token.span.start as usize));
        let length = text.get(token.span.range()).map_or(0, |text| text.encode_utf16().count());
        let is_same_line = start.line == last.line;
        told.push(SemanticToken {
            delta_line: start.line.saturating_sub(last.line),
            delta_start: if is_same_line { start.character.saturating_sub(last.character) } else { start.character },
            length: u32::try_from(length).unwrap_or(u32::MAX),
            token_type: number(token.kind),
            token_modifiers_bitset: token.modifiers.0,
        });
        last = start;
    }
    told
}

/// What makes `new` of `old`: the one piece between what both begin and end with.
pub fn token_edits(old: &[SemanticToken], new: &[SemanticToken]) -> Vec<SemanticTokensEdit> {
    /// Numbers of a token.
    const NUMBERS: usize = 5;
    let count = |number: usize| u32::try_from(number * NUMBERS).unwrap_or(u32::MAX);
    let begin = old.iter().zip(new).take_while(|(old, new)| old == new).count();
    let (old, new) = (old.get(begin..).unwrap_or_default(), new.get(begin..).unwrap_or_default());
    if old.is_empty() && new.is_empty() {
        return Vec::new();
    }
    let end = old.iter().rev().zip(new.iter().rev()).take_while(|(old, new)| old == new).count();
    let new = new.get(..new.len() - end).unwrap_or_default();
    vec![SemanticTokensEdit { start: count(begin), delete_count: count(old.len() - end), data: Some(new.to_vec()) }]
}

#[cfg(test)]
mod tests {
    use tower_lsp::ls_types::SemanticToken;

    use super::token_edits;

    fn row(numbers: &[u32]) -> Vec<SemanticToken> {
        numbers.iter().map(|number| SemanticToken { length: *number, ..SemanticToken::default() }).collect()
    }

    #[test]
    fn one_edit_makes_the_new_tokens_of_the_old_ones() {
        for (old, new) in
            [(&[1, 2, 3][..], &[1, 9, 3][..]), (&[1, 1], &[1, 1, 1]), (&[1, 2], &[]), (&[], &[4]), (&[5], &[5])]
        {
            let mut told = row(old);
            for edit in token_edits(&row(old), &row(new)) {
                let (start, count) = (edit.start as usize / 5, edit.delete_count as usize / 5);
                told.splice(start..start + count, edit.data.unwrap_or_default());
            }
            assert_eq!(told, row(new));
        }
    }
}
