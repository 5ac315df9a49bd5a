//! Every value of a file, and what it is the value of.

use mlc_compiler::base::Span;
use mlc_compiler::syntax::ast::{Block, Expr, ExprKind, Member, TextPart};

use crate::features::format::span_of;

/// A value, and where it stands.
#[derive(Debug, Clone)]
pub(super) struct Place<'a> {
    /// The value.
    pub expr: &'a Expr,
    /// The closest name before it: of a field, an entry, an argument.
    pub name: &'a str,
    /// The member at the top of the file or of a component that it is in: a declaration for it stands before that.
    pub outer: &'a Member,
    /// Whether that is in a component.
    pub in_component: bool,
}

/// Visits every value.
pub(super) fn each<'a>(members: &'a [Member], visit: &mut dyn FnMut(Place<'a>)) {
    for member in members {
        match member {
            Member::Block(block) if block.kind.text == "component" => {
                for inner in &block.members {
                    Walker { outer: inner, in_component: true, name: "", visit }.member(inner);
                }
            }
            other => Walker { outer: other, in_component: false, name: "", visit }.member(other),
        }
    }
}

/// The value that covers exactly this place.
pub(super) fn at(members: &[Member], span: Span) -> Option<Place<'_>> {
    let mut found = None;
    each(members, &mut |place| {
        if place.expr.span == span {
            found = Some(place);
        }
    });
    found
}

struct Walker<'a, 'v> {
    outer: &'a Member,
    in_component: bool,
    name: &'a str,
    visit: &'v mut dyn FnMut(Place<'a>),
}

impl<'a> Walker<'a, '_> {
    fn member(&mut self, member: &'a Member) {
        match member {
            Member::Block(block) => self.block(block),
            Member::Assign(assign) => self.named(&assign.name.text, &assign.value),
            Member::Declare(declare) => {
                if let Some(value) = &declare.value {
                    self.named(&declare.name.text, value);
                }
            }
            Member::When(when) => {
                self.named("condition", &when.condition);
                when.then.iter().chain(&when.otherwise).for_each(|member| self.member(member));
            }
            Member::For(each) => {
                self.named("items", &each.items);
                each.members.iter().for_each(|member| self.member(member));
            }
        }
    }

    fn block(&mut self, block: &'a Block) {
        block.members.iter().for_each(|member| self.member(member));
    }

    fn named(&mut self, name: &'a str, value: &'a Expr) {
        let outer = std::mem::replace(&mut self.name, name);
        self.value(value);
        self.name = outer;
    }

    fn value(&mut self, expr: &'a Expr) {
        let (name, outer, in_component) = (self.name, self.outer, self.in_component);
        (self.visit)(Place { expr, name, outer, in_component });
        match &expr.kind {
            ExprKind::Text(parts) => {
                for part in parts {
                    if let TextPart::Value(value) = part {
                        self.value(value);
                    }
                }
            }
            ExprKind::Member(base, _) => self.value(base),
            ExprKind::Call(_, arguments) => {
                for argument in arguments {
                    match &argument.name {
                        Some(name) => self.named(&name.text, &argument.value),
                        None => self.value(&argument.value),
                    }
                }
            }
            ExprKind::List(items) => items.iter().for_each(|item| self.value(item)),
            ExprKind::Record(entries) => entries.iter().for_each(|entry| self.named(&entry.name.text, &entry.value)),
            ExprKind::Unary(_, operand) => self.value(operand),
            ExprKind::Binary(_, _, left, right) => {
                self.value(left);
                self.value(right);
            }
            _ => {}
        }
    }
}

/// Where a declaration for a member goes: the start of its line, above its `///` lines.
pub(super) fn line_before(text: &str, member: &Member) -> usize {
    let start = span_of(member).start as usize;
    let line = |at: usize| text.get(..at).and_then(|before| before.rfind('\n')).map_or(0, |at| at + 1);
    let mut at = line(start);
    while at > 0 {
        let above = line(at - 1);
        if !text.get(above..at).is_some_and(|line| line.trim_start().starts_with("//")) {
            break;
        }
        at = above;
    }
    at
}
