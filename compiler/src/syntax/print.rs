//! The tree and the values as text, for `mlc dump`.

use std::fmt::Write;

use super::ast::{Argument, Assign, Expr, ExprKind, File, Member, TextPart, UnaryOp};
use super::kind::Kind;
use super::tree::{NodeId, Tree};

impl Tree {
    /// One node a line, indented by depth, with place and the text of tokens; spacing is left out.
    pub fn print(&self, text: &str) -> String {
        let mut out = String::new();
        let mut open: Vec<u32> = Vec::new();
        for id in self.below(self.root()) {
            while open.last().is_some_and(|end| *end <= id.0) {
                open.pop();
            }
            let (kind, span) = (self.kind(id), self.span(id));
            if !matches!(kind, Kind::Space | Kind::Newline) {
                let indent = open.len() * 2;
                let _ = write!(out, "{:indent$}{kind:?} {}..{}", "", span.start, span.end);
                if kind.is_token() {
                    let _ = write!(out, " {:?}", self.text(id, text));
                }
                out.push('\n');
            }
            open.push(self.nodes.get(id.0 as usize).map_or(0, |node| node.next));
        }
        out
    }

    /// Whether `id` or something below it is a mistake.
    pub fn has_mistake(&self, id: NodeId) -> bool {
        self.below(id).any(|below| self.kind(below).is_mistake())
    }
}

impl File {
    /// What the file says, in canonical spelling with every group in parentheses; no places.
    pub fn print(&self) -> String {
        let mut out = String::new();
        members(&mut out, &self.members, 0);
        out
    }
}

fn members(out: &mut String, list: &[Member], depth: usize) {
    let indent = depth * 2;
    for member in list {
        match member {
            Member::Block(block) => {
                doc(out, block.doc.as_deref(), indent);
                let name = block.name.as_ref().map(|name| format!(" {}", name.text)).unwrap_or_default();
                let _ = writeln!(out, "{:indent$}{}{name} {{", "", block.kind.text);
                members(out, &block.members, depth + 1);
                let _ = writeln!(out, "{:indent$}}}", "");
            }
            Member::Assign(assign) => {
                doc(out, assign.doc.as_deref(), indent);
                let _ = writeln!(out, "{:indent$}{}", "", entry(assign));
            }
            Member::Declare(declare) => {
                doc(out, declare.doc.as_deref(), indent);
                let _ = write!(out, "{:indent$}{} {}", "", declare.word.text, declare.name.text);
                if let Some(ty) = &declare.ty {
                    let _ = write!(out, ": {}", expr(ty));
                }
                if let Some(value) = &declare.value {
                    let _ = write!(out, " = {}", expr(value));
                }
                out.push('\n');
            }
            Member::For(each) => {
                doc(out, each.doc.as_deref(), indent);
                let _ = writeln!(out, "{:indent$}for {} in {} {{", "", each.item.text, expr(&each.items));
                members(out, &each.members, depth + 1);
                let _ = writeln!(out, "{:indent$}}}", "");
            }
            Member::When(when) => {
                doc(out, when.doc.as_deref(), indent);
                let _ = writeln!(out, "{:indent$}when {} {{", "", expr(&when.condition));
                members(out, &when.then, depth + 1);
                if !when.otherwise.is_empty() {
                    let _ = writeln!(out, "{:indent$}}} else {{", "");
                    members(out, &when.otherwise, depth + 1);
                }
                let _ = writeln!(out, "{:indent$}}}", "");
            }
        }
    }
}

fn doc(out: &mut String, doc: Option<&str>, indent: usize) {
    for line in doc.into_iter().flat_map(|doc| doc.split('\n')) {
        let _ = writeln!(out, "{:indent$}/// {line}", "");
    }
}

fn entry(assign: &Assign) -> String {
    let plain = !assign.name.text.is_empty() && assign.name.text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    if plain {
        format!("{} = {}", assign.name.text, expr(&assign.value))
    } else {
        format!("{:?} = {}", assign.name.text, expr(&assign.value))
    }
}

fn argument(argument: &Argument) -> String {
    match &argument.name {
        Some(name) => format!("{} = {}", name.text, expr(&argument.value)),
        None => expr(&argument.value),
    }
}

fn list<T>(items: &[T], show: fn(&T) -> String) -> String {
    items.iter().map(show).collect::<Vec<_>>().join(", ")
}

/// A value in canonical spelling.
pub(super) fn expr(value: &Expr) -> String {
    match &value.kind {
        ExprKind::Missing => "<missing>".to_owned(),
        ExprKind::Bool(bool) => bool.to_string(),
        ExprKind::Null => "null".to_owned(),
        ExprKind::Number(number, unit) => format!("{number}{unit}"),
        ExprKind::Money(amount) => format!("${amount}"),
        ExprKind::Text(parts) => {
            let part = |part: &TextPart| match part {
                TextPart::Plain(plain) => {
                    let quoted = format!("{plain:?}");
                    quoted.get(1..quoted.len() - 1).unwrap_or("").to_owned()
                }
                TextPart::Value(value) => format!("${{{}}}", expr(value)),
            };
            format!("\"{}\"", parts.iter().map(part).collect::<String>())
        }
        ExprKind::Instance(name) | ExprKind::Name(name) => name.clone(),
        ExprKind::Member(of, name) => format!("{}.{}", expr(of), name.text),
        ExprKind::Call(name, arguments) => format!("{}({})", name.text, list(arguments, argument)),
        ExprKind::List(items) => format!("[{}]", list(items, expr)),
        ExprKind::Record(entries) => format!("{{ {} }}", list(entries, entry)),
        ExprKind::Unary(UnaryOp::Not, of) => format!("(not {})", expr(of)),
        ExprKind::Unary(UnaryOp::Negate, of) => format!("(-{})", expr(of)),
        ExprKind::Binary(op, _, left, right) => format!("({} {} {})", expr(left), op.symbol(), expr(right)),
    }
}
