//! Floor 4: several files into one. Imports bring declarations in, uses of components become the stages inside them.
//!
//! What comes out is an ordinary file: the rooms above never see an import or a component. Places stay those of the
//! file a piece was written in, so a problem in a shared component is shown there and told once.

mod component;
mod imports;
mod rename;

use indexmap::IndexMap;

use crate::base::Span;
use crate::diag::Sink;
use crate::syntax::ast::{Expr, File, Member};

pub use imports::{Import, imports, join};

/// The file as if everything had been written in it.
#[derive(Debug, Default)]
pub struct Resolved {
    /// Without imports, components and their uses.
    pub file: File,
    /// Values that uses of components give, to be judged by the type the component declares.
    pub inputs: Vec<Input>,
    /// Uses of components, by name: what their outputs stand for.
    pub uses: IndexMap<String, Use>,
    /// Imported names and where they are imported.
    pub imported: IndexMap<String, Span>,
    /// Names whose import failed; what uses them is not reported again.
    pub broken: Vec<String>,
    /// Whether the file is there to be imported: it has components and no pipeline.
    pub is_library: bool,
}

/// A value given to a component.
#[derive(Debug, Clone)]
pub struct Input {
    /// As declared.
    pub name: String,
    /// The value.
    pub value: Expr,
    /// The declared type.
    pub ty: Expr,
    /// Where the component declares it.
    pub declared: Span,
}

/// One use of a component.
#[derive(Debug, Clone)]
pub struct Use {
    /// Place of the name.
    pub span: Span,
    /// The stages it became, in source order.
    pub stages: Vec<String>,
    /// What each output stands for.
    pub outputs: IndexMap<String, Expr>,
}

/// Resolves the imports and components of `files[0]`; `find` gives the index of an imported file.
pub fn resolve(files: &[File], find: &dyn Fn(usize, &str) -> Option<usize>, sink: &mut Sink) -> Resolved {
    let Some(root) = files.first() else { return Resolved::default() };
    let (brought, broken) = imports::bring(files, find, sink);
    let members: Vec<Member> =
        brought.into_iter().chain(root.members.iter().filter(|member| !imports::is_import(member)).cloned()).collect();
    let imported = imports(root).into_iter().map(|import| (import.name.text, import.name.span)).collect();
    Resolved { broken, ..component::expand(members, imported, sink) }
}
