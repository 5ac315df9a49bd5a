//! What rules say again and again: a field is missing here, or has no meaning here.

use crate::base::Span;
use crate::check::program::Block;
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
pub fn missing(block: &Block, field: &str, because: &str) -> Diagnostic {
    let (kind, name) = (block.kind.keyword, &block.name.text);
    let found = Diagnostic::new(codes::MISSING_FIELDS, block.header, format!("`{kind}` `{name}` lacks `{field}`"))
        .label(format!("`{field}` is needed {because}"));
    match block.kind.field(field) {
        Some(row) => found.note(format!("`{field}` takes {}: {}", row.ty.name(), row.doc)),
        None => found,
    }
}

/// `field` says nothing here, or contradicts another.
pub fn stray(block: &Block, field: &str, title: String) -> Diagnostic {
    at(codes::NOT_ALLOWED, line(block, field), title, "not possible here").fix(
        format!("remove `{field}`"),
        line(block, field),
        "",
        Applicability::Maybe,
    )
}

/// A problem with a label.
pub fn at(code: Code, span: Span, title: String, label: impl Into<String>) -> Diagnostic {
    Diagnostic::new(code, span, title).label(label)
}
