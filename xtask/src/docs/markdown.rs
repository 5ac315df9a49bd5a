//! Pieces of Markdown.

/// The first line of every page: who wants to change it should know where.
pub const WRITTEN: &str = "<!-- Written by `cargo xtask docs` from the tables of the compiler; do not edit. -->\n";

/// A table; nothing where there are no rows.
pub fn table<const N: usize>(head: [&str; N], rows: impl IntoIterator<Item = [String; N]>) -> String {
    let rows: Vec<String> = rows.into_iter().map(|row| line(&row)).collect();
    if rows.is_empty() {
        return String::new();
    }
    format!("{}{}{}\n", line(&head.map(str::to_owned)), line(&[const { "---" }; N].map(str::to_owned)), rows.concat())
}

fn line(cells: &[String]) -> String {
    let cells: Vec<String> = cells.iter().map(|cell| cell.replace('|', "\\|")).collect();
    format!("| {} |\n", cells.join(" | "))
}

/// A fence.
pub fn fence(info: &str, text: &str) -> String {
    format!("```{info}\n{}\n```\n\n", text.trim_end())
}

/// In backticks; nothing for nothing.
pub fn code(text: &str) -> String {
    if text.is_empty() { String::new() } else { format!("`{text}`") }
}

/// "`a`, `b`, `c`"
pub fn codes<'t>(words: impl IntoIterator<Item = &'t str>) -> String {
    words.into_iter().map(code).collect::<Vec<_>>().join(", ")
}

/// `1048576` as `1,048,576`.
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// The anchors of a page's titles, as GitHub makes them.
#[cfg(test)]
pub fn anchors(page: &str) -> Vec<String> {
    let titles = page.lines().filter(|line| line.starts_with('#')).map(|line| line.trim_start_matches('#').trim());
    titles
        .map(|title| {
            let kept = title.to_lowercase();
            let kept = kept.chars().filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
            kept.map(|c| if c == ' ' { '-' } else { c }).collect()
        })
        .collect()
}
