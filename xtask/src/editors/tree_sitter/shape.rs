//! What a file says in a form that both parsers' trees can be brought to: what is inside what, names and places.

use mlc_compiler::syntax::ast::{Argument, Assign, Expr, ExprKind, Member, TextPart, UnaryOp, When};

use super::tree::Node;

/// A member or a value.
#[derive(Debug, PartialEq)]
pub struct Shape {
    /// What it is, with its name.
    what: String,
    /// Its first byte; of an operation that of the operator.
    at: usize,
    /// What is in it, in source order.
    parts: Vec<Shape>,
}

impl Shape {
    fn new(what: impl Into<String>, at: usize, parts: Vec<Shape>) -> Self {
        Self { what: what.into(), at, parts }
    }

    /// The first place where two differ.
    pub fn difference(&self, other: &Self) -> Option<String> {
        if (&self.what, self.at) != (&other.what, other.at) {
            return Some(format!("`{}` at byte {}, and `{}` at byte {}", self.what, self.at, other.what, other.at));
        }
        if let Some(inside) = self.parts.iter().zip(&other.parts).find_map(|(one, other)| one.difference(other)) {
            return Some(inside);
        }
        let (one, two) = (self.parts.len(), other.parts.len());
        (one != two).then(|| format!("{one} parts and {two} of `{}` at byte {}", self.what, self.at))
    }
}

/// What the compiler's parser has read.
pub struct Compiler<'t>(pub &'t str);

impl Compiler<'_> {
    /// A row of members.
    pub fn members(&self, what: &str, at: usize, members: &[Member]) -> Shape {
        Shape::new(what, at, members.iter().map(|member| self.member(member)).collect())
    }

    fn member(&self, member: &Member) -> Shape {
        match member {
            Member::Block(block) => {
                let name = block.name.as_ref().map_or("", |name| name.text.as_str());
                let what = format!("block {} {name}", block.kind.text);
                self.members(&what, block.span.range().start, &block.members)
            }
            Member::Assign(assign) => self.set("set", assign),
            Member::Declare(declare) => {
                let what = format!("{} {}", declare.word.text, declare.name.text);
                let ty = declare.ty.as_ref().map(|ty| Shape::new("type", ty.span.range().start, vec![self.value(ty)]));
                let parts = ty.into_iter().chain(declare.value.as_ref().map(|value| self.value(value)));
                Shape::new(what, declare.span.range().start, parts.collect())
            }
            Member::When(when) => self.when(when),
            Member::For(each) => {
                let what = format!("for {}", each.item.text);
                let members = each.members.iter().map(|member| self.member(member));
                let parts = std::iter::once(self.value(&each.items)).chain(members);
                Shape::new(what, each.item.span.range().start, parts.collect())
            }
        }
    }

    fn when(&self, when: &When) -> Shape {
        let at = when.condition.span.range().start;
        let parts = vec![
            self.value(&when.condition),
            self.members("then", at, &when.then),
            self.members("otherwise", at, &when.otherwise),
        ];
        Shape::new("when", at, parts)
    }

    fn set(&self, word: &str, assign: &Assign) -> Shape {
        let name = assign.name.span.range();
        let what = format!("{word} {}", self.0.get(name.clone()).unwrap_or_default());
        Shape::new(what, name.start, vec![self.value(&assign.value)])
    }

    fn value(&self, value: &Expr) -> Shape {
        let span = value.span.range();
        let at = span.start;
        let all = |of: &[Expr]| of.iter().map(|one| self.value(one)).collect();
        match &value.kind {
            ExprKind::Member(of, name) => Shape::new(format!("member {}", name.text), at, vec![self.value(of)]),
            ExprKind::Call(name, arguments) => {
                let arguments = arguments.iter().map(|argument| self.argument(argument)).collect();
                Shape::new(format!("call {}", name.text), at, arguments)
            }
            ExprKind::List(items) => Shape::new("list", at, all(items)),
            ExprKind::Record(entries) => {
                Shape::new("record", at, entries.iter().map(|entry| self.set("entry", entry)).collect())
            }
            ExprKind::Text(parts) => {
                let values = parts.iter().filter_map(|part| match part {
                    TextPart::Value(value) => Some(self.value(value)),
                    TextPart::Plain(_) => None,
                });
                Shape::new("text", at, values.collect())
            }
            ExprKind::Unary(op, of) => {
                let word = if *op == UnaryOp::Not { "not" } else { "-" };
                Shape::new(format!("operation {word}"), at, vec![self.value(of)])
            }
            ExprKind::Binary(op, sign, left, right) => {
                let what = format!("operation {}", op.symbol());
                Shape::new(what, sign.range().start, vec![self.value(left), self.value(right)])
            }
            _ => Shape::new(format!("value {}", self.0.get(span).unwrap_or_default()), at, Vec::new()),
        }
    }

    fn argument(&self, argument: &Argument) -> Shape {
        let value = self.value(&argument.value);
        match &argument.name {
            Some(name) => Shape::new(format!("argument {}", name.text), name.span.range().start, vec![value]),
            None => value,
        }
    }
}

/// What the tree-sitter grammar has read.
pub struct Editor<'t>(pub &'t str);

impl Editor<'_> {
    /// A row of members.
    pub fn members(&self, what: &str, at: usize, of: &Node) -> Shape {
        Shape::new(what, at, self.all(of))
    }

    /// The shapes of all children that are no comments.
    fn all(&self, of: &Node) -> Vec<Shape> {
        of.children.iter().filter(|child| !child.kind.ends_with("comment")).map(|child| self.shape(child)).collect()
    }

    fn name(&self, of: &Node, field: &str) -> String {
        of.field(field).map_or("", |name| name.text(self.0)).to_owned()
    }

    fn parts<const N: usize>(&self, of: &Node, fields: [&str; N]) -> Vec<Shape> {
        fields.iter().filter_map(|field| of.field(field)).map(|child| self.shape(child)).collect()
    }

    fn inside(&self, of: &Node, field: &str) -> Vec<Shape> {
        of.field(field).map(|body| self.all(body)).unwrap_or_default()
    }

    fn shape(&self, node: &Node) -> Shape {
        let at = node.span.start;
        let named = |word: &str| format!("{word} {}", self.name(node, "name"));
        let operator = |of: &Node| of.field("operator").map_or(at, |operator| operator.span.start);
        match node.kind.as_str() {
            "block" => {
                let what = format!("block {} {}", self.name(node, "kind"), self.name(node, "name"));
                Shape::new(what, at, self.inside(node, "body"))
            }
            "assignment" => Shape::new(named("set"), at, self.parts(node, ["value"])),
            "entry" => Shape::new(named("entry"), at, self.parts(node, ["value"])),
            "argument" => Shape::new(named("argument"), at, self.parts(node, ["value"])),
            "declaration" => Shape::new(named(&self.name(node, "word")), at, self.parts(node, ["type", "value"])),
            "type" => {
                let name = self.name(node, "name");
                let inner = match node.field("arguments") {
                    Some(arguments) => Shape::new(format!("call {name}"), at, self.all(arguments)),
                    None => Shape::new(format!("value {name}"), at, Vec::new()),
                };
                Shape::new("type", at, vec![inner])
            }
            "when" => self.when(node),
            "for" => {
                let mut parts = self.parts(node, ["items"]);
                parts.extend(self.inside(node, "body"));
                let item = node.field("item").map_or(at, |item| item.span.start);
                Shape::new(format!("for {}", self.name(node, "item")), item, parts)
            }
            "member" => Shape::new(named("member"), at, self.parts(node, ["of"])),
            "call" => {
                let what = format!("call {}", self.name(node, "function"));
                Shape::new(what, at, self.inside(node, "arguments"))
            }
            "list" | "record" => Shape::new(node.kind.as_str(), at, self.all(node)),
            "group" => {
                let mut inner = self.all(node);
                // The compiler keeps the place of the brackets and what is between them.
                inner.pop().map_or_else(|| Shape::new("nothing", at, Vec::new()), |inner| grouped(inner, node, self.0))
            }
            "string" => {
                let values = node.children.iter().filter(|part| part.kind == "interpolation");
                Shape::new("text", at, values.flat_map(|value| self.all(value)).collect())
            }
            "binary" => {
                let what = format!("operation {}", self.name(node, "operator"));
                Shape::new(what, operator(node), self.parts(node, ["left", "right"]))
            }
            "unary" => {
                Shape::new(format!("operation {}", self.name(node, "operator")), at, self.parts(node, ["operand"]))
            }
            _ => Shape::new(format!("value {}", node.text(self.0)), at, Vec::new()),
        }
    }

    /// Branches from the last to the first: each holds what comes behind it.
    fn when(&self, node: &Node) -> Shape {
        let branches = node.children.iter().filter(|child| matches!(child.kind.as_str(), "else_when" | "else"));
        let mut arms: Vec<&Node> = std::iter::once(node).chain(branches).collect();
        let mut otherwise = Vec::new();
        if arms.last().is_some_and(|arm| arm.kind == "else") {
            otherwise = arms.pop().map(|arm| self.inside(arm, "then")).unwrap_or_default();
        }
        for arm in arms.into_iter().rev() {
            let at = arm.field("condition").map_or(arm.span.start, |condition| condition.span.start);
            let mut parts = self.parts(arm, ["condition"]);
            parts.push(Shape::new("then", at, self.inside(arm, "then")));
            parts.push(Shape::new("otherwise", at, std::mem::take(&mut otherwise)));
            otherwise.push(Shape::new("when", at, parts));
        }
        otherwise.pop().unwrap_or_else(|| Shape::new("nothing", node.span.start, Vec::new()))
    }
}

/// What stands between brackets, at the place of the brackets where the compiler has it there.
fn grouped(inner: Shape, group: &Node, text: &str) -> Shape {
    let what = if inner.what.starts_with("value ") { format!("value {}", group.text(text)) } else { inner.what };
    let at = if what.starts_with("operation ") && inner.parts.len() == 2 { inner.at } else { group.span.start };
    Shape { what, at, parts: inner.parts }
}

#[cfg(test)]
mod tests {
    use mlc_compiler::base::FileId;
    use mlc_compiler::syntax::{ast, parse};

    use super::super::tree::Reader;
    use super::*;

    const PRINTED: &str = "
(source_file [0, 0] - [1, 0]
  (assignment [0, 0] - [0, 9]
    name: (identifier [0, 0] - [0, 1])
    value: (binary [0, 4] - [0, 9]
      left: (reference [0, 4] - [0, 5])
      operator: (operator [0, 6] - [0, 7])
      right: (reference [0, 8] - [0, 9]))))
";

    fn difference(text: &str, printed: &str) -> Option<String> {
        let file = ast(&parse(FileId::default(), text).0, text);
        let tree = Reader::new(printed).tree(text).expect("a tree");
        Compiler(text).members("file", 0, &file.members).difference(&Editor(text).members("file", 0, &tree))
    }

    #[test]
    fn trees_that_say_the_same_agree() {
        assert_eq!(difference("a = b + c\n", PRINTED), None);
    }

    #[test]
    fn another_name_place_or_nesting_is_told() {
        for (text, printed) in [
            (
                "x = b + c\n",
                PRINTED.replace("name: (identifier [0, 0] - [0, 1])", "name: (identifier [0, 2] - [0, 3])"),
            ),
            ("a = b + c\n", PRINTED.replace("right: (reference [0, 8] - [0, 9])", "")),
            ("a = b + c\n", PRINTED.replace("left: (reference [0, 4]", "left: (reference [0, 3]")),
            ("a = b + c + d\n", PRINTED.to_owned()),
            ("a { b = 1 }\n", PRINTED.to_owned()),
        ] {
            assert!(difference(text, &printed).is_some(), "{text}{printed}");
        }
    }
}
