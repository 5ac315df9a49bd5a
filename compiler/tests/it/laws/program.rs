//! Pipelines as text, made of the forms of `forms.rs` inside conditions and loops.

use std::collections::BTreeMap;

use mlc_compiler::base::{SourceFile, Sources};

use super::dice::Dice;
use super::forms::{CONDITIONS, ENVS, FAIL, FORMS, Form, HEAD, RETRIES, SHARED, TOLD, TRIGGERS};

/// What a place in the file can refer to, by sort.
type Visible = BTreeMap<&'static str, Vec<String>>;

/// A pipeline.
pub struct Written {
    pub text: String,
    pub env: Option<&'static str>,
    /// Every form that is in it.
    pub forms: Vec<&'static str>,
}

struct Writer {
    dice: Dice,
    text: String,
    forms: Vec<&'static str>,
    next: usize,
    depth: usize,
    loops: usize,
    /// The items of `for`s around over a constant list, as an end of a name.
    unrolled: Option<String>,
}

impl Written {
    pub fn sources(&self) -> Sources {
        let mut sources = Sources::single("law.mlflow", self.text.as_str());
        sources.add(SourceFile::new("shared.mlflow", SHARED));
        sources
    }
}

/// The pipeline of a row of numbers.
pub fn program(numbers: &[u16]) -> Written {
    let dice = Dice::new(numbers);
    let mut writer =
        Writer { dice, text: String::new(), forms: Vec::new(), next: 0, depth: 0, loops: 0, unrolled: None };
    let told = writer.dice.of(TOLD);
    let told = if told.is_empty() { String::new() } else { format!(", on_failure = {told}") };
    let retry = if writer.dice.once_in(3) { format!(", retry = {}", writer.dice.of(RETRIES)) } else { String::new() };
    let trigger = *writer.dice.of(TRIGGERS);
    writer.text = format!(
        "import fitted = \"shared.mlflow\"\npipeline law {{ region = \"eu-west-1\", role = runner, \
         artifacts = s3(\"ml-law/${{env.name}}\"), cache_table = \"records\", timeout = 200d{told}{retry} }}\n{HEAD}{trigger}"
    );
    let mut visible = Visible::new();
    for (sort, name) in [("data", "raw"), ("text", "month"), ("text", "kind"), ("number", "bar"), ("flag", "loud")] {
        visible.entry(sort).or_default().push(name.to_owned());
    }
    let count = 2 + writer.dice.below(7);
    writer.nodes(count, &mut visible);
    let env = *writer.dice.of(ENVS);
    writer.forms.extend([env.map_or("no env", |_| "env"), if trigger.is_empty() { "no trigger" } else { "trigger" }]);
    Written { text: writer.text, env, forms: writer.forms }
}

/// The words in angle brackets.
fn words_of(text: &str) -> impl Iterator<Item = &str> {
    let starts = text.split('<').skip(1).filter_map(|rest| rest.split_once('>')).map(|(word, _)| word);
    starts.filter(|word| !word.is_empty() && word.chars().all(|letter| letter.is_ascii_lowercase()))
}

impl Writer {
    fn line(&mut self, text: &str) {
        let indent = "  ".repeat(self.depth);
        for line in text.lines() {
            self.text.push_str(&format!("{indent}{line}\n"));
        }
    }

    fn nodes(&mut self, count: usize, visible: &mut Visible) {
        for _ in 0..count {
            let nests = self.depth < 3;
            match self.dice.below(14) {
                10 | 11 if nests => self.when(visible),
                12 if nests && self.loops < 2 => self.each(visible),
                _ => self.stage(visible),
            }
        }
    }

    /// A form for which everything it refers to is there.
    fn stage(&mut self, visible: &mut Visible) {
        let special = ["name", "own", "words", "after", "retry", "cache", "few", "candidates"];
        let sort = |word: &str| if word == "candidates" { "candidate" } else { word }.to_owned();
        let there = |word: &str| special.contains(&word) && word != "candidates" || visible.contains_key(&*sort(word));
        let fits: Vec<&Form> = FORMS.iter().filter(|form| words_of(form.text).all(there)).collect();
        let mut at = self.dice.below(fits.iter().map(|form| form.weight).sum());
        let chosen = fits.iter().find(|form| {
            let here = at < form.weight;
            at = at.saturating_sub(form.weight);
            here
        });
        self.form(chosen.unwrap_or(&fits[0]), visible);
    }

    fn form(&mut self, form: &Form, visible: &mut Visible) {
        self.next += 1;
        let name = format!("s{}", self.next);
        let text = self.fill(form.text, &name, visible);
        self.line(&text);
        self.forms.push(form.name);
        for (sort, behind) in form.gives {
            visible.entry(sort).or_default().push(format!("{name}{behind}"));
        }
        if !form.name.contains("component") {
            visible.entry("stage").or_default().push(name);
        }
    }

    fn fill(&mut self, text: &str, name: &str, visible: &Visible) -> String {
        let mut filled = text.to_owned();
        for word in words_of(text) {
            let value = self.word(word, name, visible);
            filled = filled.replacen(&format!("<{word}>"), &value, 1);
        }
        filled
    }

    fn word(&mut self, word: &str, name: &str, visible: &Visible) -> String {
        let none = Vec::new();
        let of = |sort: &str| visible.get(sort).unwrap_or(&none);
        match word {
            "name" => name.to_owned(),
            // A name for what there is one of; `for` over a constant list makes several stages.
            "own" => match &self.unrolled {
                Some(items) => format!("\"law-{name}{items}\""),
                None => format!("\"law-{name}\""),
            },
            "few" => (1 + self.dice.below(9)).to_string(),
            "words" => {
                let mut text = "it is".to_owned();
                for _ in 0..self.dice.below(3) {
                    let other = ["execution.name".to_owned(), "env.name".to_owned()];
                    let from = [of("number"), of("text"), other.as_slice()][self.dice.below(3)];
                    text.push_str(&format!(" ${{{}}}", self.dice.of(from)));
                }
                format!("\"{text}\"")
            }
            "after" if !of("stage").is_empty() && self.dice.once_in(3) => {
                let (one, other) = (self.dice.of(of("stage")), self.dice.of(of("stage")));
                if one == other { format!("\n  after = {one}") } else { format!("\n  after = [{one}, {other}]") }
            }
            "retry" if self.dice.once_in(4) => format!("\n  retry = {}", self.dice.of(RETRIES)),
            "cache" if self.dice.once_in(4) => {
                self.forms.push("cache");
                "\n  cache = 7d".to_owned()
            }
            "after" | "retry" | "cache" => String::new(),
            "candidates" => {
                let mut all: Vec<&String> = (0..3).map(|_| self.dice.of(of("candidate"))).collect();
                all.sort();
                all.dedup();
                all.into_iter().cloned().collect::<Vec<_>>().join(", ")
            }
            sort => self.dice.of(of(sort)).clone(),
        }
    }

    fn condition(&mut self, visible: &Visible) -> String {
        let condition = *self.dice.of(CONDITIONS);
        self.fill(condition, "", visible)
    }

    fn when(&mut self, visible: &Visible) {
        let condition = self.condition(visible);
        self.line(&format!("when {condition} {{"));
        self.forms.push("when");
        self.ways(3, visible);
        if self.dice.once_in(4) {
            let condition = self.condition(visible);
            self.line(&format!("}} else when {condition} {{"));
            self.forms.push("else when");
            self.ways(2, visible);
        }
        if self.dice.once_in(2) {
            self.line("} else {");
            self.forms.push("else");
            self.ways(2, visible);
        }
        self.line("}");
    }

    fn ways(&mut self, most: usize, visible: &Visible) {
        let count = 1 + self.dice.below(most);
        self.inside(count, visible.clone(), true);
    }

    fn each(&mut self, visible: &Visible) {
        let item = format!("item{}", self.next);
        self.next += 1;
        let mut inner = visible.clone();
        let (form, items, more, sort) = match self.dice.below(6) {
            0 => ("for: constant", "deep", "", "number"),
            1 => ("for: one by one", "parts", "\n  concurrency = 1", "text"),
            2 => ("for: texts", "parts", "", "text"),
            3 => ("for: numbers", "counts", "", "number"),
            4 => ("for: objects", "objects(raw)", "\n  concurrency = 2", "data"),
            _ => ("for: tolerant", "objects(raw)", "\n  tolerate = 50%", "data"),
        };
        if self.loops > 0 {
            self.forms.push("for in a for");
        }
        self.line(&format!("for {item} in {items} {{{more}"));
        self.forms.push(form);
        inner.entry(sort).or_default().push(item.clone());
        let around = self.unrolled.clone();
        if items == "deep" {
            self.unrolled = Some(format!("{}-${{{item}}}", around.clone().unwrap_or_default()));
        }
        self.loops += 1;
        let count = 1 + self.dice.below(3);
        self.inside(count, inner, false);
        self.loops -= 1;
        self.unrolled = around;
        self.line("}");
    }

    fn inside(&mut self, count: usize, mut visible: Visible, ends: bool) {
        self.depth += 1;
        self.nodes(count, &mut visible);
        if ends && !self.forms.contains(&FAIL.name) && self.dice.once_in(4) {
            self.form(&FAIL, &mut visible);
        }
        self.depth -= 1;
    }
}
