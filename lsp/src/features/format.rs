//! The one layout, as the few changes that make it.

use std::ops::Range;

use mlc_compiler::base::{FileId, Span};
use mlc_compiler::diag::Edit;
use mlc_compiler::fmt;
use mlc_compiler::syntax::{self, ast::Member};

use crate::edits;
use crate::snapshot::View;
use crate::text::Position;

/// Lays the whole file out. Lines end as the first line does.
pub fn format(view: &View) -> Vec<Edit> {
    let text = view.now.text();
    let Some(tree) = view.now.tree() else { return Vec::new() };
    let mut laid_out = fmt::format(tree, text);
    if text.split_inclusive('\n').next().is_some_and(|line| line.ends_with("\r\n")) {
        laid_out = laid_out.replace("\r\n", "\n").replace('\n', "\r\n");
    }
    edits::between(FileId::default(), text, &laid_out)
}

/// Lays out what stands in a part of the file: every member that it touches.
pub fn format_range(view: &View, part: Range<u32>) -> Vec<Edit> {
    let members = view.now.file().map_or(&[][..], |file| &file.members);
    let touched = touched(members, &part);
    within(view, touched.unwrap_or(part))
}

/// Lays out what has just been ended: a block by `}`, a line by a new one.
pub fn format_typed(view: &View, offset: u32, typed: &str) -> Vec<Edit> {
    let text = view.now.text();
    if typed == "}" {
        let members = view.now.file().map_or(&[][..], |file| &file.members);
        let ended = innermost(members, offset);
        return ended.map(|span| within(view, span)).unwrap_or_default();
    }
    let lines = view.now.lines(FileId::default());
    let line = lines.position(text, offset as usize).line;
    let Some(last) = line.checked_sub(1) else { return Vec::new() };
    let start = |line: u32| lines.offset(text, Position { line, column: 0 });
    let of = |line: u32| text.get(start(line)..start(line + 1)).unwrap_or_default();
    let indent = |line: u32| of(line).len() - of(line).trim_start().len();
    if of(last).trim().is_empty() {
        return Vec::new();
    }
    // What stands together is aligned together.
    let mut first = last;
    while first > 0 && !of(first - 1).trim().is_empty() && indent(first - 1) == indent(last) {
        first -= 1;
    }
    let clip = |offset: usize| u32::try_from(offset).unwrap_or(u32::MAX);
    within(view, clip(start(first))..clip(start(line)))
}

/// Those changes of the layout that lie inside of a part. Each can be made without the others, unless they move a bracket between
/// them: then none is made.
fn within(view: &View, part: Range<u32>) -> Vec<Edit> {
    let text = view.now.text();
    let whole = lines_around(text, &part);
    let inside = |edit: &Edit| whole.start <= edit.span.range().start && edit.span.range().end <= whole.end;
    let kept: Vec<Edit> = format(view).into_iter().filter(inside).collect();
    let laid_out = edits::apply(text, &kept);
    let (tree, _) = syntax::parse(FileId::default(), &laid_out);
    let same = view.now.file().is_some_and(|file| file.print() == syntax::ast(&tree, &laid_out).print());
    if same { kept } else { Vec::new() }
}

/// A part with the rest of its lines.
fn lines_around(text: &str, part: &Range<u32>) -> Range<usize> {
    let (from, to) = (part.start as usize, part.end as usize);
    let start = text.get(..from).and_then(|before| before.rfind('\n')).map_or(0, |at| at + 1);
    let end = text.get(to..).and_then(|after| after.find('\n')).map_or(text.len(), |at| to + at + 1);
    // A selection of whole lines ends at the beginning of the next.
    let ends_there = to > from && text.get(..to).is_some_and(|before| before.ends_with('\n'));
    start..if ends_there { to } else { end }
}

/// From the first to the last member that a part touches, as deep inside as one block has all of it.
fn touched(members: &[Member], part: &Range<u32>) -> Option<Range<u32>> {
    let touches = |span: Span| span.start <= part.end && part.start <= span.end;
    let spans = members.iter().map(span_of).filter(|span| touches(*span));
    let all = spans.reduce(Span::to)?;
    let deeper = members.iter().find_map(|member| {
        let span = span_of(member);
        let inside = span.start < part.start && part.end < span.end;
        bodies(member).into_iter().find_map(|body| if inside { touched(body, part) } else { None })
    });
    deeper.or(Some(all.start..all.end))
}

/// The innermost block that ends at an offset.
fn innermost(members: &[Member], offset: u32) -> Option<Range<u32>> {
    members.iter().find_map(|member| {
        let span = span_of(member);
        if span.end < offset || span.start > offset {
            return None;
        }
        let inner = bodies(member).into_iter().find_map(|body| innermost(body, offset));
        let ends = span.end == offset && !matches!(member, Member::Assign(_) | Member::Declare(_));
        inner.or(ends.then_some(span.start..span.end))
    })
}

fn bodies(member: &Member) -> Vec<&[Member]> {
    match member {
        Member::Block(block) => vec![&block.members],
        Member::When(when) => vec![&when.then, &when.otherwise],
        Member::For(each) => vec![&each.members],
        Member::Assign(_) | Member::Declare(_) => Vec::new(),
    }
}

/// The place of a member.
pub fn span_of(member: &Member) -> Span {
    match member {
        Member::Block(block) => block.span,
        Member::Assign(assign) => assign.span,
        Member::Declare(declare) => declare.span,
        Member::When(when) => when.span,
        Member::For(each) => each.span,
    }
}
