//! Texts that lead somewhere: imported files, scripts, places on S3.

use mlc_compiler::base::Span;
use mlc_compiler::resolve::join;
use mlc_compiler::syntax::ast::{Argument, Expr, ExprKind, File, Member, Name, TextPart};

use super::values::each;
use crate::snapshot::{Snapshot, View};

/// Where a link leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LinkTarget {
    /// To a file, which may not be there.
    File(String),
    /// To a page of the AWS console.
    Console(String),
}

/// A text that leads somewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// The text without its quotes.
    pub span: Span,
    /// Where it leads.
    pub target: LinkTarget,
}

/// A path in a file, seen from the folder of the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Path {
    /// As written.
    pub text: String,
    /// The text without its quotes.
    pub span: Span,
    /// Whether another pipeline file is imported by it; else it is a script's.
    pub is_import: bool,
}

/// All links of a file, in its order.
pub fn links(view: &View) -> Vec<Link> {
    let now = &view.now;
    let Some(file) = now.file() else { return Vec::new() };
    let mut found: Vec<Link> = paths(now)
        .into_iter()
        .map(|path| Link { span: path.span, target: LinkTarget::File(join(now.name(), &path.text)) })
        .collect();
    // Other partitions have consoles of their own.
    if !is_elsewhere(file) {
        each(&file.members, &mut |_, value| found.extend(bucket(now, value)));
    }
    found.sort_by_key(|link| link.span);
    found
}

/// The paths that a file names: of imports, and of scripts.
pub fn paths(of: &Snapshot) -> Vec<Path> {
    let Some(file) = of.file() else { return Vec::new() };
    let mut found = Vec::new();
    let mut add = |value: &Expr, is_import| {
        if let Some((span, text)) = plain(of, value) {
            found.push(Path { text, span, is_import });
        }
    };
    for member in &file.members {
        if let Member::Declare(declare) = member
            && declare.word.text == "import"
        {
            declare.value.iter().for_each(|value| add(value, true));
        }
    }
    each(&file.members, &mut |name, value| {
        if name.is_some_and(|name| name.text == "code") {
            add(value, false);
        }
    });
    found.sort_by_key(|path| path.span);
    found
}

/// A text on one line without values and escapes in it, and its place without the quotes.
fn plain(of: &Snapshot, value: &Expr) -> Option<(Span, String)> {
    let ExprKind::Text(parts) = &value.kind else { return None };
    let [TextPart::Plain(text)] = parts.as_slice() else { return None };
    let span = unquoted(value.span);
    (!text.is_empty() && of.text_of(span) == text).then(|| (span, text.clone()))
}

fn unquoted(span: Span) -> Span {
    Span { start: span.start + 1, end: span.end.saturating_sub(1), ..span }
}

/// `s3("bucket/prefix")`, as far as the place is known when compiling.
fn bucket(of: &Snapshot, value: &Expr) -> Option<Link> {
    let ExprKind::Call(name, arguments) = &value.kind else { return None };
    let [Argument { name: None, value: Expr { kind: ExprKind::Text(parts), span } }] = arguments.as_slice() else {
        return None;
    };
    let Some(TextPart::Plain(known)) = parts.first().filter(|_| name.text == "s3") else { return None };
    let (bucket, prefix) = match known.split_once('/') {
        Some((bucket, prefix)) if parts.len() > 1 => {
            (bucket, prefix.rfind('/').and_then(|at| prefix.get(..=at)).unwrap_or(""))
        }
        Some(parts) => parts,
        None if parts.len() == 1 => (known.as_str(), ""),
        None => return None,
    };
    let is_bucket = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '.';
    if bucket.is_empty() || !bucket.chars().all(is_bucket) || of.text_of(*span).starts_with("\"\"\"") {
        return None;
    }
    let folder = if prefix.is_empty() || prefix.ends_with('/') { prefix.to_owned() } else { format!("{prefix}/") };
    let address = format!("https://s3.console.aws.amazon.com/s3/buckets/{bucket}?prefix={}", encoded(&folder));
    Some(Link { span: unquoted(*span), target: LinkTarget::Console(address) })
}

fn encoded(text: &str) -> String {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte);
    text.bytes()
        .map(|byte| if is_plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") })
        .collect()
}

/// Whether the pipeline runs in China or in GovCloud.
fn is_elsewhere(file: &File) -> bool {
    let mut found = false;
    each(&file.members, &mut |name, value| {
        if let (Some(Name { text, .. }), ExprKind::Text(parts)) = (name, &value.kind)
            && text == "region"
            && let Some(TextPart::Plain(region)) = parts.first()
        {
            found |= region.starts_with("cn-") || region.starts_with("us-gov-");
        }
    });
    found
}
