//! Every kind of block, a file and a row each. The grammar knows none of them.

use super::ty::{Field, Ty};

/// Where a kind belongs and what it is to the pipeline.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// The one `pipeline` block.
    Pipeline,
    /// Declared beside the pipeline, does not run: `dataset`.
    Data,
    /// Starts executions: `trigger`.
    Trigger,
    /// Runs.
    Stage,
    /// Says what happens in a case: `test`.
    Test,
}

/// A kind of block.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Kind {
    /// As written.
    pub keyword: &'static str,
    /// Where it belongs.
    pub role: Role,
    /// One line.
    pub summary: &'static str,
    /// For the reference and for hover.
    pub doc: &'static str,
    /// A whole block, for the reference; a test compiles it beside the blocks that it uses.
    pub example: &'static str,
    /// Fields of its own; a stage also takes [`common::STAGE`].
    pub fields: &'static [Field],
    /// Declarations its block may hold: `output`, `metric`.
    pub declares: &'static [&'static str],
    /// What a reference `name.output` can name, beside declared outputs and metrics.
    pub outputs: &'static [Output],
    /// The AWS action of its main request, as in file names: `CreateTrainingJob`; empty for none.
    pub action: &'static str,
    /// Longest name its service takes for what it creates; 0 where it creates nothing that is named after the stage.
    pub name_limit: usize,
    /// How long a stage takes, in seconds, where neither it nor its fields say. Our assumption, not a fact of AWS: only
    /// the order of stages and what is planned depend on it, never what is right. 0 where nothing runs.
    pub seconds: u64,
}

/// A value that a stage gives to others.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Output {
    /// As in `trees.model`.
    pub name: &'static str,
    /// What it is.
    pub ty: Ty,
    /// One sentence.
    pub doc: &'static str,
}

macro_rules! kinds {
    ($($module:ident),* $(,)?) => {
        $(pub mod $module;)*
        /// Every kind, in the order of the reference.
        pub const ALL: &[&Kind] = &[$(&$module::KIND),*];
    };
}

pub mod common;

kinds!(
    pipeline,
    dataset,
    trigger,
    process,
    label,
    feature_group,
    train,
    tune,
    automl,
    evaluate,
    transform,
    model,
    register,
    deploy,
    monitor,
    notify,
    approve,
    wait,
    call,
    fail,
    test
);

impl Kind {
    /// All fields its block takes, own ones first.
    pub fn all_fields(&self) -> impl Iterator<Item = &'static Field> + Clone {
        let shared: &'static [Field] = if self.role == Role::Stage { common::STAGE } else { &[] };
        self.fields.iter().chain(shared)
    }

    /// The output that the stage's name alone stands for where a model is wanted.
    pub fn model(&self) -> Option<&'static str> {
        self.outputs.iter().find(|output| output.ty == Ty::Model).map(|output| output.name)
    }

    /// The row of one field.
    pub fn field(&self, name: &str) -> Option<&'static Field> {
        self.all_fields().find(|field| field.name == name)
    }
}

/// The row of a keyword.
pub fn find(keyword: &str) -> Option<&'static Kind> {
    ALL.iter().copied().find(|kind| kind.keyword == keyword)
}
