//! A `let` goes, and its value stands where its name did.

use mlc_compiler::base::{FileId, Span};
use mlc_compiler::diag::Edit;
use mlc_compiler::syntax::ast::{Declare, ExprKind, Member};

use super::same::is_unchanged;
use super::{Action, ActionKind};
use crate::names::{SymbolKind, Target};
use crate::snapshot::Snapshot;

/// The `let` that the word at `offset` means, where nothing else sets it and no other file can use it.
pub(super) fn inline_let(now: &Snapshot, offset: u32) -> Option<Action<'_>> {
    let names = now.names();
    let Target::Symbol(id) = names.at(FileId::default(), offset)?.target else { return None };
    let symbol = names.symbol(id).filter(|symbol| symbol.kind == SymbolKind::Let && symbol.parent.is_none())?;
    let members = &now.file()?.members;
    // A file without a pipeline is there for others, and they are not known here.
    let has_pipeline =
        members.iter().any(|member| matches!(member, Member::Block(block) if block.kind.text == "pipeline"));
    let declare = members.iter().find_map(|member| match member {
        Member::Declare(declare) if declare.span == symbol.whole => Some(declare),
        _ => None,
    });
    let declare = declare.filter(|_| has_pipeline)?;
    let value = declare.value.as_ref()?;
    let written = now.text_of(value.span);
    let binds_loosely = matches!(value.kind, ExprKind::Binary(..) | ExprKind::Unary(..));
    let places = names.places(id);
    let uses: Vec<Span> = places.into_iter().filter(|place| *place != symbol.span).collect();
    if uses.is_empty() || uses.iter().any(|place| place.file != FileId::default()) {
        return None;
    }
    let replaced = |parens: bool| {
        let text = if parens { format!("({written})") } else { written.to_owned() };
        let uses = uses.iter().map(|place| Edit { span: *place, text: text.clone() });
        uses.chain([removed(now.text(), declare)]).collect::<Vec<Edit>>()
    };
    // Without brackets where it can be: the compiler knows.
    let ways = if binds_loosely { vec![false, true] } else { vec![false] };
    let edits = ways.into_iter().map(replaced).find(|edits| is_unchanged(now, edits))?;
    Some(Action::new(now, ActionKind::Inline, format!("Inline `{}`", symbol.name), edits))
}

/// The line of a declaration goes, and an empty line that it leaves double.
fn removed(text: &str, declare: &Declare) -> Edit {
    let (start, end) = (declare.span.start as usize, declare.span.end as usize);
    let before = text.get(..start).unwrap_or_default();
    let mut from = before.rfind('\n').map_or(0, |at| at + 1);
    // Its documentation has nothing left to document.
    while declare.doc.is_some() && from > 0 {
        let above = text.get(..from - 1).and_then(|before| before.rfind('\n')).map_or(0, |at| at + 1);
        if !text.get(above..from).is_some_and(|line| line.trim_start().starts_with("///")) {
            break;
        }
        from = above;
    }
    let rest = text.get(end..).unwrap_or_default();
    let mut to = rest.find('\n').map_or(text.len(), |at| end + at + 1);
    let is_apart =
        from == 0 || text.get(..from).is_some_and(|before| before.ends_with("\n\n") || before.ends_with("\r\n\r\n"));
    if is_apart {
        let next = text.get(to..).unwrap_or_default();
        to += ["\r\n", "\n"].into_iter().find(|end| next.starts_with(end)).map_or(0, str::len);
    }
    Edit { span: Span::new(FileId::default(), from, to), text: String::new() }
}
