//! Patterns of texts: `*` stands for any characters, `\*` for a star, everything else for itself.

/// A piece of a pattern.
enum Piece {
    Any,
    Character(char),
}

fn pieces(pattern: &str) -> Vec<Piece> {
    let mut found = Vec::new();
    let mut characters = pattern.chars().peekable();
    while let Some(character) = characters.next() {
        found.push(match character {
            '\\' => Piece::Character(characters.next_if(|next| matches!(next, '*' | '\\')).unwrap_or('\\')),
            '*' => Piece::Any,
            other => Piece::Character(other),
        });
    }
    found
}

/// Whether the whole of `text` is like `pattern`.
pub fn matches(text: &str, pattern: &str) -> bool {
    let text: Vec<char> = text.chars().collect();
    // Which beginnings of the text the pieces so far can be.
    let mut reached = vec![false; text.len() + 1];
    if let Some(start) = reached.first_mut() {
        *start = true;
    }
    for piece in pieces(pattern) {
        let mut next = vec![false; reached.len()];
        let mut before = false;
        for (index, place) in next.iter_mut().enumerate() {
            let here = reached.get(index).copied().unwrap_or(false);
            let last = index.checked_sub(1);
            *place = match piece {
                Piece::Any => here || before,
                Piece::Character(wanted) => last
                    .is_some_and(|last| text.get(last) == Some(&wanted) && reached.get(last).copied().unwrap_or(false)),
            };
            before = *place;
        }
        reached = next;
    }
    reached.last().copied().unwrap_or(false)
}

/// The pattern as a regular expression of JSONata that fits the whole text.
pub fn regex(pattern: &str) -> String {
    let mut regex = String::from("/^");
    for piece in pieces(pattern) {
        match piece {
            Piece::Any => regex.push_str("[\\s\\S]*"),
            Piece::Character(character) => {
                if !character.is_alphanumeric()
                    && character.is_ascii()
                    && !matches!(character, ' ' | '_' | '-' | ':' | '=' | ',' | '@' | '%')
                {
                    regex.push('\\');
                }
                regex.push(character);
            }
        }
    }
    regex + "$/"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stars_stand_for_anything() {
        for (text, pattern) in
            [("prod-eu", "prod-*"), ("prod-", "prod-*"), ("", "*"), ("a.b.c", "a*c"), ("a*", "a\\*"), ("x\ny", "x*y")]
        {
            assert!(matches(text, pattern), "{text} {pattern}");
        }
        for (text, pattern) in [("dev-prod-", "prod-*"), ("prod", "prod-*"), ("abc", "a.c"), ("ab", "a\\*"), ("a", "")]
        {
            assert!(!matches(text, pattern), "{text} {pattern}");
        }
    }

    #[test]
    fn other_characters_stand_for_themselves() {
        assert_eq!(regex("prod-*"), "/^prod-[\\s\\S]*$/");
        assert_eq!(regex("a.b/\\*"), "/^a\\.b\\/\\*$/");
    }
}
