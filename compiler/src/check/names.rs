//! Names that stand for nothing: gathered first, reported once per name.
//!
//! A misspelt declaration leaves all its uses without a target. Where such a name is close to a declaration that
//! nothing uses, the declaration is the likelier mistake as soon as two uses agree.

use super::scope::{Item, list};
use super::{Checker, Diagnostic, codes};
use crate::base::{Span, suggest::suggest};
use crate::diag::Applicability;
use crate::vocab::facts::algorithms;

/// A use of an unknown name.
#[derive(Debug, Clone)]
pub(super) struct Unresolved {
    /// The stage whose output was meant; none for a plain name.
    pub stage: Option<String>,
    /// As written.
    pub name: String,
    /// Where.
    pub span: Span,
}

impl<'a> Checker<'a, '_> {
    /// Reports all unknown names, then declarations that nothing uses.
    pub(super) fn report_names(&mut self, is_library: bool) {
        let mut groups: indexmap::IndexMap<(Option<String>, String), Vec<Span>> = indexmap::IndexMap::new();
        for use_ in std::mem::take(&mut self.unresolved) {
            if self.unread_place(use_.span) {
                continue;
            }
            let places = groups.entry((use_.stage, use_.name)).or_default();
            if !places.contains(&use_.span) {
                places.push(use_.span);
            }
        }
        let mut explained: Vec<Span> = Vec::new();
        for ((stage, name), uses) in &groups {
            let known = self.known(stage.as_deref());
            explained.extend(self.report_name(stage.as_deref(), name, uses, &known));
        }
        if !is_library {
            self.report_unused(&explained);
        }
    }

    /// Whether the parser objected to the text in or right before a place: the name is a piece of something else.
    fn unread_place(&self, span: Span) -> bool {
        let touches = |other: Span| other.file == span.file && other.start <= span.end && span.start <= other.end + 1;
        self.sink.iter().any(|found| found.code == codes::UNEXPECTED_TEXT && touches(found.primary.span))
    }

    /// Known names in a scope: name, place of the declaration, whether something uses it.
    fn known(&self, stage: Option<&str>) -> Vec<(&'a str, Span, bool)> {
        match stage {
            None => {
                let names = self.scope.items.iter();
                names.map(|(name, (_, span))| (*name, *span, self.used.contains(name))).collect()
            }
            Some(stage) => {
                let (block, kind) = match self.scope.items.get(stage).map(|(item, _)| *item) {
                    Some(Item::Stage(block, kind)) => (block, kind),
                    Some(Item::Use(used)) => {
                        return used.outputs.iter().map(|(name, value)| (name.as_str(), value.span, true)).collect();
                    }
                    _ => return Vec::new(),
                };
                let is_used = |name: &str| self.used_outputs.iter().any(|(s, output)| *s == stage && output == name);
                let fixed = kind.outputs.iter().map(|output| (output.name, block.header, true));
                let declared = self.declared.get(stage).into_iter().flat_map(|declared| {
                    let outputs = declared.outputs.iter().map(|(name, (_, span))| (*name, *span));
                    outputs.chain(declared.metrics.iter().map(|(name, span)| (*name, *span)))
                });
                declared.map(|(name, span)| (name, span, is_used(name))).chain(fixed).collect()
            }
        }
    }

    /// Reports one unknown name; returns the declaration that explains it, if one does.
    fn report_name(
        &mut self,
        stage: Option<&str>,
        name: &str,
        uses: &[Span],
        known: &[(&'a str, Span, bool)],
    ) -> Option<Span> {
        let (Some(first), rest) = (uses.first(), uses.get(1..).unwrap_or_default()) else { return None };
        let (code, title) = match stage {
            None => (codes::UNKNOWN_NAME, format!("nothing named `{name}` is declared")),
            Some(stage) => (codes::UNKNOWN_OUTPUT, format!("`{stage}` has no output or metric `{name}`")),
        };
        let close = suggest(name, known.iter().map(|(name, ..)| *name));
        let unused = close.iter().find_map(|close| known.iter().find(|(known, _, used)| known == close && !used));
        if let (Some((declared, place, _)), false) = (unused, rest.is_empty()) {
            let mut found = Diagnostic::new(code, *place, title)
                .label(format!("declared as `{declared}`, and used nowhere under that name"))
                .fix(format!("write `{name}`"), *place, name, Applicability::Always);
            for span in uses {
                found = found.also(*span, format!("`{name}` is used here"));
            }
            self.sink.push(found);
            return Some(*place);
        }
        let mut found = Diagnostic::new(code, *first, title).label("not found");
        for span in rest {
            found = found.also(*span, "and here");
        }
        if let Some((declared, place, _)) =
            close.first().and_then(|best| known.iter().find(|(known, ..)| known == best))
        {
            found = found.also(*place, format!("`{declared}` is declared here"));
        }
        found = found.did_you_mean(*first, name, known.iter().map(|(name, ..)| *name));
        if close.is_empty() && stage.is_some() && !known.is_empty() {
            found = found.help(format!("it has {}", list(known.iter().map(|(name, ..)| *name))));
        }
        if stage.is_none() && close.is_empty() && algorithms::find(name).is_some() {
            found = found.help(format!("the algorithm is written with its version: `{name}(\"...\")`"));
        }
        self.sink.push(found);
        unused.map(|(_, place, _)| *place)
    }

    /// Warns of `let`s and parameters that nothing uses, unless an unknown name is explained by them.
    fn report_unused(&mut self, explained: &[Span]) {
        for (name, (item, span)) in &self.scope.items {
            let what = match item {
                Item::Param(_) => "parameter",
                Item::Let(_) => "constant",
                Item::Dataset(_) => "dataset",
                Item::Stage(..) | Item::Trigger(_) | Item::Test(_) | Item::Use(_) | Item::Each(_) | Item::Broken => {
                    continue;
                }
            };
            let imported = self.scope.imported.get(name);
            // What another file declares is not this file's to remove, unless it was imported by name.
            if imported.is_none() && span.file != crate::base::FileId::default() {
                continue;
            }
            let (what, span) = imported.map_or((what, span), |span| ("import", span));
            if self.used.contains(name) || explained.contains(span) || self.sink.has_errors() {
                continue;
            }
            self.sink.push(
                Diagnostic::new(codes::UNUSED, *span, format!("the {what} `{name}` is never used"))
                    .label("declared here")
                    .help("use it or remove the line"),
            );
        }
    }
}
