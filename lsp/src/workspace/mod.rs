//! What an editor has open, what lies in its folders, and the snapshots that are still right.

mod disk;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use mlc_compiler::base::{SourceFile, Sources};
use mlc_compiler::session;

use crate::config::Config;
use crate::snapshot::{Snapshot, View};
use crate::text::{Lines, Position};

/// An open file. The editor's text counts, whatever lies on disk.
#[derive(Debug, Clone)]
struct Document {
    version: i32,
    text: String,
}

/// The newest snapshot of a file.
#[derive(Debug)]
struct Entry {
    now: Arc<Snapshot>,
    good: Option<Arc<Snapshot>>,
    /// Files that it imports and that are not there.
    missing: Vec<String>,
    /// Whether one of its files has changed since.
    is_stale: bool,
}

/// One change of a text: the range that is replaced (the whole text for none), and by what.
pub type Change = (Option<(Position, Position)>, String);

/// Everything that changes; whoever asks gets snapshots that do not.
#[derive(Debug, Default)]
pub struct Workspace {
    documents: BTreeMap<String, Document>,
    folders: Vec<PathBuf>,
    /// Pipeline files found in the folders.
    found: BTreeSet<String>,
    entries: BTreeMap<String, Entry>,
    config: Config,
}

impl Workspace {
    /// A file was opened.
    pub fn open(&mut self, name: &str, version: i32, text: String) {
        self.documents.insert(name.to_owned(), Document { version, text });
        self.forget(name);
    }

    /// An open file was edited. Changes apply one after the other, each to what the one before has left.
    pub fn change(&mut self, name: &str, version: i32, changes: Vec<Change>) {
        let Some(document) = self.documents.get_mut(name) else { return };
        for (range, text) in changes {
            match range {
                Some((from, to)) => {
                    let range = Lines::of(&document.text).range(&document.text, from, to);
                    document.text.replace_range(range, &text);
                }
                None => document.text = text,
            }
        }
        document.version = version;
        self.forget(name);
    }

    /// An open file was closed: what lies on disk counts again.
    pub fn close(&mut self, name: &str) {
        self.documents.remove(name);
        self.changed_on_disk(name);
    }

    /// A file was made, changed or removed by somebody else.
    pub fn changed_on_disk(&mut self, name: &str) {
        let inside = self.folders.iter().any(|folder| Path::new(name).starts_with(folder));
        if inside && disk::is_pipeline(Path::new(name)) && Path::new(name).is_file() {
            self.found.insert(name.to_owned());
        } else {
            self.found.remove(name);
        }
        if !self.documents.contains_key(name) {
            self.forget(name);
            if !self.found.contains(name) {
                self.entries.remove(name);
            }
        }
    }

    /// Looks again for what lies below a folder: it was renamed, and so was everything in it.
    pub fn folder_changed(&mut self, folder: &str) {
        let inside = |name: &String| name.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'));
        let mut names: BTreeSet<String> = self.found.iter().filter(|name| inside(name)).cloned().collect();
        if self.folders.iter().any(|root| Path::new(folder).starts_with(root)) {
            names.extend(disk::pipelines(Path::new(folder)));
        }
        names.iter().for_each(|name| self.changed_on_disk(name));
    }

    /// The folders that are open; their pipeline files are looked for.
    pub fn set_folders(&mut self, folders: Vec<PathBuf>) {
        self.found = folders.iter().flat_map(|folder| disk::pipelines(folder)).collect();
        self.folders = folders;
        self.entries.clear();
    }

    /// The folders that are open.
    pub fn folders(&self) -> &[PathBuf] {
        &self.folders
    }

    /// What the user has set from now on.
    pub fn set_config(&mut self, config: Config) {
        if config.env != self.config.env {
            self.entries.clear();
        }
        self.config = config;
    }

    /// What the user has set.
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// Whether a file is open.
    pub fn is_open(&self, name: &str) -> bool {
        self.documents.contains_key(name)
    }

    /// Every file: open ones, and those in the folders.
    pub fn names(&self) -> Vec<String> {
        self.documents.keys().chain(&self.found).cloned().collect::<BTreeSet<_>>().into_iter().collect()
    }

    /// A file as it is now; none where it is neither open nor to be read.
    pub fn view(&mut self, name: &str) -> Option<View> {
        if self.entries.get(name).is_none_or(|entry| entry.is_stale) {
            let (now, missing) = self.snapshot(name, self.config.env.clone())?;
            let good = self.entries.get(name).and_then(Entry::last_good);
            self.entries.insert(name.to_owned(), Entry { now: Arc::new(now), good, missing, is_stale: false });
        }
        let entry = self.entries.get(name)?;
        Some(View { now: entry.now.clone(), good: entry.good.clone(), config: self.config.clone() })
    }

    /// A file as it is now, for an environment that is not the one the user has set.
    pub fn view_for(&self, name: &str, env: Option<String>) -> Option<View> {
        let (now, _) = self.snapshot(name, env)?;
        Some(View { now: Arc::new(now), good: None, config: self.config.clone() })
    }

    /// All files.
    pub fn views(&mut self) -> Vec<View> {
        self.names().iter().filter_map(|name| self.view(name)).collect()
    }

    /// Files that import `name`, directly or by others.
    pub fn importers(&mut self, name: &str) -> Vec<View> {
        let imports = |view: &View| view.now.sources.files().iter().skip(1).any(|file| file.name == name);
        self.views().into_iter().filter(imports).collect()
    }

    fn text(&self, name: &str) -> Option<String> {
        self.documents.get(name).map(|document| document.text.clone()).or_else(|| disk::read(Path::new(name)))
    }

    /// The file and all that it imports, and names of imports that are not there.
    fn snapshot(&self, name: &str, env: Option<String>) -> Option<(Snapshot, Vec<String>)> {
        let mut sources = Sources::single(name, self.text(name)?);
        let mut missing = Vec::new();
        let mut at = 0;
        while let Some(id) = sources.ids().nth(at) {
            at += 1;
            for import in session::imports(&sources, id) {
                let wanted = session::join(&sources.file(id).name, &import.path);
                if import.path.is_empty() || sources.files().iter().any(|file| file.name == wanted) {
                    continue;
                }
                match self.text(&wanted) {
                    Some(text) => {
                        sources.add(SourceFile::new(wanted, text));
                    }
                    None => missing.push(wanted),
                }
            }
        }
        let version = self.documents.get(name).map(|document| document.version);
        // An environment that this file does not have is another file's: every environment is checked then.
        let env = env.filter(|env| declares_env(&sources, env));
        Some((Snapshot::new(sources, version, env), missing))
    }

    /// Whatever was made of `name` is no longer right.
    fn forget(&mut self, name: &str) {
        for entry in self.entries.values_mut() {
            let uses = entry.now.sources.files().iter().any(|file| file.name == name);
            entry.is_stale |= uses || entry.missing.iter().any(|missing| missing == name);
        }
    }
}

impl Entry {
    /// This snapshot, where it was asked for and has compiled; else the one before.
    fn last_good(&self) -> Option<Arc<Snapshot>> {
        let good = self.now.is_analyzed() && self.now.analysis().built.is_some();
        if good { Some(self.now.clone()) } else { self.good.clone() }
    }
}

fn declares_env(sources: &Sources, env: &str) -> bool {
    let text = sources.files().first().map_or("", |file| file.text.as_str());
    let mut words = text.split_whitespace();
    // Looking at the words is enough: at worst the compiler says that there is no such environment.
    while let Some(word) = words.next() {
        if word == "env" && words.clone().next().is_some_and(|next| next.trim_end_matches('{') == env) {
            return true;
        }
    }
    false
}
