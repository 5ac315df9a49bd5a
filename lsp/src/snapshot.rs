//! One file, as it was at one moment, with everything that it imports, and what the compiler knows of them.

use std::sync::{Arc, OnceLock};

use mlc_compiler::base::{FileId, Sources, Span};
use mlc_compiler::plan::model::Plan;
use mlc_compiler::session::{Analysis, Options, Parsed};
use mlc_compiler::syntax::{Tree, ast};

use crate::config::Config;
use crate::names::Names;
use crate::text::Lines;

/// Nothing in it changes, so any thread may ask it; everything is computed at the first question.
#[derive(Debug)]
pub struct Snapshot {
    /// The editor's version of the file, where it is open.
    pub version: Option<i32>,
    /// The file first, then what it imports. Names are paths with forward slashes, or whole addresses of what is no file.
    pub sources: Sources,
    /// The environment that was asked for.
    pub env: Option<String>,
    lines: Vec<OnceLock<Lines>>,
    parsed: OnceLock<Parsed>,
    names: OnceLock<Names>,
    analysis: OnceLock<Analysis>,
    plan: OnceLock<Option<Plan>>,
    machine: OnceLock<Option<String>>,
}

/// What a feature is asked about: the file as it is, as it was when it last compiled, and what the user has set.
#[derive(Debug, Clone)]
pub struct View {
    /// The file as it is.
    pub now: Arc<Snapshot>,
    /// The last one without errors, where the present one has some: what is known of types, costs and the compiled text.
    pub good: Option<Arc<Snapshot>>,
    /// What the user has set.
    pub config: Config,
}

impl Snapshot {
    /// Of a file and what it imports.
    pub fn new(sources: Sources, version: Option<i32>, env: Option<String>) -> Self {
        let lines = sources.files().iter().map(|_| OnceLock::new()).collect();
        Self {
            version,
            sources,
            env,
            lines,
            parsed: OnceLock::new(),
            names: OnceLock::new(),
            analysis: OnceLock::new(),
            plan: OnceLock::new(),
            machine: OnceLock::new(),
        }
    }

    /// The name of the file itself.
    pub fn name(&self) -> &str {
        &self.sources.file(FileId::default()).name
    }

    /// The text of the file itself.
    pub fn text(&self) -> &str {
        &self.sources.file(FileId::default()).text
    }

    /// The lines of one of the files.
    pub fn lines(&self, file: FileId) -> &Lines {
        static NONE: OnceLock<Lines> = OnceLock::new();
        match self.lines.get(file.0 as usize) {
            Some(known) => known.get_or_init(|| Lines::of(&self.sources.file(file).text)),
            None => NONE.get_or_init(|| Lines::of("")),
        }
    }

    /// Trees and contents of all files.
    pub fn parsed(&self) -> &Parsed {
        self.parsed.get_or_init(|| Parsed::of(&self.sources))
    }

    /// The tree of the file itself.
    pub fn tree(&self) -> Option<&Tree> {
        self.parsed().trees.first()
    }

    /// What the file itself says.
    pub fn file(&self) -> Option<&ast::File> {
        self.parsed().files.first()
    }

    /// What every word of every file stands for.
    pub fn names(&self) -> &Names {
        self.names.get_or_init(|| Names::of(&self.sources, &self.parsed().files))
    }

    /// What the compiler made of it.
    pub fn analysis(&self) -> &Analysis {
        let options = Options { env: self.env.clone(), ..Options::default() };
        self.analysis.get_or_init(|| Analysis::of(&self.sources, self.parsed(), &options))
    }

    /// Whether the analysis has been asked for.
    pub fn is_analyzed(&self) -> bool {
        self.analysis.get().is_some()
    }

    /// What the pipeline will take, where it compiles.
    pub fn plan(&self) -> Option<&Plan> {
        self.plan.get_or_init(|| self.analysis().plan()).as_ref()
    }

    /// The state machine as a build writes it, where it compiles.
    pub fn machine(&self) -> Option<&str> {
        let text = self.machine.get_or_init(|| self.analysis().built.as_ref().map(|built| built.machine_text()));
        text.as_deref()
    }

    /// The text of a place.
    pub fn text_of(&self, span: Span) -> &str {
        self.sources.text(span)
    }
}

impl View {
    /// The newest snapshot that compiles: this one or the last good one.
    pub fn compiled(&self) -> Option<&Arc<Snapshot>> {
        if self.now.analysis().built.is_some() { Some(&self.now) } else { self.good.as_ref() }
    }

    /// The newest snapshot whose file could be read to a pipeline, with or without errors in it.
    pub fn checked(&self) -> Option<&Arc<Snapshot>> {
        if self.now.analysis().program.is_some() { Some(&self.now) } else { self.good.as_ref() }
    }
}
