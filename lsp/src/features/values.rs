//! Every value of a file, one after the other.

use mlc_compiler::syntax::ast::{Assign, Expr, ExprKind, Member, Name, TextPart};

/// Every value, with the name of the field, entry or argument that it is the value of.
pub type Visit<'v> = dyn FnMut(Option<&Name>, &Expr) + 'v;

/// Calls `visit` with every value of some members, the outer ones first.
pub fn each(members: &[Member], visit: &mut Visit) {
    for member in members {
        match member {
            Member::Block(block) => each(&block.members, visit),
            Member::Assign(Assign { name, value, .. }) => walk(Some(name), value, visit),
            Member::Declare(declare) => declare.value.iter().for_each(|value| walk(None, value, visit)),
            Member::When(when) => {
                walk(None, &when.condition, visit);
                each(&when.then, visit);
                each(&when.otherwise, visit);
            }
            Member::For(each_) => {
                walk(None, &each_.items, visit);
                each(&each_.members, visit);
            }
        }
    }
}

fn walk(name: Option<&Name>, value: &Expr, visit: &mut Visit) {
    visit(name, value);
    match &value.kind {
        ExprKind::Call(_, arguments) => {
            arguments.iter().for_each(|argument| walk(argument.name.as_ref(), &argument.value, visit));
        }
        ExprKind::List(items) => items.iter().for_each(|item| walk(None, item, visit)),
        ExprKind::Record(entries) => entries.iter().for_each(|entry| walk(Some(&entry.name), &entry.value, visit)),
        ExprKind::Member(base, _) => walk(None, base, visit),
        ExprKind::Unary(_, operand) => walk(None, operand, visit),
        ExprKind::Binary(_, _, left, right) => {
            walk(None, left, visit);
            walk(None, right, visit);
        }
        ExprKind::Text(parts) => {
            for part in parts {
                if let TextPart::Value(value) = part {
                    walk(None, value, visit);
                }
            }
        }
        _ => {}
    }
}
