//! What a word means: what the tables say of it, what it stands for, and what becomes of it.

mod fields;
mod literals;
mod symbols;

use mlc_compiler::base::{FileId, Span};
use mlc_compiler::vocab::{Ty, context, functions};

use super::docs::{self, Doc};

use crate::names::{SymbolKind, Target};
use crate::place::{Inside, Place, Slot, slot};
use crate::snapshot::{Snapshot, View};

pub(crate) use symbols::{overlays, roughly};

/// What is said of a word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hover {
    /// The word.
    pub span: Span,
    /// Markdown.
    pub text: String,
}

/// What the word at `offset` means.
pub fn hover(view: &View, offset: u32) -> Option<Hover> {
    let now = view.now.as_ref();
    let asker = Asker { view, now, offset };
    if let Some(used) = now.names().at(FileId::default(), offset) {
        let text = match used.target {
            Target::Symbol(id) => asker.symbol(id),
            Target::Kind(kind) => Doc::Kind(kind).markdown(),
            Target::Field(field) => asker.field(field),
            Target::Output(kind, name) => {
                let output = kind.outputs.iter().find(|output| output.name == name);
                output.map(docs::output_text).unwrap_or_default()
            }
            Target::Function(function) => Doc::Function(*function).markdown(),
            Target::Context => asker.context(used.span),
        };
        if !text.is_empty() {
            return Some(Hover { span: used.span, text });
        }
    }
    asker.word()
}

/// What is asked, and from where.
struct Asker<'a> {
    view: &'a View,
    now: &'a Snapshot,
    offset: u32,
}

impl Asker<'_> {
    /// The newest snapshot that compiles, without waiting for an analysis where an older one will do.
    fn compiled(&self) -> Option<&Snapshot> {
        ready(self.view)
    }

    /// The stage whose block is around the place, where it is one of the file's own.
    fn stage(&self) -> Option<&str> {
        let (_, symbol) = self.now.names().around(FileId::default(), self.offset)?;
        let is_own = matches!(symbol.kind, SymbolKind::Block(_)) && symbol.parent.is_none();
        is_own.then_some(symbol.name.as_str())
    }

    /// `execution.name`
    fn context(&self, span: Span) -> String {
        let written = self.now.text_of(span);
        let known = context::KNOWN.iter().find(|known| written == format!("{}.{}", known.base, known.member));
        let Some(known) = known else { return String::new() };
        if known.path.is_empty() {
            return format!("{}\n\nKnown when compiling.", known.doc);
        }
        format!("{}\n\nKnown only when running: `$states.context.{}`.", known.doc, known.path)
    }

    /// Words that no declaration or row stands for by itself: algorithms, keys, words of a set, literals.
    fn word(&self) -> Option<Hover> {
        let text = self.now.text();
        let (start, end) = word_around(text, self.offset)?;
        let span = Span { file: FileId::default(), start, end };
        let word = text.get(start as usize..end as usize)?;
        let place = Place::of(self.now, end);
        if place.around.in_comment {
            return None;
        }
        let says = |text: String| (!text.is_empty()).then_some(Hover { span, text });
        if word.starts_with("ml.") {
            return says(docs::machine_text(word, &super::completion::region(self.view)));
        }
        let (at, _) = slot(&place, end);
        if word.starts_with(|c: char| c.is_ascii_digit()) {
            return says(literals::number(word, at));
        }
        let is_called = text.get(end as usize..).is_some_and(|rest| rest.starts_with('('));
        if is_called
            && let Some(function) = functions::find(&Ty::Algorithm, word).or_else(|| functions::find(&Ty::Image, word))
        {
            return says(literals::image(word, &function));
        }
        match (at, place.inside.last()) {
            (Slot::Key(_), Some(Inside::Entries(_, Some(field)))) => says(fields::key(&place, field, word)),
            (Slot::Value(expected), _) => match (expected.field, expected.ty) {
                (Some(field), Some(ty)) if is_word(&ty, word) => {
                    says(format!("One of {}.\n\n**{}** {}", docs::type_text(&ty), field.name, field.doc))
                }
                _ => None,
            },
            _ => None,
        }
    }
}

/// The newest snapshot that compiles; where the present one has not been analyzed yet and an older one is there, that one.
pub(crate) fn ready(view: &View) -> Option<&Snapshot> {
    match &view.good {
        Some(good) if !view.now.is_analyzed() => Some(good),
        _ => view.compiled().map(std::convert::AsRef::as_ref),
    }
}

fn is_word(ty: &Ty, word: &str) -> bool {
    let holds = |ty: &Ty| match ty {
        Ty::Symbol(words) => words.contains(&word).then_some(()),
        Ty::Bool => matches!(word, "true" | "false").then_some(()),
        _ => None,
    };
    crate::place::choose(ty, &holds).is_some()
}

/// The word around an offset: a name, a number with its unit, an instance type.
fn word_around(text: &str, offset: u32) -> Option<(u32, u32)> {
    let wide = run_around(text, offset, &|c| c.is_alphanumeric() || matches!(c, '_' | '.' | '%' | '-'))?;
    let written = text.get(wide.0 as usize..wide.1 as usize)?;
    if written.starts_with("ml.") || written.starts_with(|c: char| c.is_ascii_digit()) {
        return Some(wide);
    }
    // Names end at what a number or a machine may hold.
    run_around(text, offset, &|c| c.is_alphanumeric() || c == '_')
}

/// The longest run of such characters around an offset.
fn run_around(text: &str, offset: u32, is_part: &dyn Fn(char) -> bool) -> Option<(u32, u32)> {
    let (before, behind) = text.split_at_checked(offset as usize)?;
    let start = before.len() - before.chars().rev().take_while(|c| is_part(*c)).map(char::len_utf8).sum::<usize>();
    let end = before.len() + behind.chars().take_while(|c| is_part(*c)).map(char::len_utf8).sum::<usize>();
    let clip = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    (start < end).then(|| (clip(start), clip(end)))
}
