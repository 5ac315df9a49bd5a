//! `for name in [a, b] { ... }` over items that are known when compiling: the stages once per item.
//!
//! The item stands at the end of each stage's name (`trees` for `[3, 6]` gives `trees_3` and `trees_6`), so that adding
//! an item changes no other name. Outside, the stage's name in a list stands for all of them.

use indexmap::IndexMap;

use super::component::{declared, names as copied};
use super::rename::{each_expr, rename, walk};
use super::{Input, Resolved, Use};
use crate::diag::{Diagnostic, Sink, codes};
use crate::syntax::ast::{Expr, ExprKind, For, Member, TextPart};

/// Loops inside each other that names are followed through.
const DEEPEST: usize = 16;

/// Unrolls every `for` over a constant list. `lets` are the constants of the file, as the environment has them.
pub(super) fn unroll(
    members: Vec<Member>,
    lets: &IndexMap<String, Expr>,
    resolved: &mut Resolved,
    sink: &mut Sink,
) -> Vec<Member> {
    let mut unroller = Unroller { lets, sink, used: &mut resolved.used, many: IndexMap::new(), first: IndexMap::new() };
    let mut members = unroller.members(members);
    let (many, first) = (unroller.many, unroller.first);
    resolved.inputs.iter_mut().for_each(|input| first_copy(input, &first));
    if !many.is_empty() {
        members.iter_mut().for_each(|member| spread(member, &many));
    }
    for (name, (span, stages)) in many {
        resolved.uses.insert(name, Use { span, stages, outputs: IndexMap::new() });
    }
    members
}

struct Unroller<'a, 's> {
    lets: &'a IndexMap<String, Expr>,
    sink: &'s mut Sink,
    /// Constants that were gone through.
    used: &'s mut Vec<String>,
    /// Stages that were multiplied: place of the name, new names.
    many: IndexMap<String, (crate::base::Span, Vec<String>)>,
    /// What names inside stand for in the first copy.
    first: IndexMap<String, Expr>,
}

impl Unroller<'_, '_> {
    fn members(&mut self, members: Vec<Member>) -> Vec<Member> {
        let mut result = Vec::new();
        for member in members {
            match member {
                Member::For(each) => match self.items(&each.items, 0) {
                    Some(items) => result.extend(self.repeat(&each, &items)),
                    None => {
                        let inner = self.members(each.members);
                        result.push(Member::For(For { members: inner, ..each }));
                    }
                },
                Member::When(mut when) => {
                    when.then = self.members(when.then);
                    when.otherwise = self.members(when.otherwise);
                    result.push(Member::When(when));
                }
                member => result.push(member),
            }
        }
        result
    }

    /// The items, where they are a list when compiling.
    fn items(&mut self, expr: &Expr, depth: usize) -> Option<Vec<Expr>> {
        match &expr.kind {
            ExprKind::List(items) => Some(items.clone()),
            ExprKind::Name(name) if depth < 8 => {
                let lets = self.lets;
                let value = lets.get(name)?;
                self.used.push(name.clone());
                self.items(value, depth + 1)
            }
            _ => None,
        }
    }

    fn repeat(&mut self, each: &For, items: &[Expr]) -> Vec<Member> {
        let body: Vec<Member> =
            each.members.iter().filter(|member| !matches!(member, Member::Assign(_))).cloned().collect();
        let names: Vec<(String, crate::base::Span)> =
            declared(&body).map(|(name, span)| (name.to_owned(), span)).collect();
        let mut seen: IndexMap<String, crate::base::Span> = IndexMap::new();
        let mut result = Vec::new();
        for (index, item) in items.iter().enumerate() {
            let suffix = suffix(item).unwrap_or_else(|| (index + 1).to_string());
            if let Some(first) = seen.insert(suffix.clone(), item.span) {
                self.sink.push(
                    Diagnostic::new(
                        codes::DUPLICATE_NAME,
                        item.span,
                        format!("two items give stages of the same name, `..._{suffix}`"),
                    )
                    .label("again here")
                    .also(first, "first here")
                    .help("items have to differ in letters and digits"),
                );
                continue;
            }
            let new: IndexMap<String, String> =
                copied(&body).map(|name| (name.to_owned(), format!("{name}_{suffix}"))).collect();
            for (name, span) in &names {
                if let Some(renamed) = new.get(name) {
                    self.many.entry(name.clone()).or_insert_with(|| (*span, Vec::new())).1.push(renamed.clone());
                }
            }
            let copies =
                new.iter().map(|(name, copy)| (name, Expr { kind: ExprKind::Name(copy.clone()), span: item.span }));
            for (name, value) in copies.chain([(&each.item.text, item.clone())]) {
                self.first.entry(name.clone()).or_insert(value);
            }
            let mut copy = body.clone();
            for member in &mut copy {
                rename(member, &new);
                each_expr(member, &mut |expr| match &expr.kind {
                    ExprKind::Name(name) if *name == each.item.text => {
                        *expr = item.clone();
                        false
                    }
                    _ => true,
                });
            }
            result.extend(self.members(copy));
        }
        result
    }
}

/// The value given to a component is judged by its type, which is that of every copy.
fn first_copy(input: &mut Input, first: &IndexMap<String, Expr>) {
    walk(&mut input.value, &mut |expr| {
        for _ in 0..DEEPEST {
            let ExprKind::Name(name) = &expr.kind else { break };
            let Some(copy) = first.get(name) else { break };
            expr.kind = copy.kind.clone();
        }
        true
    });
}

/// What an item puts at the end of a name.
fn suffix(item: &Expr) -> Option<String> {
    let text = match &item.kind {
        ExprKind::Number(number, unit) => format!("{number}{unit}"),
        ExprKind::Name(name) | ExprKind::Instance(name) => name.clone(),
        ExprKind::Text(parts) => match parts.as_slice() {
            [TextPart::Plain(text)] => text.clone(),
            _ => return None,
        },
        _ => return None,
    };
    let clean: String = text.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).collect();
    let clean = clean.trim_matches('_').replace("__", "_");
    (!clean.is_empty()).then_some(clean)
}

/// In lists and as the value of a field, a multiplied stage stands for all of its copies.
fn spread(member: &mut Member, many: &IndexMap<String, (crate::base::Span, Vec<String>)>) {
    let copies = |expr: &Expr| match &expr.kind {
        ExprKind::Name(name) => many.get(name).map(|(_, copies)| {
            copies.iter().map(|copy| Expr { kind: ExprKind::Name(copy.clone()), span: expr.span }).collect::<Vec<_>>()
        }),
        _ => None,
    };
    match member {
        Member::Block(block) => block.members.iter_mut().for_each(|member| spread(member, many)),
        Member::When(when) => when.then.iter_mut().chain(&mut when.otherwise).for_each(|member| spread(member, many)),
        Member::For(each) => each.members.iter_mut().for_each(|member| spread(member, many)),
        Member::Assign(assign) => {
            if let Some(all) = copies(&assign.value) {
                assign.value.kind = ExprKind::List(all);
            } else if let ExprKind::List(items) = &mut assign.value.kind {
                *items = items.drain(..).flat_map(|item| copies(&item).unwrap_or_else(|| vec![item])).collect();
            } else if let ExprKind::Record(entries) = &mut assign.value.kind {
                for entry in entries {
                    if let ExprKind::List(items) = &mut entry.value.kind {
                        *items = items.drain(..).flat_map(|item| copies(&item).unwrap_or_else(|| vec![item])).collect();
                    }
                }
            }
        }
        Member::Declare(_) => {}
    }
}
