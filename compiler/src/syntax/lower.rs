//! The tree as plain data: what the file says.

use super::ast::{
    Argument, Assign, BinaryOp, Block, Declare, Expr, ExprKind, File, For, Member, Name, TextPart, UnaryOp, When,
};
use super::kind::Kind;
use super::tree::{NodeId, Tree};
use crate::base::Span;

/// How many operators, prefixes and selections one value may have; more is `Missing` (the parser has complained).
pub(super) const LONGEST_VALUE: usize = 256;

/// How many branches one `when` may have.
pub(super) const MOST_BRANCHES: usize = 64;

/// What the file says. Broken parts are left out or `Missing`.
pub fn ast(tree: &Tree, text: &str) -> File {
    let lower = Lower { tree, text };
    File { members: lower.members(tree.root()) }
}

struct Lower<'a> {
    tree: &'a Tree,
    text: &'a str,
}

impl Lower<'_> {
    fn members(&self, of: NodeId) -> Vec<Member> {
        let mut members = Vec::new();
        let mut doc: Option<String> = None;
        for child in self.tree.children(of) {
            let kind = self.tree.kind(child);
            match kind {
                Kind::Doc => {
                    let line = self.text_of(child).trim_start_matches('/').trim().to_owned();
                    doc = Some(doc.map_or(line.clone(), |before| format!("{before}\n{line}")));
                    continue;
                }
                Kind::Space | Kind::Newline | Kind::Comment => continue,
                Kind::Block => members.push(Member::Block(self.block(child, doc.take()))),
                Kind::Broken if self.tree.child(child, Kind::OpenBrace).is_some() => {
                    members.extend(self.broken_block(child, doc.take()).map(Member::Block));
                }
                Kind::Declare => members.push(Member::Declare(self.declare(child, doc.take()))),
                Kind::Assign => members.push(Member::Assign(self.assign(child, doc.take()))),
                Kind::For => members.push(Member::For(self.for_(child, doc.take()))),
                Kind::When => members.push(Member::When(self.when(child, doc.take()))),
                _ => {}
            }
            doc = None;
        }
        members
    }

    fn block(&self, id: NodeId, doc: Option<String>) -> Block {
        let kind = self.child_name(id, Kind::Kind);
        let name = self.tree.child(id, Kind::Name).map(|name| self.name(name));
        let header = name.as_ref().map_or(kind.span, |name| kind.span.to(name.span));
        Block { doc, kind, name, members: self.members(id), header, span: self.tree.span(id) }
    }

    /// A block whose head fits no shape: its first two words are kind and name.
    fn broken_block(&self, id: NodeId, doc: Option<String>) -> Option<Block> {
        let head = self.tree.child(id, Kind::BrokenHead)?;
        let mut words = self.tree.parts(head).filter(|part| self.tree.kind(*part) == Kind::Name);
        let kind = self.name(words.next()?);
        let name = words.next().map(|name| self.name(name));
        let header = self.tree.span(head);
        Some(Block { doc, kind, name, members: self.members(id), header, span: self.tree.span(id) })
    }

    fn declare(&self, id: NodeId, doc: Option<String>) -> Declare {
        let word = self.child_name(id, Kind::Kind);
        let name = self.child_name(id, Kind::Name);
        let ty = match self.tree.child(id, Kind::Type) {
            Some(ty) => self.tree.parts(ty).next().map(|ty| self.primary(ty)),
            None => self.tree.child(id, Kind::MissingType).map(|at| self.missing(at)),
        };
        let value = self.tree.child(id, Kind::Equals).map(|_| self.initial(id));
        Declare { doc, word, name, ty, value, span: self.tree.span(id) }
    }

    fn assign(&self, id: NodeId, doc: Option<String>) -> Assign {
        Assign { doc, name: self.child_name(id, Kind::Name), value: self.initial(id), span: self.tree.span(id) }
    }

    /// The value of a line or an entry.
    fn initial(&self, id: NodeId) -> Expr {
        let value = self.tree.children(id).find(|child| matches!(self.tree.kind(*child), Kind::Value | Kind::Inner));
        value.map_or_else(|| self.missing(id), |value| self.value(value))
    }

    fn when(&self, id: NodeId, doc: Option<String>) -> When {
        let arms: Vec<NodeId> = self.tree.parts(id).take(MOST_BRANCHES).collect();
        let mut otherwise: Vec<Member> = Vec::new();
        // From the last arm to the first: each holds what comes behind it.
        let end = self.tree.span(id);
        for arm in arms.iter().rev() {
            if self.tree.kind(*arm) == Kind::Otherwise {
                otherwise = self.members(*arm);
                continue;
            }
            let when = self.arm(*arm, std::mem::take(&mut otherwise), end);
            otherwise.push(Member::When(when));
        }
        match otherwise.pop() {
            Some(Member::When(when)) => When { doc, ..when },
            _ => When { doc, condition: self.missing(id), then: Vec::new(), otherwise, header: end, span: end },
        }
    }

    fn for_(&self, id: NodeId, doc: Option<String>) -> For {
        let items = self.initial(id);
        let word = self.tree.child(id, Kind::ForWord).map_or(self.tree.span(id), |word| self.tree.span(word));
        let item = self.child_name(id, Kind::Name);
        let header = word.to(items.span);
        For { doc, item, items, members: self.members(id), header, span: self.tree.span(id) }
    }

    fn arm(&self, id: NodeId, otherwise: Vec<Member>, end: Span) -> When {
        let condition = self.initial(id);
        let word = self.tree.child(id, Kind::WhenWord).map_or(self.tree.span(id), |word| self.tree.span(word));
        let header = word.to(condition.span);
        When { doc: None, condition, then: self.members(id), otherwise, header, span: word.to(end) }
    }

    fn value(&self, id: NodeId) -> Expr {
        let parts: Vec<NodeId> = self.tree.parts(id).collect();
        if parts.len() > LONGEST_VALUE {
            return self.missing(id);
        }
        let mut climb = Climb { lower: self, parts: &parts, at: 0, whole: self.tree.span(id) };
        climb.infix(0)
    }

    fn primary(&self, id: NodeId) -> Expr {
        let span = self.tree.span(id);
        let kind = match self.tree.kind(id) {
            Kind::Name => ExprKind::Name(self.text_of(id).to_owned()),
            Kind::Bool => ExprKind::Bool(self.text_of(id) == "true"),
            Kind::Null => ExprKind::Null,
            Kind::Instance => ExprKind::Instance(self.text_of(id).to_owned()),
            Kind::Number => {
                let unit = self.tree.child(id, Kind::Unit).map_or("", |unit| self.text_of(unit));
                ExprKind::Number(self.digits(id), unit.to_owned())
            }
            Kind::Money => ExprKind::Money(self.digits(id)),
            Kind::Text => ExprKind::Text(self.string(id)),
            Kind::List => {
                let items = self.tree.children(id).filter(|child| self.tree.kind(*child) == Kind::Inner);
                ExprKind::List(items.map(|item| self.value(item)).collect())
            }
            Kind::Record => {
                let entries = self.tree.children(id).filter(|child| self.tree.kind(*child) == Kind::Entry);
                ExprKind::Record(entries.filter_map(|entry| self.entry(entry)).collect())
            }
            Kind::Call => {
                let name = self.child_name(id, Kind::Name);
                let arguments = self.tree.children(id).filter(|child| self.tree.kind(*child) == Kind::Argument);
                ExprKind::Call(name, arguments.filter_map(|argument| self.argument(argument)).collect())
            }
            Kind::Group => {
                let inner = self.tree.child(id, Kind::Inner).map(|inner| self.value(inner));
                return Expr { kind: inner.map_or(ExprKind::Missing, |inner| inner.kind), span };
            }
            _ => ExprKind::Missing,
        };
        Expr { kind, span }
    }

    fn entry(&self, id: NodeId) -> Option<Assign> {
        let key = self.tree.child(id, Kind::Name).or_else(|| self.tree.child(id, Kind::KeyText))?;
        let name = match self.tree.kind(key) {
            Kind::KeyText => {
                let plain = self.string(key).into_iter().map(|part| match part {
                    TextPart::Plain(plain) => plain,
                    TextPart::Value(_) => String::new(),
                });
                Name { text: plain.collect(), span: self.tree.span(key) }
            }
            _ => self.name(key),
        };
        Some(Assign { doc: None, name, value: self.initial(id), span: self.tree.span(id) })
    }

    fn argument(&self, id: NodeId) -> Option<Argument> {
        if self.tree.child(id, Kind::BrokenElement).is_some() {
            return None;
        }
        Some(Argument { name: self.tree.child(id, Kind::Name).map(|name| self.name(name)), value: self.initial(id) })
    }

    fn string(&self, id: NodeId) -> Vec<TextPart> {
        let mut parts: Vec<TextPart> = Vec::new();
        let long = self.tree.child(id, Kind::TripleQuote).is_some();
        let indent = if long { closing_indent(self.text_of(id)) } else { 0 };
        let mut first = true;
        for child in self.tree.children(id) {
            let text = self.text_of(child);
            let plain = match self.tree.kind(child) {
                Kind::Plain => text.to_owned(),
                Kind::LongPlain => long_text(text, indent, first),
                Kind::Escape => escaped(text).map_or_else(|| text.to_owned(), String::from),
                Kind::Interpolation => {
                    let value = self.tree.child(child, Kind::Inner).map(|inner| self.value(inner));
                    parts.push(TextPart::Value(value.unwrap_or_else(|| self.missing(child))));
                    first = false;
                    continue;
                }
                _ => continue,
            };
            first = false;
            match parts.last_mut() {
                Some(TextPart::Plain(before)) => before.push_str(&plain),
                _ => parts.push(TextPart::Plain(plain)),
            }
        }
        parts.retain(|part| !matches!(part, TextPart::Plain(plain) if plain.is_empty()));
        parts
    }

    fn digits(&self, id: NodeId) -> f64 {
        let digits = self.tree.child(id, Kind::Digits).map_or("", |digits| self.text_of(digits));
        digits.parse().ok().filter(|number: &f64| number.is_finite()).unwrap_or(f64::MAX)
    }

    fn missing(&self, at: NodeId) -> Expr {
        Expr { kind: ExprKind::Missing, span: self.tree.span(at) }
    }

    fn text_of(&self, id: NodeId) -> &str {
        self.tree.text(id, self.text)
    }

    fn name(&self, id: NodeId) -> Name {
        Name { text: self.text_of(id).to_owned(), span: self.tree.span(id) }
    }

    fn child_name(&self, id: NodeId, kind: Kind) -> Name {
        match self.tree.child(id, kind) {
            Some(name) => self.name(name),
            None => Name { text: String::new(), span: self.tree.span(id).before() },
        }
    }
}

/// Precedence climbing over the flat row of a value: prefixes, operands, selections and operators.
struct Climb<'a, 'b> {
    lower: &'a Lower<'b>,
    parts: &'a [NodeId],
    at: usize,
    whole: Span,
}

impl Climb<'_, '_> {
    fn peek(&self) -> Option<Kind> {
        self.parts.get(self.at).map(|id| self.lower.tree.kind(*id))
    }

    fn bump(&mut self) -> Option<NodeId> {
        let id = self.parts.get(self.at).copied();
        self.at += 1;
        id
    }

    fn infix(&mut self, least: u8) -> Expr {
        let mut left = self.prefix(least);
        while let Some((op, binding)) = self.peek().and_then(operator) {
            if binding < least {
                break;
            }
            let Some(sign) = self.bump() else { break };
            let right = self.infix(binding + 1);
            let span = left.span.to(right.span);
            let kind = ExprKind::Binary(op, self.lower.tree.span(sign), Box::new(left), Box::new(right));
            left = Expr { kind, span };
        }
        left
    }

    fn prefix(&mut self, least: u8) -> Expr {
        let (op, binding) = match self.peek() {
            // `not` takes a whole comparison, also where it stands right of an operator that binds tighter.
            Some(Kind::Not) => (UnaryOp::Not, NOT.max(least)),
            Some(Kind::Minus) => (UnaryOp::Negate, NEGATE),
            _ => return self.operand(),
        };
        let start = self.bump().map_or(self.whole, |sign| self.lower.tree.span(sign));
        let of = self.infix(binding);
        let span = start.to(of.span);
        Expr { kind: ExprKind::Unary(op, Box::new(of)), span }
    }

    fn operand(&mut self) -> Expr {
        let Some(id) = self.bump() else { return Expr { kind: ExprKind::Missing, span: self.whole.after() } };
        let mut of = self.lower.primary(id);
        while self.peek() == Some(Kind::Access) {
            let Some(access) = self.bump() else { break };
            let name = self.lower.child_name(access, Kind::Name);
            let span = of.span.to(name.span);
            of = Expr { kind: ExprKind::Member(Box::new(of), name), span };
        }
        of
    }
}

/// How tightly `not` holds what follows it.
const NOT: u8 = 3;
/// How tightly `-` holds what follows it.
const NEGATE: u8 = 7;

fn operator(kind: Kind) -> Option<(BinaryOp, u8)> {
    Some(match kind {
        Kind::Or => (BinaryOp::Or, 1),
        Kind::And => (BinaryOp::And, 2),
        Kind::Equal => (BinaryOp::Equal, 4),
        Kind::NotEqual => (BinaryOp::NotEqual, 4),
        Kind::Less => (BinaryOp::Less, 4),
        Kind::LessEqual => (BinaryOp::LessEqual, 4),
        Kind::Greater => (BinaryOp::Greater, 4),
        Kind::GreaterEqual => (BinaryOp::GreaterEqual, 4),
        Kind::Plus => (BinaryOp::Add, 5),
        Kind::Minus => (BinaryOp::Subtract, 5),
        Kind::Star => (BinaryOp::Multiply, 6),
        Kind::Slash => (BinaryOp::Divide, 6),
        _ => return None,
    })
}

/// The character of an escape such as `\n`; `None` for one that the language does not know.
pub(super) fn escaped(escape: &str) -> Option<char> {
    let body = escape.strip_prefix('\\')?;
    Some(match body {
        "n" => '\n',
        "t" => '\t',
        "r" => '\r',
        "\"" => '"',
        "\\" => '\\',
        "$" => '$',
        _ => {
            let figures = body.strip_prefix("u{")?.strip_suffix('}')?;
            return u32::from_str_radix(figures, 16).ok().and_then(char::from_u32);
        }
    })
}

/// The indentation of the line of the closing `"""`, where nothing else is on it.
fn closing_indent(whole: &str) -> usize {
    let last = whole.strip_suffix("\"\"\"").and_then(|body| body.rsplit_once('\n')).map_or("", |(_, last)| last);
    if last.chars().all(|c| c == ' ' || c == '\t') { last.len() } else { 0 }
}

/// A piece of a long string: without the line end behind the opening quotes and without the closing line's indentation.
fn long_text(text: &str, indent: usize, first: bool) -> String {
    let text = if first {
        text.strip_prefix("\r\n").or_else(|| text.strip_prefix('\n')).map_or((text, false), |rest| (rest, true))
    } else {
        (text, false)
    };
    let (text, at_line_start) = text;
    let mut out = String::new();
    for (index, line) in text.split('\n').enumerate() {
        if index > 0 {
            out.push('\n');
        }
        let strip = index > 0 || at_line_start;
        let blank = line.bytes().take(if strip { indent } else { 0 }).take_while(|b| *b == b' ' || *b == b'\t').count();
        out.push_str(line.get(blank..).unwrap_or(""));
    }
    out
}
