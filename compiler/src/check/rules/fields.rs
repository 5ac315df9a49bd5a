//! What rules say again and again: a field is missing here, or has no meaning here.

use crate::base::Span;
use crate::check::program::Block;
use crate::check::scope::list;
use crate::diag::{Applicability, Code, Diagnostic, codes};

/// A field and its value, from the name on.
pub fn line(block: &Block, field: &str) -> Span {
    block.fields.get(field).map_or(block.header, |set| set.name.to(set.value.span))
}

/// Where a field's value is to be blamed.
pub fn value(block: &Block, field: &str) -> Span {
    block.get(field).map_or(block.header, crate::check::value::Value::blame)
}

/// `field` is needed because of something else.
#[track_caller]
pub fn missing(block: &Block, field: &str, because: &str) -> Diagnostic {
    missing_all(block, &[field], because)
}

/// Several fields are needed because of one thing: told together, and what each of them takes.
#[track_caller]
pub fn missing_all(block: &Block, fields: &[&str], because: &str) -> Diagnostic {
    let (kind, name, them) = (block.kind.keyword, &block.name.text, list(fields.iter().copied()));
    let verb = if fields.len() == 1 { "is" } else { "are" };
    let found = Diagnostic::new(codes::MISSING_FIELDS, block.header, format!("`{kind}` `{name}` lacks {them}"))
        .label(format!("{them} {verb} needed {because}"));
    let rows = fields.iter().filter_map(|field| block.kind.field(field));
    rows.fold(found, |found, row| found.note(format!("`{}` takes {}: {}", row.name, row.ty.name(), row.doc)))
}

/// `field` says nothing here, or contradicts another.
#[track_caller]
pub fn stray(block: &Block, field: &str, title: String) -> Diagnostic {
    at(codes::NOT_ALLOWED, line(block, field), title, "not possible here").fix(
        format!("remove `{field}`"),
        line(block, field),
        "",
        Applicability::Maybe,
    )
}

/// A problem with a label.
#[track_caller]
pub fn at(code: Code, span: Span, title: String, label: impl Into<String>) -> Diagnostic {
    Diagnostic::new(code, span, title).label(label)
}
