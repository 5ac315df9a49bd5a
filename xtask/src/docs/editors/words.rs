//! The words of the language, by what they are.

use std::collections::BTreeSet;

use mlc_compiler::check::inputs::INPUT_TYPES;
use mlc_compiler::check::params::{CONSTRAINTS, PARAM_TYPES};
use mlc_compiler::check::scope::DECLARATIONS;
use mlc_compiler::vocab::facts::{algorithms, images};
use mlc_compiler::vocab::functions::{
    ALGORITHM_NAMED, CONTAINER, HOSTED_NAMED, MATCHES, METRIC_SOURCES, OUTPUT_SOURCES, S3, SECRET,
};
use mlc_compiler::vocab::given;
use mlc_compiler::vocab::kinds::{self, common};
use mlc_compiler::vocab::ty::{Field, Function, Ty};
use mlc_compiler::vocab::units::{Dimension, UNITS};

/// Blocks that are no kinds: the resolver and the environments know them.
pub const OTHER_BLOCKS: &[&str] = &["component", "env"];

/// Declarations of components and imports.
const OTHER_DECLARATIONS: &[&str] = &["import", "input", "output"];

/// A type that only outputs have.
const OUTPUT_TYPE: &str = "Features";

/// Keywords of all kinds of blocks.
pub fn blocks() -> Vec<&'static str> {
    kinds::ALL.iter().map(|kind| kind.keyword).chain(OTHER_BLOCKS.iter().copied()).collect()
}

/// Words that declare a typed thing or a constant on one line.
pub fn declarations() -> BTreeSet<&'static str> {
    let of_kinds = kinds::ALL.iter().flat_map(|kind| kind.declares).copied();
    DECLARATIONS.iter().chain(OTHER_DECLARATIONS).copied().chain(of_kinds).collect()
}

/// Names of types.
pub fn types() -> BTreeSet<&'static str> {
    let of_params = PARAM_TYPES.iter().map(|(name, ..)| *name);
    of_params.chain(INPUT_TYPES.iter().map(|(name, _)| *name)).chain([OUTPUT_TYPE]).collect()
}

/// Units that measure this.
pub fn units(of: Dimension) -> Vec<&'static str> {
    UNITS.iter().filter(|(_, dimension, _)| *dimension == of).map(|(unit, ..)| *unit).collect()
}

/// What the fields of the language are made of.
#[derive(Default)]
pub struct Vocabulary {
    /// Names of fields and of named parameters.
    pub fields: BTreeSet<&'static str>,
    /// Names of functions, frameworks and algorithms.
    pub functions: BTreeSet<String>,
    /// Words of closed sets.
    pub symbols: BTreeSet<&'static str>,
}

impl Vocabulary {
    /// Of all kinds.
    pub fn collect() -> Self {
        let mut found = Self::default();
        kinds::ALL.iter().flat_map(|kind| kind.all_fields()).for_each(|field| found.field(field));
        common::FOR
            .iter()
            .chain(CONSTRAINTS)
            .chain(ALGORITHM_NAMED)
            .chain(HOSTED_NAMED)
            .for_each(|field| found.field(field));
        given::ROWS.iter().for_each(|row| found.field(&row.field));
        [S3, SECRET, MATCHES, CONTAINER, common::OBJECTS].iter().for_each(|function| found.function(function));
        METRIC_SOURCES.iter().chain(OUTPUT_SOURCES).for_each(|function| found.function(function));
        found.functions.extend(images::frameworks().into_iter().map(|name| name.replace('-', "_")));
        found.functions.extend(algorithms::all().map(|algorithm| algorithm.keyword.to_owned()));
        found
    }

    fn field(&mut self, field: &Field) {
        self.fields.insert(field.name);
        self.ty(&field.ty);
    }

    fn function(&mut self, function: &Function) {
        self.functions.insert(function.name.to_owned());
        function.positional.iter().for_each(|field| self.ty(&field.ty));
        function.named.iter().for_each(|field| self.field(field));
    }

    fn ty(&mut self, ty: &Ty) {
        match ty {
            Ty::Symbol(words) => self.symbols.extend(words.iter()),
            Ty::DatasetOf(format) => {
                self.symbols.insert(format);
            }
            Ty::List(inner) | Ty::Map(inner) => self.ty(inner),
            Ty::Either(left, right) => [left, right].into_iter().for_each(|ty| self.ty(ty)),
            Ty::Record(fields) => fields.iter().for_each(|field| self.field(field)),
            Ty::Call(functions) => functions.iter().for_each(|function| self.function(function)),
            _ => {}
        }
    }
}
