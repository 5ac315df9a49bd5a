//! Where each stage's variable lives.
//!
//! A branch of a `Parallel` reads the variables around it, but can neither assign them nor reuse their names, and what
//! it assigns itself is gone when it ends. So a stage's variable is called after the stage where the outermost reader
//! looks for it, and `<stage>__branch` inside the branches that hand it out.

use indexmap::IndexMap;

use super::expression::{Names, variable};
use super::parameters;
use crate::ir::{Node, Pipeline, Value};

/// A path of branches from the root: numbers that only tell branches apart.
pub type Path = Vec<usize>;

/// What is known of one stage's variable.
#[derive(Debug, Clone, Default)]
pub struct Visibility {
    /// Branches around the stage.
    pub home: Path,
    /// How many of these branches the variable stays inside of; it is handed out of the others.
    pub depth: usize,
    /// Depths at which something reads it.
    readers: Vec<usize>,
}

/// Visibility of every stage that keeps something.
#[derive(Debug, Default)]
pub struct Scopes {
    stages: IndexMap<String, Visibility>,
}

impl Scopes {
    /// Finds readers of every stage's outputs.
    pub fn new(pipeline: &Pipeline) -> Self {
        let mut walk = Walk { pipeline, homes: IndexMap::new(), reads: Vec::new(), next: 0 };
        walk.nodes(&pipeline.body, &mut Vec::new());
        let mut scopes = Self::default();
        for (stage, reader) in &walk.reads {
            let home = walk.homes.get(stage).cloned().unwrap_or_default();
            let depth = home.iter().zip(reader).take_while(|(a, b)| a == b).count();
            let entry =
                scopes.stages.entry(stage.clone()).or_insert_with(|| Visibility { depth, home, readers: Vec::new() });
            entry.depth = entry.depth.min(depth);
            if !entry.readers.contains(&depth) {
                entry.readers.push(depth);
            }
        }
        // What nothing reads stays where it is.
        for stage in pipeline.stages.values().filter(|stage| !stage.keeps().is_empty()) {
            let home = walk.homes.get(&stage.name).cloned().unwrap_or_default();
            let depth = home.len();
            scopes.stages.entry(stage.name.clone()).or_insert(Visibility { home, depth, readers: Vec::new() });
        }
        scopes
    }

    /// What is known of a stage's variable; none where it keeps nothing.
    pub fn get(&self, stage: &str) -> Option<&Visibility> {
        self.stages.get(stage)
    }

    /// Stages whose variable leaves the branch at `path`.
    pub fn exports(&self, path: &[usize]) -> Vec<&str> {
        let leaves = |visibility: &Visibility| visibility.home.starts_with(path) && visibility.depth < path.len();
        self.stages.iter().filter(|(_, visibility)| leaves(visibility)).map(|(name, _)| name.as_str()).collect()
    }

    /// Whether something reads the stage's variable at exactly this depth, so that it has to be assigned there.
    pub fn is_read_at(&self, stage: &str, depth: usize) -> bool {
        self.stages.get(stage).is_some_and(|visibility| visibility.readers.contains(&depth))
    }

    /// The variable's name at a depth of its home.
    pub fn name_at(&self, stage: &str, depth: usize) -> String {
        let inner = self.stages.get(stage).map_or(0, |visibility| depth.saturating_sub(visibility.depth));
        format!("{}{}", variable(stage), "__branch".repeat(inner))
    }
}

/// Names as read from one place.
pub struct At<'s> {
    /// All stages.
    pub scopes: &'s Scopes,
    /// Branches around the place.
    pub path: &'s [usize],
    /// Set where the place is the first of the machine: no variable is there yet.
    pub entry: Option<&'s Pipeline>,
}

impl Names for At<'_> {
    fn stage(&self, stage: &str) -> String {
        let home = self.scopes.get(stage).map_or(&[][..], |visibility| &visibility.home);
        let depth = home.iter().zip(self.path).take_while(|(a, b)| a == b).count();
        self.scopes.name_at(stage, depth)
    }

    fn param(&self, name: &str) -> String {
        let param = self.entry.and_then(|pipeline| pipeline.params.iter().find(|param| param.name == name));
        match param {
            Some(param) if param.default.is_some() => format!("({})", parameters::value(param, parameters::INPUT)),
            Some(param) => parameters::value(param, parameters::INPUT),
            None => format!("${}", variable(name)),
        }
    }

    fn run(&self) -> String {
        if self.entry.is_some() { parameters::RUN.to_owned() } else { "$run".to_owned() }
    }

    fn is_wrong(&self) -> String {
        self.entry.map_or_else(|| "false".to_owned(), parameters::is_wrong)
    }
}

struct Walk<'p> {
    pipeline: &'p Pipeline,
    homes: IndexMap<String, Path>,
    /// Stage, and branches around the reader.
    reads: Vec<(String, Path)>,
    next: usize,
}

impl<'p> Walk<'p> {
    fn nodes(&mut self, nodes: &'p [Node], path: &mut Path) {
        nodes.iter().for_each(|node| self.node(node, path));
    }

    fn branch(&mut self, nodes: &'p [Node], path: &mut Path) {
        path.push(self.next);
        self.next += 1;
        self.nodes(nodes, path);
        path.pop();
    }

    fn node(&mut self, node: &'p Node, path: &mut Path) {
        if let Some(value) = node.value() {
            self.read(value, path);
        }
        match node {
            Node::Stage(name) => {
                self.homes.insert(name.clone(), path.clone());
                let Some(stage) = self.pipeline.stages.get(name) else { return };
                for value in stage.steps.iter().flat_map(|step| step.action.values()) {
                    self.read(value, path);
                }
            }
            Node::For(each) => self.branch(&each.body, path),
            Node::Parallel(fork) => fork.branches.iter().for_each(|branch| self.branch(branch, path)),
            Node::When(when) => [&when.then, &when.otherwise].into_iter().for_each(|nodes| self.nodes(nodes, path)),
        }
    }

    fn read(&mut self, value: &Value, path: &Path) {
        let mut found = Vec::new();
        value.outputs(&mut found);
        self.reads.extend(found.into_iter().map(|(stage, _)| (stage.to_owned(), path.clone())));
    }
}
