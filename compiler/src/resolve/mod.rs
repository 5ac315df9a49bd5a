//! Floor 4: several files into one. Imports bring declarations in, uses of components become the stages inside them.
//!
//! What comes out is an ordinary file: the rooms above never see an import or a component. Places stay those of the
//! file a piece was written in, so a problem in a shared component is shown there and told once.

mod component;
mod imports;
mod rename;
mod unroll;

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
    /// Constants that a `for` goes through.
    pub used: Vec<String>,
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

/// One use of a component, or a stage that a `for` has multiplied.
#[derive(Debug, Clone)]
pub struct Use {
    /// Place of the name.
    pub span: Span,
    /// The stages it became, in source order.
    pub stages: Vec<String>,
    /// What each output stands for.
    pub outputs: IndexMap<String, Expr>,
}

/// Resolves the imports, components and constant loops of `files[0]` under an environment; `find` gives the index of an imported file.
pub fn resolve(
    files: &[File],
    env: Option<&str>,
    find: &dyn Fn(usize, &str) -> Option<usize>,
    sink: &mut Sink,
) -> Resolved {
    let Some(root) = files.first() else { return Resolved::default() };
    let (brought, broken) = imports::bring(files, find, sink);
    let members: Vec<Member> =
        brought.into_iter().chain(root.members.iter().filter(|member| !imports::is_import(member)).cloned()).collect();
    let imported = imports(root).into_iter().map(|import| (import.name.text, import.name.span)).collect();
    let mut resolved = Resolved { broken, ..component::expand(members, imported, sink) };
    let lets = lets(&resolved.file, env);
    let members = std::mem::take(&mut resolved.file.members);
    resolved.file.members = unroll::unroll(members, &lets, &mut resolved, sink);
    resolved
}

/// The constants of a file, as an environment has them.
fn lets(file: &File, env: Option<&str>) -> IndexMap<String, Expr> {
    let mut found = IndexMap::new();
    for member in &file.members {
        if let Member::Declare(declare) = member
            && declare.word.text == "let"
            && let Some(value) = &declare.value
        {
            found.insert(declare.name.text.clone(), value.clone());
        }
    }
    for member in &file.members {
        let Member::Block(block) = member else { continue };
        let applies = block.kind.text == "env" && block.name.as_ref().map(|name| name.text.as_str()) == env;
        for member in block.members.iter().filter(|_| applies && env.is_some()) {
            if let Member::Assign(assign) = member
                && let Some(value) = found.get_mut(&assign.name.text)
            {
                value.clone_from(&assign.value);
            }
        }
    }
    found
}
