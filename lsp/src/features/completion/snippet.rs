//! Texts with places to fill in.

use std::fmt::Write;

use mlc_compiler::vocab::{Field, Function, Kind, Ty, functions};

use super::references;
use crate::place::Place;

/// A text to be inserted, as the editor fills it in and as it is without.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Insert {
    /// For an editor that fills in nothing.
    pub plain: String,
    /// With tab stops; none where there is nothing to fill in.
    pub snippet: Option<String>,
}

impl Insert {
    /// Without anything to fill in.
    pub fn plain(text: impl Into<String>) -> Self {
        Self { plain: text.into(), snippet: None }
    }
}

/// Makes a snippet.
#[derive(Debug, Default)]
pub(super) struct Snippet {
    text: String,
    stops: usize,
}

impl Snippet {
    /// The whole, with what is inserted where snippets are not known.
    pub(super) fn insert(self, plain: impl Into<String>) -> Insert {
        let snippet = if self.stops > 0 { self.text } else { unescape(&self.text) };
        Insert { plain: plain.into(), snippet: Some(snippet).filter(|_| self.stops > 0) }
    }

    /// Characters that stay.
    pub(super) fn text(&mut self, text: &str) {
        self.escaped(text, &['$', '\\']);
    }

    fn escaped(&mut self, text: &str, special: &[char]) {
        for character in text.chars() {
            if special.contains(&character) {
                self.text.push('\\');
            }
            self.text.push(character);
        }
    }

    /// Something to fill in, with what stands there first.
    pub(super) fn stop(&mut self, default: &str) {
        self.stops += 1;
        if default.is_empty() {
            let _ = write!(self.text, "${}", self.stops);
        } else {
            let _ = write!(self.text, "${{{}:", self.stops);
            self.escaped(default, &['$', '}', '\\']);
            self.text.push('}');
        }
    }

    /// Something to choose.
    pub(super) fn choice<'w>(&mut self, words: impl IntoIterator<Item = &'w str>) {
        self.stops += 1;
        let words: Vec<String> =
            words.into_iter().map(|word| word.replace('\\', "\\\\").replace(',', "\\,").replace('|', "\\|")).collect();
        let _ = write!(self.text, "${{{}|{}|}}", self.stops, words.join(","));
    }

    /// A line for each field that has to be set, the `=` below each other.
    pub(super) fn fields<'f>(
        &mut self,
        fields: impl Iterator<Item = &'f Field> + Clone,
        indent: &str,
        place: &Place<'_>,
    ) {
        let width = fields.clone().map(|field| field.name.len()).max().unwrap_or(0);
        for field in fields {
            self.text(&format!("\n{indent}{:width$} = ", field.name));
            self.value(&field.ty, place);
        }
    }

    /// A value of a type.
    pub(super) fn value(&mut self, ty: &Ty, place: &Place<'_>) {
        match ty {
            Ty::String => self.quoted(""),
            Ty::Number => self.stop("0"),
            Ty::Count => self.stop("1"),
            Ty::Bool => self.choice(["true", "false"]),
            Ty::Duration => self.stop("1h"),
            Ty::Size => self.stop("30GiB"),
            Ty::Percent => self.stop("10%"),
            Ty::Money => self.stop("$1"),
            Ty::Symbol(words) => self.choice(words.iter().copied()),
            Ty::S3 => self.call(&functions::S3, place),
            Ty::Secret => self.call(&functions::SECRET, place),
            Ty::Image => self.stop("sklearn(\"1.2-1\")"),
            Ty::Algorithm => self.stop("xgboost(\"1.7-1\")"),
            Ty::Instance(_) => {
                let known = references::first(place, ty);
                self.stop(known.as_deref().unwrap_or("ml.m5.xlarge"));
            }
            Ty::Call(functions) => match functions.first() {
                Some(function) => self.call(function, place),
                None => self.stop(""),
            },
            Ty::List(item) => {
                self.text("[");
                self.value(item, place);
                self.text("]");
            }
            Ty::Record(fields) => {
                let required: Vec<&Field> = fields.iter().filter(|field| field.required).collect();
                self.text("{ ");
                for (index, field) in required.iter().enumerate() {
                    self.text(if index > 0 { ", " } else { "" });
                    self.text(field.name);
                    self.text(" = ");
                    self.value(&field.ty, place);
                }
                if required.is_empty() {
                    self.stop("");
                }
                self.text(" }");
            }
            Ty::Map(_) | Ty::Given | Ty::Requests => {
                self.text("{ ");
                self.stop("");
                self.text(" }");
            }
            Ty::Either(left, right) => {
                // What is there already is likelier than what would have to be made.
                let is_reference = |ty: &Ty| references::first(place, ty).is_some();
                if !is_reference(left) && is_reference(right) {
                    self.value(right, place)
                } else {
                    self.value(left, place)
                }
            }
            _ => {
                let known = references::first(place, ty);
                self.stop(known.as_deref().unwrap_or_default());
            }
        }
    }

    pub(super) fn quoted(&mut self, default: &str) {
        self.text("\"");
        self.stop(default);
        self.text("\"");
    }

    /// A form with its positional arguments.
    pub(super) fn call(&mut self, function: &Function, place: &Place<'_>) {
        self.text(function.name);
        self.text("(");
        for (index, field) in function.positional.iter().enumerate() {
            self.text(if index > 0 { ", " } else { "" });
            self.value(&field.ty, place);
        }
        if function.positional.is_empty() {
            self.stop("");
        }
        self.text(")");
    }

    /// A whole block with all that it needs.
    pub(super) fn block(&mut self, kind: &'static Kind, place: &Place<'_>) {
        self.text(kind.keyword);
        self.text(" ");
        self.stop("name");
        self.text(" {");
        let required = kind.all_fields().filter(|field| field.required);
        if required.clone().next().is_none() {
            self.text("\n  ");
            self.stop("");
        }
        self.fields(required, "  ", place);
        for word in kind.declares.iter().take(1) {
            let source = if *word == "output" { ("output", "Dataset(csv)") } else { ("metric", "Number") };
            // Only what makes no sense without it declares something from the start.
            if matches!(kind.keyword, "process" | "evaluate") {
                self.text(&format!("\n  {} ", source.0));
                self.stop(if source.0 == "output" { "data" } else { "accuracy" });
                self.text(&format!(": {}", source.1));
            }
        }
        self.text("\n}");
    }
}

fn unescape(text: &str) -> String {
    let mut plain = String::new();
    let mut characters = text.chars();
    while let Some(character) = characters.next() {
        match character {
            '\\' => plain.extend(characters.next()),
            other => plain.push(other),
        }
    }
    plain
}
