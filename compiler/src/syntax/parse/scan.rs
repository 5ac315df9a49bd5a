//! A first, cheap look at the brackets, before the grammar recurses into them. Knows strings and comments.

/// How deep brackets may be nested.
pub(super) const DEEPEST: usize = 64;

/// A bracket or a quote.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Bracket {
    /// `(`, `[`, `{`, `)`, `]`, `}`; `$` for `${`, `"` for a string, `'` for a long string.
    pub sort: u8,
    /// Offset of its first byte.
    pub at: usize,
    /// Whether it opens.
    pub opens: bool,
}

/// What was seen.
#[derive(Debug, Default)]
pub(super) struct Scan {
    /// The brackets outside of strings, in order.
    pub brackets: Vec<Bracket>,
    /// Where comments start.
    pub comments: Vec<usize>,
    /// Where brackets are nested too deeply.
    pub too_deep: Option<usize>,
    /// Starts of strings that do not end, with where they end at the latest, and what closes them there.
    pub open_strings: Vec<(usize, usize, String)>,
}

/// Looks at all brackets of `text`.
pub(super) fn scan(text: &str) -> Scan {
    let bytes = text.as_bytes();
    let mut scan = Scan::default();
    let (mut at, mut depth) = (0, 0_usize);
    // Open strings, and the brackets opened inside their values.
    let mut inside: Vec<(u8, usize)> = Vec::new();
    loop {
        let in_text = inside.last().is_some_and(|(sort, _)| matches!(sort, b'"' | b'\''));
        let one_line = inside.iter().any(|(sort, _)| *sort == b'"');
        let Some(byte) = bytes.get(at).copied() else { break };
        if byte == b'\n' && one_line {
            unwind(&mut inside, &mut scan, at);
            at += 1;
            continue;
        }
        let rest = bytes.get(at..).unwrap_or(&[]);
        if in_text {
            let long = inside.last().is_some_and(|(sort, _)| *sort == b'\'');
            match byte {
                b'\\' => at += 1 + usize::from(rest.get(1).is_some_and(|next| *next != b'\n')),
                b'$' if rest.get(1) == Some(&b'{') => {
                    inside.push((b'$', at));
                    at += 2;
                }
                b'"' if !long => {
                    inside.pop();
                    at += 1;
                }
                b'"' if rest.starts_with(b"\"\"\"") => {
                    inside.pop();
                    at += 3;
                }
                _ => at += 1,
            }
        } else {
            match byte {
                b'"' if rest.starts_with(b"\"\"\"") => {
                    inside.push((b'\'', at));
                    at += 3;
                }
                b'"' => {
                    inside.push((b'"', at));
                    at += 1;
                }
                b'/' if rest.get(1) == Some(&b'/') => {
                    scan.comments.push(at);
                    at += rest.iter().position(|byte| *byte == b'\n').unwrap_or(rest.len());
                }
                b'(' | b'[' | b'{' if inside.is_empty() => {
                    scan.brackets.push(Bracket { sort: byte, at, opens: true });
                    depth += 1;
                    at += 1;
                }
                b')' | b']' | b'}' if inside.is_empty() => {
                    scan.brackets.push(Bracket { sort: byte, at, opens: false });
                    depth = depth.saturating_sub(1);
                    at += 1;
                }
                b'(' | b'[' | b'{' => {
                    inside.push((byte, at));
                    at += 1;
                }
                b')' | b']' | b'}' => {
                    let pairs = inside.last().is_some_and(|(open, _)| closer(*open) == byte);
                    if pairs {
                        inside.pop();
                    }
                    at += 1;
                }
                _ => at += 1,
            }
        }
        if depth + inside.len() > DEEPEST && scan.too_deep.is_none() {
            scan.too_deep = Some(at.saturating_sub(1));
            return scan;
        }
    }
    unwind(&mut inside, &mut scan, bytes.len());
    scan
}

/// The bracket that closes `open`.
pub(super) fn closer(open: u8) -> u8 {
    match open {
        b'(' => b')',
        b'[' => b']',
        b'{' | b'$' => b'}',
        _ => open,
    }
}

fn unwind(inside: &mut Vec<(u8, usize)>, scan: &mut Scan, end: usize) {
    let Some((_, start)) = inside.first().copied() else { return };
    let closers = inside.iter().rev().map(|(open, _)| match open {
        b'\'' => "\"\"\"".to_owned(),
        open => char::from(closer(*open)).to_string(),
    });
    scan.open_strings.push((start, end, closers.collect()));
    inside.clear();
}
