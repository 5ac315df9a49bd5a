//! `// mlc: allow(W0604) why`: a warning that is meant, on its line or on the one below.

use crate::base::{FileId, Sources, Span};
use crate::diag::{Code, Diagnostic, Severity, codes};
use crate::syntax::kind::Kind;
use crate::syntax::{NodeId, Tree};

/// What a comment begins with that is meant for the compiler.
const MARK: &str = "mlc:";

/// One code that one comment allows.
struct Allowance {
    code: Code,
    /// Of the code in the comment.
    span: Span,
    /// The line whose warnings are meant, from 1.
    line: usize,
    is_used: bool,
}

/// The problems without those that are allowed, and what is wrong with the comments that allow them. `is_whole` says that every
/// warning that there can be is among the problems.
pub(super) fn applied(
    sources: &Sources,
    trees: &[Tree],
    mut found: Vec<Diagnostic>,
    is_whole: bool,
) -> Vec<Diagnostic> {
    let (mut allowances, mut wrong) = (Vec::new(), Vec::new());
    for tree in trees {
        let text = &sources.file(tree.file()).text;
        if text.contains(MARK) {
            let comments = tree.below(tree.root()).filter(|id| tree.kind(*id) == Kind::Comment);
            comments.for_each(|id| read(sources, tree, id, &mut allowances, &mut wrong));
        }
    }
    if allowances.is_empty() && wrong.is_empty() {
        return found;
    }
    found.retain(|problem| {
        let span = problem.primary.span;
        let line = sources.file(span.file).line_column(span.start).0;
        let fits = |allowed: &&mut Allowance| {
            problem.severity == Severity::Warning
                && allowed.code == problem.code
                && (allowed.span.file, allowed.line) == (span.file, line)
        };
        let allowed = allowances.iter_mut().find(fits);
        allowed.map(|allowed| allowed.is_used = true).is_none()
    });
    // What nothing of the first file reaches in others is theirs to say.
    let unused =
        allowances.iter().filter(|allowed| is_whole && !allowed.is_used && allowed.span.file == FileId::default());
    wrong.extend(unused.map(|allowed| {
        let title = format!("there is no {} to allow", allowed.code.id);
        Diagnostic::new(codes::UNUSED_ALLOWANCE, allowed.span, title)
            .label(format!("line {} gives no such warning", allowed.line))
            .help("remove the comment, or put it above the line that gives the warning")
    }));
    found.extend(wrong);
    found.sort_by_key(|problem| (problem.primary.span, problem.severity, problem.code.id));
    found
}

fn read(sources: &Sources, tree: &Tree, id: NodeId, allowances: &mut Vec<Allowance>, wrong: &mut Vec<Diagnostic>) {
    let (file, span) = (sources.file(tree.file()), tree.span(id));
    let comment = tree.text(id, &file.text);
    let Some(rest) = comment.trim_start_matches('/').trim_start().strip_prefix(MARK) else { return };
    // A comment in the comment says nothing to the compiler.
    let rest = rest.split("//").next().unwrap_or_default();
    let whole = Span { end: span.start + clip(comment.trim_end().len()), ..span };
    let list = rest.trim_start().strip_prefix("allow(").and_then(|rest| rest.split_once(')'));
    let Some((list, reason)) = list else {
        wrong.push(mistake(whole, "this comment tells the compiler nothing that it knows", "not understood"));
        return;
    };
    if reason.trim().is_empty() {
        wrong.push(mistake(whole, "a warning is allowed without a reason", "say why behind the bracket"));
    }
    let line = line_of(sources, tree.file(), span);
    let mut from = comment.find('(').map_or(0, |at| at + 1);
    for part in list.split(',') {
        let name = part.trim();
        let at = from + part.len() - part.trim_start().len();
        from += part.len() + 1;
        let span = Span::new(tree.file(), span.start as usize + at, span.start as usize + at + name.len());
        match codes::find(name) {
            Some(code) if code.severity == Severity::Warning => {
                allowances.push(Allowance { code, span, line, is_used: false });
            }
            Some(code) => {
                let title = format!("{} is an error, which cannot be allowed", code.id);
                wrong.push(mistake(span, title, "no warning"));
            }
            None => {
                let warnings = codes::ALL.iter().filter(|code| code.severity == Severity::Warning).map(|code| code.id);
                let title = format!("there is no warning `{name}`");
                wrong.push(mistake(span, title, "unknown code").did_you_mean(span, name, warnings));
            }
        }
    }
}

/// The line that a comment speaks of: its own where something stands before it, else the next that is no comment.
fn line_of(sources: &Sources, id: FileId, span: Span) -> usize {
    let file = sources.file(id);
    let (own, _) = file.line_column(span.start);
    let (text, start) = file.line(own);
    let before = text.get(..(span.start as usize).saturating_sub(start)).unwrap_or_default();
    if !before.trim().is_empty() {
        return own;
    }
    let is_comment = |line: &usize| file.line(*line).0.trim_start().starts_with("//");
    (own + 1..=file.line_count()).find(|line| !is_comment(line)).unwrap_or(own)
}

#[track_caller]
fn mistake(span: Span, title: impl Into<String>, label: &str) -> Diagnostic {
    let help = "write `// mlc: allow(W0604) why it is right here`, behind the line or above it";
    Diagnostic::new(codes::BAD_ALLOWANCE, span, title).label(label).help(help)
}

fn clip(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}
