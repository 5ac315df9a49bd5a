//! Where each stage's variable lives.
//!
//! A branch of a `Parallel` reads the variables around it, but can neither assign them nor reuse their names, and what
//! it assigns itself is gone when it ends. So a stage's variable is called after the stage where the outermost reader
//! looks for it, and `<stage>__branch` inside the branches that hand it out.

use indexmap::IndexMap;

use super::expression::{Names, variable};
use super::schedule::{Plan, plan};
use crate::ir::{Action, Items, Node, Pipeline, Stage, Value};

/// A path of branches from the root: numbers that only tell branches apart.
pub type Path = Vec<usize>;

/// What is known of one stage's variable.
#[derive(Debug, Clone, Default)]
pub struct Visibility {
    /// Fields that something reads, in the order the stage keeps them.
    pub fields: Vec<String>,
    /// Branches around the stage.
    pub home: Path,
    /// How many of these branches the variable stays inside of; it is handed out of the others.
    pub depth: usize,
    /// Depths at which something reads it.
    readers: Vec<usize>,
}

/// Visibility of every stage that something reads.
#[derive(Debug, Default)]
pub struct Scopes {
    stages: IndexMap<String, Visibility>,
}

impl Scopes {
    /// Finds readers of every stage's outputs.
    pub fn new(pipeline: &Pipeline, root: Option<&Plan>) -> Self {
        let mut walk = Walk { pipeline, homes: IndexMap::new(), reads: Vec::new(), next: 0 };
        if let Some(root) = root {
            walk.plan(root, &mut Vec::new());
        }
        let mut scopes = Self::default();
        for (stage, field, reader) in &walk.reads {
            let home = walk.homes.get(stage).cloned().unwrap_or_default();
            let depth = home.iter().zip(reader).take_while(|(a, b)| a == b).count();
            let entry = scopes.stages.entry(stage.clone()).or_insert_with(|| Visibility {
                depth,
                home,
                ..Visibility::default()
            });
            entry.depth = entry.depth.min(depth);
            if !entry.readers.contains(&depth) {
                entry.readers.push(depth);
            }
            if !entry.fields.contains(field) {
                entry.fields.push(field.clone());
            }
        }
        for (name, visibility) in &mut scopes.stages {
            let order: Vec<String> = pipeline.stages.get(name).map(kept_fields).unwrap_or_default();
            visibility.fields.sort_by_key(|field| order.iter().position(|kept| kept == field));
        }
        scopes
    }

    /// What is known of a stage's variable; none where nothing reads it.
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
}

impl Names for At<'_> {
    fn stage(&self, stage: &str) -> String {
        let home = self.scopes.get(stage).map_or(&[][..], |visibility| &visibility.home);
        let depth = home.iter().zip(self.path).take_while(|(a, b)| a == b).count();
        self.scopes.name_at(stage, depth)
    }
}

fn kept_fields(stage: &Stage) -> Vec<String> {
    let calls = stage.steps.iter().filter_map(|step| match &step.action {
        Action::Call(call) => Some(call),
        _ => None,
    });
    calls.flat_map(|call| call.outputs.iter().map(|(field, _)| field.clone())).collect()
}

struct Walk<'p> {
    pipeline: &'p Pipeline,
    homes: IndexMap<String, Path>,
    /// Stage, field, and branches around the reader.
    reads: Vec<(String, String, Path)>,
    next: usize,
}

impl<'p> Walk<'p> {
    fn plan(&mut self, plan: &Plan<'p>, path: &mut Path) {
        match plan {
            Plan::Node(node) => self.node(node, path),
            Plan::Sequence(parts) => parts.iter().for_each(|part| self.plan(part, path)),
            Plan::Parallel(parts) => {
                for part in parts {
                    path.push(self.next);
                    self.next += 1;
                    self.plan(part, path);
                    path.pop();
                }
            }
        }
    }

    fn node(&mut self, node: &'p Node, path: &mut Path) {
        match node {
            Node::Stage(name) => {
                self.homes.insert(name.clone(), path.clone());
                let Some(stage) = self.pipeline.stages.get(name) else { return };
                for value in stage.steps.iter().flat_map(|step| step.action.values()) {
                    self.read(value, path);
                }
            }
            Node::For(each) => {
                let (Items::List(items) | Items::Objects { place: items, .. }) = &each.items;
                self.read(items, path);
                path.push(self.next);
                self.next += 1;
                if let Some(inner) = plan(self.pipeline, &each.body) {
                    self.plan(&inner, path);
                }
                path.pop();
            }
            Node::When(when) => {
                self.read(&when.condition, path);
                for nodes in [&when.then, &when.otherwise] {
                    if let Some(inner) = plan(self.pipeline, nodes) {
                        self.plan(&inner, path);
                    }
                }
            }
        }
    }

    fn read(&mut self, value: &Value, path: &Path) {
        let mut found = Vec::new();
        value.outputs(&mut found);
        self.reads.extend(found.into_iter().map(|(stage, field)| (stage.to_owned(), field.to_owned(), path.clone())));
    }
}
