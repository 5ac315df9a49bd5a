//! What can be known of the text an expression gives.

use super::Part;
use jsonata_core::ast::{AstNode, BinaryOp};
use jsonata_core::value::with_stack;

/// The text as known and unknown pieces; no two known pieces stand side by side and none is empty.
pub(super) fn template(tree: &AstNode) -> Vec<Part> {
    let mut parts = Vec::new();
    collect(tree, &mut parts);
    parts
}

fn collect(node: &AstNode, parts: &mut Vec<Part>) {
    with_stack(|| match node {
        AstNode::String(text) => push(parts, Part::Text(text.clone())),
        AstNode::Variable(name) if !name.is_empty() && name != "states" => push(parts, Part::Variable(name.clone())),
        AstNode::Binary { op: BinaryOp::Concatenate, lhs, rhs } => {
            collect(lhs, parts);
            collect(rhs, parts);
        }
        AstNode::Block(expressions) => match expressions.as_slice() {
            [expression] => collect(expression, parts),
            _ => push(parts, Part::Any),
        },
        AstNode::Function { name, args, is_builtin: true } => match (name.as_str(), args.as_slice()) {
            ("string", [text]) => collect(text, parts),
            ("lowercase", [text]) => for_each(template(text), str::to_lowercase, parts),
            ("uppercase", [text]) => for_each(template(text), str::to_uppercase, parts),
            ("substring", [text, AstNode::Number(start), AstNode::Number(length)]) if *start == 0.0 => {
                beginning(template(text), *length, parts);
            }
            _ => push(parts, Part::Any),
        },
        _ => push(parts, Part::Any),
    });
}

fn for_each(known: Vec<Part>, change: impl Fn(&str) -> String, parts: &mut Vec<Part>) {
    for part in known {
        push(parts, if let Part::Text(text) = part { Part::Text(change(&text)) } else { Part::Any });
    }
}

/// A cut text keeps only the piece that surely lies before the cut.
fn beginning(known: Vec<Part>, length: f64, parts: &mut Vec<Part>) {
    let whole = matches!(known.as_slice(), [Part::Text(_)]);
    if let Some(Part::Text(text)) = known.into_iter().next() {
        let kept: String = text.chars().enumerate().filter(|(at, _)| (*at as f64) < length).map(|(_, c)| c).collect();
        push(parts, Part::Text(kept));
    }
    if !whole {
        push(parts, Part::Any);
    }
}

pub(super) fn push(parts: &mut Vec<Part>, part: Part) {
    match (parts.last_mut(), part) {
        (_, Part::Text(text)) if text.is_empty() => {}
        (Some(Part::Text(before)), Part::Text(text)) => before.push_str(&text),
        (_, part) => parts.push(part),
    }
}
