//! Everything that is known of a file at once, for who asks it many questions: an editor.

use super::{Built, Options, allow, follow_ons, judged, other_environments, resolve_all};
use crate::base::Sources;
use crate::check::{self, program::Program};
use crate::diag::{Diagnostic, Sink};
use crate::plan;
use crate::resolve::Resolved;
use crate::syntax::{self, Tree, ast};

/// What the files say, each by itself.
#[derive(Debug)]
pub struct Parsed {
    /// One a file, with all spacing and comments.
    pub trees: Vec<Tree>,
    /// One a file: what it says.
    pub files: Vec<ast::File>,
    /// What cannot be read.
    pub diagnostics: Vec<Diagnostic>,
}

/// The first file of some sources, and what every stage of the compiler made of it. A value once made never changes.
#[derive(Debug)]
pub struct Analysis {
    /// All files as one.
    pub resolved: Resolved,
    /// Where there is a `pipeline`; may be wrong where there are errors.
    pub program: Option<Program>,
    /// What the program became; nothing where there are errors.
    pub built: Option<Built>,
    /// By place.
    pub diagnostics: Vec<Diagnostic>,
}

impl Parsed {
    /// Reads every file.
    pub fn of(sources: &Sources) -> Self {
        let mut parsed = Self { trees: Vec::new(), files: Vec::new(), diagnostics: Vec::new() };
        for id in sources.ids() {
            let text = &sources.file(id).text;
            let (tree, problems) = syntax::parse(id, text);
            parsed.diagnostics.extend(problems);
            parsed.files.push(syntax::ast(&tree, text));
            parsed.trees.push(tree);
        }
        parsed
    }
}

impl Analysis {
    /// Checks the first file and builds it where it has no errors.
    pub fn of(sources: &Sources, parsed: &Parsed, options: &Options) -> Self {
        let mut sink = Sink::default();
        parsed.diagnostics.iter().for_each(|problem| sink.push(problem.clone()));
        let env = options.env.as_deref();
        let resolved = resolve_all(sources, &parsed.files, env, &mut sink);
        let program = check::check(&resolved, env, &mut sink);
        if env.is_none() && !sink.iter().any(follow_ons::is_unread) {
            other_environments(sources, &parsed.files, &mut sink);
        }
        let sound = program.as_ref().filter(|_| !sink.has_errors());
        let (built, diagnostics) = match sound {
            Some(program) => (judged(program, options, &mut sink), sink.into_sorted()),
            None => (None, follow_ons::drop_follow_ons(sources, sink.into_sorted())),
        };
        // Some warnings are only found where there are no errors, some only in one environment.
        let is_whole = built.is_some() && env.is_none();
        let diagnostics = allow::applied(sources, &parsed.trees, diagnostics, is_whole);
        Self { resolved, program, built, diagnostics }
    }

    /// What the pipeline will take, where it compiles.
    pub fn plan(&self) -> Option<plan::model::Plan> {
        let (program, built) = (self.program.as_ref()?, self.built.as_ref()?);
        Some(plan::plan(program, &built.pipeline, &built.emitted))
    }
}
