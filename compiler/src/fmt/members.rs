//! Lines and blocks.

use super::align::{Piece, Shape, write};
use super::{Formatter, WIDTH};
use crate::syntax::NodeId;
use crate::syntax::kind::Kind;

impl Formatter<'_> {
    pub(super) fn file(&self) -> String {
        let mut out = String::new();
        write(&mut out, &self.pieces(self.tree.root(), 0).1, 0);
        out
    }

    pub(super) fn text_of(&self, id: NodeId) -> &str {
        self.tree.text(id, self.text)
    }

    /// The members of a file or block as lines, and the comment behind the opening brace.
    fn pieces(&self, of: NodeId, indent: usize) -> (String, Vec<Piece>) {
        let mut pieces: Vec<Piece> = Vec::new();
        let mut opening = String::new();
        // Line ends and blanks since the last piece; a file starts on a new line.
        let (mut newlines, mut blanks) = (usize::from(self.tree.kind(of) == Kind::File), 0);
        for child in self.body(of) {
            match self.tree.kind(child) {
                Kind::Newline => newlines += 1,
                Kind::Space => blanks = self.text_of(child).trim_end_matches('\r').len(),
                Kind::Comma => {}
                Kind::Comment if newlines == 0 => {
                    let comment = format!("{:width$}{}", "", self.text_of(child).trim_end(), width = blanks.max(1));
                    match pieces.last_mut() {
                        Some(last) => last.comment = comment,
                        None => opening = comment,
                    }
                }
                kind => {
                    let apart = newlines > 1 && !pieces.is_empty();
                    let mut piece = match kind {
                        Kind::Comment | Kind::Doc => other(self.text_of(child).trim_end()),
                        _ => self.member(child, indent),
                    };
                    piece.apart = apart;
                    pieces.push(piece);
                    (newlines, blanks) = (0, 0);
                }
            }
        }
        (opening, pieces)
    }

    /// What stands between the braces of a block; all of a file.
    fn body(&self, of: NodeId) -> Vec<NodeId> {
        if self.tree.kind(of) == Kind::File {
            return self.tree.children(of).collect();
        }
        let inside = self.tree.children(of).skip_while(|child| self.tree.kind(*child) != Kind::OpenBrace).skip(1);
        inside.take_while(|child| self.tree.kind(*child) != Kind::CloseBrace).collect()
    }

    fn member(&self, id: NodeId, indent: usize) -> Piece {
        if self.own_mistake(id) {
            return other(self.text_of(id).trim_end());
        }
        match self.tree.kind(id) {
            Kind::Assign => self.assign(id, indent),
            Kind::Declare => self.declare(id, indent),
            Kind::Block => self.block(id, indent),
            Kind::When => other(&self.when(id, indent)),
            Kind::For => other(&self.for_(id, indent)),
            _ => other(self.text_of(id).trim_end()),
        }
    }

    /// Whether `id` has a mistake that is not inside of a member below it.
    fn own_mistake(&self, id: NodeId) -> bool {
        let inside =
            |kind| matches!(kind, Kind::Block | Kind::When | Kind::For | Kind::Assign | Kind::Declare | Kind::Broken);
        let mistake = |at: NodeId| {
            let span = self.tree.span(at);
            self.tree.kind(at).is_mistake() || self.tree.kind(at).is_token() && span.start == span.end
        };
        mistake(id)
            || self.tree.children(id).any(|child| {
                let kind = self.tree.kind(child);
                match kind {
                    Kind::Branch | Kind::ElseWhen | Kind::Otherwise => self.own_mistake(child),
                    _ if inside(kind) => false,
                    _ => self.tree.below(child).any(mistake),
                }
            })
    }

    fn assign(&self, id: NodeId, indent: usize) -> Piece {
        let name = self.tree.child(id, Kind::Name).map_or("", |name| self.text_of(name));
        let value = self.value_of(id, indent, indent + name.chars().count() + 3);
        let shape = if value.contains('\n') { Shape::Other } else { Shape::Assign };
        piece(shape, vec![name.to_owned(), format!("= {value}")])
    }

    fn declare(&self, id: NodeId, indent: usize) -> Piece {
        let word = self.tree.child(id, Kind::Kind).map_or("", |word| self.text_of(word));
        let name = self.tree.child(id, Kind::Name).map_or("", |name| self.text_of(name));
        let ty = self.tree.child(id, Kind::Type).map(|ty| self.inline(ty));
        let start = match &ty {
            Some(_) => format!("{word} {name}:"),
            None => format!("{word} {name}"),
        };
        let before = ty.as_ref().map_or(0, |ty| ty.chars().count() + 1);
        let has_value = self.tree.child(id, Kind::Equals).is_some();
        let value = if has_value {
            let column = indent + start.chars().count() + before + 3;
            format!("= {}", self.value_of(id, indent, column))
        } else {
            String::new()
        };
        let single = !value.contains('\n');
        match ty {
            Some(ty) => {
                let rest = if has_value { format!("{ty} {value}") } else { ty };
                piece(if single { Shape::Typed } else { Shape::Other }, vec![start, rest])
            }
            None => piece(if single { Shape::Assign } else { Shape::Other }, vec![start, value]),
        }
    }

    fn block(&self, id: NodeId, indent: usize) -> Piece {
        let kind = self.tree.child(id, Kind::Kind).map_or("", |kind| self.text_of(kind));
        let name = self.tree.child(id, Kind::Name).map_or("", |name| self.text_of(name));
        let head = if name.is_empty() { vec![kind.to_owned()] } else { vec![kind.to_owned(), name.to_owned()] };
        let width = indent + head.iter().map(|word| word.chars().count() + 1).sum::<usize>();
        let (inline, body) = match self.one_line(id, indent, width) {
            Some(body) => (true, body),
            None => (false, self.long_body(id, indent)),
        };
        // Blocks without a name have one column less; they are aligned with none that has one.
        let shape = match (inline, name.is_empty()) {
            (_, true) => Shape::Other,
            (true, false) => Shape::OneLine,
            (false, false) => Shape::Header,
        };
        piece(shape, head.into_iter().chain([body]).collect())
    }

    /// `{ a = 1, b = 2 }` where the body was on one line and fits.
    fn one_line(&self, id: NodeId, indent: usize, column: usize) -> Option<String> {
        let body = self.body(id);
        let spelled = |kind| matches!(kind, Kind::Newline | Kind::Comment | Kind::Doc);
        if body.iter().any(|child| spelled(self.tree.kind(*child))) {
            return None;
        }
        let (_, pieces) = self.pieces(id, indent + 2);
        if pieces.is_empty() {
            return Some("{}".to_owned());
        }
        let members: Vec<String> = pieces.into_iter().map(|piece| piece.cells.join(" ")).collect();
        let line = format!("{{ {} }}", members.join(", "));
        (!line.contains('\n') && column + line.chars().count() <= WIDTH).then_some(line)
    }

    fn long_body(&self, id: NodeId, indent: usize) -> String {
        let (opening, pieces) = self.pieces(id, indent + 2);
        let mut out = format!("{{{opening}\n");
        write(&mut out, &pieces, indent + 2);
        out.push_str(&" ".repeat(indent));
        out.push('}');
        out
    }

    fn when(&self, id: NodeId, indent: usize) -> String {
        let is_comment = |child: NodeId| matches!(self.tree.kind(child), Kind::Comment | Kind::Doc);
        // A comment between `}` and `else` has no other place.
        if self.tree.children(id).any(is_comment) {
            return self.text_of(id).trim_end().to_owned();
        }
        let on_one_line = !self.text_of(id).contains('\n');
        let arms: Vec<NodeId> = self.tree.parts(id).collect();
        if on_one_line {
            let line = arms.iter().map(|arm| {
                let head = self.arm_head(*arm, indent);
                self.one_line(*arm, indent, indent).map(|body| format!("{head}{body}"))
            });
            let line = line.collect::<Option<Vec<String>>>().map(|arms| arms.join(" "));
            if let Some(line) = line.filter(|line| indent + line.chars().count() <= WIDTH) {
                return line;
            }
        }
        let arms = arms.iter().map(|arm| format!("{}{}", self.arm_head(*arm, indent), self.long_body(*arm, indent)));
        arms.collect::<Vec<_>>().join(" ")
    }

    fn for_(&self, id: NodeId, indent: usize) -> String {
        let name = self.tree.child(id, Kind::Name).map_or("", |name| self.text_of(name));
        let start = format!("for {name} in ");
        let head = format!("{start}{} ", self.value_of(id, indent, indent + start.chars().count()));
        let line = (!self.text_of(id).contains('\n')).then(|| self.one_line(id, indent, indent)).flatten();
        let line = line.map(|body| format!("{head}{body}")).filter(|line| indent + line.chars().count() <= WIDTH);
        line.unwrap_or_else(|| format!("{head}{}", self.long_body(id, indent)))
    }

    /// `when condition `, `else when condition ` or `else `.
    fn arm_head(&self, arm: NodeId, indent: usize) -> String {
        let words = match self.tree.kind(arm) {
            Kind::Branch => "when ",
            Kind::ElseWhen => "else when ",
            _ => return "else ".to_owned(),
        };
        format!("{words}{} ", self.value_of(arm, indent, indent + words.len()))
    }
}

fn piece(shape: Shape, cells: Vec<String>) -> Piece {
    Piece { shape, cells, comment: String::new(), apart: false }
}

fn other(text: &str) -> Piece {
    piece(Shape::Other, vec![text.to_owned()])
}
