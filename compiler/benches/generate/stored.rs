//! Graphs of stages in files, with what is known of them.

use std::fmt::Write;
use std::path::Path;

use mlc_compiler::optimize::schedule::graph::Graph;
use mlc_compiler::optimize::schedule::law::levels;
use mlc_compiler::optimize::schedule::order::Order;
use mlc_compiler::optimize::schedule::split_start::split_start;
use serde_json::{Value, json};

const PIPELINE: &str = r#"/// Made of a stored graph, to measure the compiler.
pipeline stored {
  region    = "eu-west-1"
  role      = execution_role
  artifacts = s3("stored-ml")
}

param execution_role: Role
"#;

/// A stored graph.
#[derive(Debug, Clone)]
pub struct Stored {
    /// The file's name.
    pub name: String,
    /// What it is.
    pub about: String,
    /// The stages' names, by number.
    pub stages: Vec<String>,
    /// The graph.
    pub graph: Graph,
    /// What annealing found; none yet.
    pub annealed: Option<Annealed>,
}

/// What a long search found.
#[derive(Debug, Clone, Copy)]
pub struct Annealed {
    /// The soonest order takes this long.
    pub seconds: u64,
    /// Seconds of processor time that were searched; few where the critical path was reached soon.
    pub searched: u64,
    /// How many moves that were.
    pub moves: u64,
}

impl Stored {
    /// What a file says.
    pub fn read(file: &Path) -> Result<Self, String> {
        let told = |problem: &dyn std::fmt::Display| format!("{}: {problem}", file.display());
        let text = std::fs::read_to_string(file).map_err(|error| told(&error))?;
        let json: Value = serde_json::from_str(&text).map_err(|error| told(&error))?;
        let listed = json["stages"].as_object().ok_or_else(|| told(&"no stages"))?;
        let stages: Vec<String> = listed.keys().cloned().collect();
        let seconds = listed.values().map(|stage| stage["seconds"].as_u64().unwrap_or(0)).collect();
        let number = |name: &Value| stages.iter().position(|stage| Some(stage.as_str()) == name.as_str());
        let needs = listed.values().map(|stage| stage["needs"].as_array().into_iter().flatten().filter_map(number));
        let graph = Graph::new(seconds, needs.map(Iterator::collect).collect());
        let annealed = &json["annealed"];
        Ok(Self {
            name: file.file_stem().unwrap_or_default().to_string_lossy().into_owned(),
            about: json["about"].as_str().unwrap_or_default().to_owned(),
            stages,
            graph,
            annealed: annealed["seconds"].as_u64().map(|seconds| Annealed {
                seconds,
                searched: annealed["searched"].as_u64().unwrap_or(0),
                moves: annealed["moves"].as_u64().unwrap_or(0),
            }),
        })
    }

    /// All files of a folder, by name.
    pub fn all(folder: &Path) -> Result<Vec<Self>, String> {
        let entries = std::fs::read_dir(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
        let mut files: Vec<_> = entries.filter_map(Result::ok).map(|entry| entry.path()).collect();
        files.retain(|file| file.extension().is_some_and(|end| end == "json"));
        files.sort();
        let mut graphs = files.iter().map(|file| Self::read(file)).collect::<Result<Vec<Self>, String>>()?;
        graphs.sort_by_key(|stored| {
            (stored.name.trim_end_matches(|end: char| end.is_ascii_digit()).to_owned(), stored.graph.len())
        });
        Ok(graphs)
    }

    /// What the columns of [`row`](Self::row) are.
    pub const HEAD: &str = "\
| graph | critical path, s | sequential | levels | ours | annealed | searched, s | of annealed | forks | split starts |
| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |";

    /// A row of a table: how soon an order ends, and others, in shares of the critical path, which nothing can beat.
    pub fn row(&self, order: &Order) -> String {
        let Self { name, graph, annealed, .. } = self;
        let critical = graph.critical_path();
        let share = |seconds: u64| seconds as f64 / critical as f64;
        let ours = order.seconds(graph);
        let known = annealed.unwrap_or(Annealed { seconds: critical, searched: 0, moves: 0 });
        let split = split_start(graph, order);
        format!(
            "| {name} | {critical} | {:.2} | {:.3} | {:.3} | {:.3} | {} | {:.3} | {} | {} of {}, {} transitions |",
            share(graph.sequential()),
            share(levels(graph).seconds(graph)),
            share(ours),
            share(known.seconds),
            if known.seconds == critical { "best".to_owned() } else { known.searched.to_string() },
            ours as f64 / known.seconds as f64,
            order.forks(),
            split.parts,
            graph.len(),
            split.transitions,
        )
    }

    /// A pipeline whose stages wait for each other as in the graph.
    pub fn pipeline(&self) -> String {
        let mut text = String::from(PIPELINE);
        for (number, name) in self.stages.iter().enumerate() {
            let needs: Vec<&str> =
                self.graph.needs(number).iter().filter_map(|need| self.stages.get(*need)).map(String::as_str).collect();
            let after = if needs.is_empty() { String::new() } else { format!("  after = [{}]\n", needs.join(", ")) };
            let seconds = self.graph.seconds(number);
            let _ = write!(
                text,
                "\nprocess {name} {{\n  image = sklearn(\"1.2-1\")\n  code = \"jobs/{name}.py\"\n  instance = ml.m5.xlarge\n  \
                 estimate = {seconds}s\n{after}}}\n"
            );
        }
        text
    }

    /// The file's text: a stage a line.
    pub fn text(&self) -> String {
        let mut text = String::from("{\n");
        let _ = writeln!(text, "  \"about\": {},", json!(self.about));
        let _ = writeln!(text, "  \"critical_path\": {},", self.graph.critical_path());
        if let Some(Annealed { seconds, searched, moves }) = self.annealed {
            let _ = writeln!(
                text,
                "  \"annealed\": {{ \"seconds\": {seconds}, \"searched\": {searched}, \"moves\": {moves} }},"
            );
        }
        text.push_str("  \"stages\": {\n");
        for (number, name) in self.stages.iter().enumerate() {
            let needs: Vec<&String> =
                self.graph.needs(number).iter().filter_map(|need| self.stages.get(*need)).collect();
            let end = if number + 1 == self.stages.len() { "" } else { "," };
            let seconds = self.graph.seconds(number);
            let _ =
                writeln!(text, "    {}: {{ \"seconds\": {seconds}, \"needs\": {} }}{end}", json!(name), json!(needs));
        }
        text.push_str("  }\n}\n");
        text
    }
}
