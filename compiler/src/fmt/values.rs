//! Values: on one line as they were, or one element a line.

use super::{Formatter, WIDTH};
use crate::syntax::NodeId;
use crate::syntax::kind::Kind;

impl Formatter<'_> {
    /// The value of a line that starts `indent` deep; the value itself starts at `column`.
    pub(super) fn value_of(&self, id: NodeId, indent: usize, column: usize) -> String {
        let value = self.tree.children(id).find(|child| matches!(self.tree.kind(*child), Kind::Value | Kind::Inner));
        value.map_or_else(String::new, |value| self.value(value, indent, column))
    }

    fn value(&self, id: NodeId, indent: usize, column: usize) -> String {
        let comment = |at: NodeId| matches!(self.tree.kind(at), Kind::Comment | Kind::Doc);
        let loose = |of: NodeId| self.tree.children(of).any(comment);
        let groups =
            self.tree.below(id).filter(|at| matches!(self.tree.kind(*at), Kind::Value | Kind::Inner | Kind::Group));
        // A comment between operands has no canonical place.
        if groups.into_iter().any(loose) || self.tree.below(id).any(|at| self.bare_comment(at)) {
            return self.text_of(id).trim_end().to_owned();
        }
        let broken = self.laid_out(id, indent, false);
        if broken.lines().next().is_some_and(|line| column + line.chars().count() > WIDTH) && !broken.contains('\n') {
            return self.laid_out(id, indent, true);
        }
        broken
    }

    /// A comment inside of an entry or argument.
    fn bare_comment(&self, id: NodeId) -> bool {
        matches!(self.tree.kind(id), Kind::Entry | Kind::Argument | Kind::Access)
            && self.tree.children(id).any(|child| matches!(self.tree.kind(child), Kind::Comment | Kind::Doc))
    }

    /// The row of operands and operators; `force` puts the elements of the outermost brackets on lines of their own.
    fn laid_out(&self, id: NodeId, indent: usize, force: bool) -> String {
        let mut out = String::new();
        let mut newline = false;
        // Whether the last token wants no blank behind it.
        let mut tight = true;
        for child in self.tree.children(id) {
            let kind = self.tree.kind(child);
            match kind {
                Kind::Space => continue,
                Kind::Newline => {
                    newline = true;
                    continue;
                }
                _ => {}
            }
            if newline && !out.is_empty() {
                out.push('\n');
                out.push_str(&" ".repeat(indent + 4));
            } else if !tight && kind != Kind::Access {
                out.push(' ');
            }
            newline = false;
            let prefix = kind == Kind::Minus && tight_minus(&out);
            out.push_str(&self.operand(child, indent, force));
            tight = prefix;
        }
        out
    }

    fn operand(&self, id: NodeId, indent: usize, force: bool) -> String {
        match self.tree.kind(id) {
            Kind::List | Kind::Record | Kind::Call => self.brackets(id, indent, force),
            Kind::Group => {
                let inner = self
                    .tree
                    .child(id, Kind::Inner)
                    .map_or_else(String::new, |inner| self.laid_out(inner, indent, false));
                format!("({inner})")
            }
            Kind::Access => format!(".{}", self.tree.child(id, Kind::Name).map_or("", |name| self.text_of(name))),
            _ => self.text_of(id).to_owned(),
        }
    }

    /// A type or another node without line ends.
    pub(super) fn inline(&self, id: NodeId) -> String {
        self.tree.parts(id).map(|part| self.operand(part, 0, false)).collect()
    }

    fn brackets(&self, id: NodeId, indent: usize, force: bool) -> String {
        let (head, open, close, space) = match self.tree.kind(id) {
            Kind::Call => (self.tree.child(id, Kind::Name).map_or("", |name| self.text_of(name)), "(", ")", ""),
            Kind::List => ("", "[", "]", ""),
            _ => ("", "{", "}", " "),
        };
        let spelled = |child: NodeId| matches!(self.tree.kind(child), Kind::Newline | Kind::Comment | Kind::Doc);
        let is_element = |kind| matches!(kind, Kind::Inner | Kind::Argument | Kind::Entry | Kind::BrokenElement);
        let elements: Vec<NodeId> = self.tree.children(id).filter(|child| is_element(self.tree.kind(*child))).collect();
        let comments = self.tree.children(id).any(|child| matches!(self.tree.kind(child), Kind::Comment | Kind::Doc));
        if elements.is_empty() && !comments {
            return format!("{head}{open}{close}");
        }
        if !force && !self.tree.children(id).any(spelled) {
            let elements: Vec<String> = elements.iter().map(|element| self.element(*element, indent)).collect();
            return format!("{head}{open}{space}{}{space}{close}", elements.join(", "));
        }
        let mut out = format!("{head}{open}");
        let deeper = " ".repeat(indent + 2);
        let (mut newlines, mut blanks, mut first) = (0, 0, true);
        for child in self.tree.children(id).skip_while(|child| is_head(self.tree.kind(*child))) {
            let kind = self.tree.kind(child);
            match kind {
                Kind::Newline => newlines += 1,
                Kind::Space => blanks = self.text_of(child).trim_end_matches('\r').len(),
                Kind::Comment if newlines == 0 => {
                    out.push_str(&" ".repeat(blanks.max(1)));
                    out.push_str(self.text_of(child).trim_end());
                }
                Kind::Comment | Kind::Doc => {
                    out.push_str(if newlines > 1 && !first { "\n\n" } else { "\n" });
                    out.push_str(&deeper);
                    out.push_str(self.text_of(child).trim_end());
                    (newlines, first) = (0, false);
                }
                kind if is_element(kind) => {
                    out.push_str(if newlines > 1 && !first { "\n\n" } else { "\n" });
                    out.push_str(&deeper);
                    out.push_str(&self.element(child, indent + 2));
                    out.push(',');
                    (newlines, first) = (0, false);
                }
                _ => {}
            }
        }
        out.push('\n');
        out.push_str(&" ".repeat(indent));
        out.push_str(close);
        out
    }

    fn element(&self, id: NodeId, indent: usize) -> String {
        if self.tree.kind(id) == Kind::Inner {
            return self.value(id, indent, indent);
        }
        let key = self.tree.child(id, Kind::Name).or_else(|| self.tree.child(id, Kind::KeyText));
        match (key, self.tree.child(id, Kind::Equals)) {
            (Some(key), Some(_)) => {
                let key = self.text_of(key);
                format!("{key} = {}", self.value_of(id, indent, indent + key.chars().count() + 3))
            }
            _ => self.value_of(id, indent, indent),
        }
    }
}

/// Whether a `-` behind `before` is a sign and no operator.
fn tight_minus(before: &str) -> bool {
    let before = before.trim_end();
    let word = |word: &str| before.ends_with(word);
    before.is_empty()
        || before.ends_with(['+', '-', '*', '/', '<', '>', '='])
        || word("and")
        || word("or")
        || word("not")
}

fn is_head(kind: Kind) -> bool {
    matches!(kind, Kind::Name | Kind::OpenParen | Kind::OpenBracket | Kind::OpenBrace)
}
