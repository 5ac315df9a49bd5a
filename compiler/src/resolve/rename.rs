//! Names in a piece of a file: which it uses, and using others instead.

use indexmap::IndexMap;

use crate::syntax::ast::{Expr, ExprKind, Member, TextPart};

/// Names that a member uses, in order, without outputs.
pub(super) fn free_names(member: &Member) -> Vec<String> {
    let mut member = member.clone();
    let mut found: Vec<String> = Vec::new();
    each_expr(&mut member, &mut |expr| {
        if let ExprKind::Name(name) = &expr.kind
            && !found.contains(name)
        {
            found.push(name.clone());
        }
        true
    });
    kinds(&member, &mut found);
    found
}

/// Kinds of blocks inside a component can be components themselves.
fn kinds(member: &Member, found: &mut Vec<String>) {
    match member {
        Member::Block(block) => {
            if !found.contains(&block.kind.text) {
                found.push(block.kind.text.clone());
            }
            block.members.iter().for_each(|member| kinds(member, found));
        }
        Member::When(when) => when.then.iter().chain(&when.otherwise).for_each(|member| kinds(member, found)),
        Member::For(each) => each.members.iter().for_each(|member| kinds(member, found)),
        _ => {}
    }
}

/// Gives declarations, kinds and uses other names.
pub(super) fn rename(member: &mut Member, names: &IndexMap<String, String>) {
    each_expr(member, &mut |expr| {
        if let ExprKind::Name(name) = &mut expr.kind
            && let Some(new) = names.get(name)
        {
            name.clone_from(new);
        }
        true
    });
    rename_declared(member, names);
}

fn rename_declared(member: &mut Member, names: &IndexMap<String, String>) {
    let apply = |text: &mut String| {
        if let Some(new) = names.get(text) {
            text.clone_from(new);
        }
    };
    match member {
        Member::Block(block) => {
            apply(&mut block.kind.text);
            if let Some(name) = &mut block.name {
                apply(&mut name.text);
            }
            // What stands in a stage or component is its own.
            if block.kind.text == "component" {
                block.members.iter_mut().for_each(|member| rename_kinds(member, names));
            }
        }
        Member::Declare(declare) if matches!(declare.word.text.as_str(), "let" | "param") => {
            apply(&mut declare.name.text)
        }
        Member::When(when) => {
            when.then.iter_mut().chain(&mut when.otherwise).for_each(|member| rename_declared(member, names))
        }
        Member::For(each) => {
            apply(&mut each.item.text);
            each.members.iter_mut().for_each(|member| rename_declared(member, names));
        }
        _ => {}
    }
}

fn rename_kinds(member: &mut Member, names: &IndexMap<String, String>) {
    match member {
        Member::Block(block) => {
            if let Some(new) = names.get(&block.kind.text) {
                block.kind.text.clone_from(new);
            }
        }
        Member::When(when) => {
            when.then.iter_mut().chain(&mut when.otherwise).for_each(|member| rename_kinds(member, names))
        }
        Member::For(each) => each.members.iter_mut().for_each(|member| rename_kinds(member, names)),
        _ => {}
    }
}

/// What a visitor says: whether to go on inside the expression.
pub(super) type Visit<'v> = dyn FnMut(&mut Expr) -> bool + 'v;

/// Visits every expression of a member from the outside in. Types are left alone.
pub(super) fn each_expr(member: &mut Member, visit: &mut Visit) {
    match member {
        Member::Block(block) => block.members.iter_mut().for_each(|member| each_expr(member, visit)),
        Member::Assign(assign) => walk(&mut assign.value, visit),
        Member::Declare(declare) => {
            if let Some(value) = &mut declare.value {
                walk(value, visit);
            }
        }
        Member::When(when) => {
            walk(&mut when.condition, visit);
            when.then.iter_mut().chain(&mut when.otherwise).for_each(|member| each_expr(member, visit));
        }
        Member::For(each) => {
            walk(&mut each.items, visit);
            each.members.iter_mut().for_each(|member| each_expr(member, visit));
        }
    }
}

/// Visits an expression and everything in it.
pub(super) fn walk(expr: &mut Expr, visit: &mut Visit) {
    if !visit(expr) {
        return;
    }
    match &mut expr.kind {
        ExprKind::Text(parts) => {
            for part in parts {
                if let TextPart::Value(value) = part {
                    walk(value, visit);
                }
            }
        }
        ExprKind::Member(base, _) => walk(base, visit),
        ExprKind::Call(_, arguments) => arguments.iter_mut().for_each(|argument| walk(&mut argument.value, visit)),
        ExprKind::List(items) => items.iter_mut().for_each(|item| walk(item, visit)),
        ExprKind::Record(entries) => entries.iter_mut().for_each(|entry| walk(&mut entry.value, visit)),
        ExprKind::Unary(_, operand) => walk(operand, visit),
        ExprKind::Binary(_, _, left, right) => {
            walk(left, visit);
            walk(right, visit);
        }
        _ => {}
    }
}
