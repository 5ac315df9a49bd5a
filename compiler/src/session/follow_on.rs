//! Problems that are only the echo of another one.
//!
//! A line that could not be read says nothing: what is wrong with the rest of it, and what is missing because it stood
//! there, is not reported beside it.

use std::collections::BTreeSet;

use crate::base::{FileId, Sources};
use crate::diag::{Applicability, Code, Diagnostic, Severity, codes};

/// A line, from 1, of a file.
type Line = (FileId, usize);

/// Problems without echoes. The first `parsed` are the parser's.
pub(super) fn without(sources: &Sources, parsed: usize, problems: Vec<Diagnostic>) -> Vec<Diagnostic> {
    if parsed == 0 && !problems.iter().any(|found| blamed(found.code)) {
        return problems;
    }
    let parsed = parsed.min(problems.len());
    let line = |found: &Diagnostic| line_of(sources, found);
    let unread: BTreeSet<Line> = errors(problems.get(..parsed)).map(line).collect();
    let unbalanced = errors(problems.get(..parsed)).any(|found| found.code == codes::UNCLOSED);
    let odd: BTreeSet<Line> = errors(problems.get(parsed..)).filter(|found| blamed(found.code)).map(line).collect();
    let mut kept: Vec<Diagnostic> = Vec::new();
    let mut nameless: Vec<usize> = Vec::new();
    for (index, found) in problems.into_iter().enumerate() {
        let at = line_of(sources, &found);
        if index >= parsed {
            let unknown = found.code == codes::UNKNOWN_NAME || found.code == codes::UNKNOWN_OUTPUT;
            let name = if unknown { sources.text(found.primary.span) } else { "" };
            let gone = unbalanced && matches!(found.code, codes::UNKNOWN_OUTPUT | codes::MISSING_FIELDS);
            let elsewhere = unknown
                && !name.is_empty()
                && (unread.iter().any(|line| text(sources, *line).contains(name))
                    || odd.iter().any(|line| *line != at && has_word(text(sources, *line), name)));
            if unread.contains(&at) || gone || elsewhere {
                continue;
            }
            if found.code == codes::UNKNOWN_NAME
                && found.fixes.is_empty()
                && let Some(block) = nameless.pop()
            {
                if let Some(block) = kept.get_mut(block) {
                    take_name(block, name, found.primary.span);
                }
                continue;
            }
            if found.code == codes::MISSING_NAME {
                nameless.push(kept.len());
            }
        }
        kept.push(found);
    }
    kept
}

/// Codes of lines whose declaration is not what was meant.
fn blamed(code: Code) -> bool {
    [codes::UNKNOWN_KIND, codes::UNKNOWN_FIELD, codes::MISPLACED, codes::MISSING_NAME].contains(&code)
}

fn errors(problems: Option<&[Diagnostic]>) -> impl Iterator<Item = &Diagnostic> {
    problems.unwrap_or_default().iter().filter(|found| found.severity == Severity::Error)
}

fn line_of(sources: &Sources, found: &Diagnostic) -> Line {
    let span = found.primary.span;
    (span.file, sources.file(span.file).line_column(span.start).0)
}

fn text(sources: &Sources, (file, line): Line) -> &str {
    sources.file(file).line(line).0
}

fn has_word(line: &str, word: &str) -> bool {
    line.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').any(|part| part == word)
}

/// A block without a name is the one whose name is used and not declared.
fn take_name(block: &mut Diagnostic, name: &str, used: crate::base::Span) {
    block.secondary.push(crate::diag::Label { span: used, text: format!("`{name}` is used here, and not declared") });
    for fix in &mut block.fixes {
        fix.title = format!("name it `{name}`");
        fix.applicability = Applicability::Maybe;
        for edit in &mut fix.edits {
            edit.text = edit.text.replace("some_name", name);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::base::Sources;
    use crate::session::{Options, compile};

    fn codes(text: &str) -> Vec<&'static str> {
        let sources = Sources::single("case.mlflow", text);
        compile(&sources, &Options::default()).diagnostics.iter().map(|found| found.code.id).collect()
    }

    const HEAD: &str = "pipeline p { region = \"eu-west-1\", role = me, artifacts = s3(\"ml/p\") }\n";

    #[test]
    fn an_unread_declaration_is_not_missed() {
        assert_eq!(codes(&format!("{HEAD}me: Role\n")), ["E0102"]);
        assert_eq!(codes(&format!("{HEAD}parm me: Role\n")), ["E0201"]);
    }

    #[test]
    fn environments_know_what_could_not_be_read() {
        let text = HEAD.replace("region = ", "= ");
        assert_eq!(codes(&format!("{text}param me: Role\nenv dev {{ }}\n")), ["E0101"]);
    }

    #[test]
    fn other_mistakes_stay() {
        assert_eq!(
            codes(&format!("{HEAD}parm me: Role\nnotify n {{ to = you, message = \"x\" }}\n")),
            ["E0201", "E0203"]
        );
    }
}
