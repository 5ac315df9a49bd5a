//! Pipelines as text, made of every construct that decides when something runs or what it is called with.

use super::dice::Dice;

/// What a place in the file can refer to.
#[derive(Clone, Default)]
struct Visible {
    data: Vec<String>,
    trained: Vec<String>,
    models: Vec<String>,
    numbers: Vec<String>,
    texts: Vec<String>,
    flags: Vec<String>,
    stages: Vec<String>,
}

struct Writer {
    dice: Dice,
    text: String,
    next: usize,
    depth: usize,
    loops: usize,
}

const HEAD: &str = r#"param runner: Role
param alerts: Topic
param bar:    Number(min = 0, max = 1) = 0.5
param loud:   Bool = false
param month:  String = "2026-10"
param parts:  List(String, max = 3) = ["north", "south"]
let size = 3
let deep = [3, 6]
dataset raw { uri = s3("raw-data/${month}/"), format = csv }
"#;

const RETRIES: &[&str] = &[
    "{ on = [throttling, capacity], attempts = 2, interval = 5s, backoff = 2, jitter = none }",
    "{ on = [failure], attempts = 1, interval = 30s, jitter = none }",
    "{ on = [timeout, failure], attempts = 2, interval = 1s, backoff = 3, max_interval = 10s }",
    "[{ on = [throttling], attempts = 1, jitter = none }, { on = [failure], attempts = 2, jitter = none }]",
];

/// The pipeline of a row of numbers.
pub fn program(numbers: &[u16]) -> String {
    let mut writer = Writer { dice: Dice::new(numbers), text: String::new(), next: 0, depth: 0, loops: 0 };
    let told = ["", ", on_failure = notify(alerts)", ", on_failure = notify(bus(\"failures\"))"];
    let told = *writer.dice.of(&told);
    let retry = if writer.dice.once_in(3) { format!(", retry = {}", writer.dice.of(RETRIES)) } else { String::new() };
    let head = format!(
        "pipeline law {{ region = \"eu-west-1\", role = runner, artifacts = s3(\"ml-law/runs\"){told}{retry} }}\n{HEAD}"
    );
    writer.text.push_str(&head);
    let mut visible = Visible { data: vec!["raw".into()], texts: vec!["month".into()], ..Visible::default() };
    visible.numbers.push("bar".into());
    visible.flags.push("loud".into());
    let count = 2 + writer.dice.below(6);
    writer.nodes(count, &mut visible);
    writer.text
}

impl Writer {
    fn name(&mut self) -> String {
        self.next += 1;
        format!("s{}", self.next)
    }

    fn line(&mut self, text: &str) {
        let indent = "  ".repeat(self.depth);
        for line in text.lines() {
            self.text.push_str(&format!("{indent}{line}\n"));
        }
    }

    fn nodes(&mut self, count: usize, visible: &mut Visible) {
        for index in 0..count {
            let nests = self.depth < 2;
            match self.dice.below(14) {
                10 | 11 if nests => self.when(visible),
                12 if nests && self.loops == 0 => self.each(visible),
                13 if index > 0 => self.stage(2, visible),
                kind => self.stage(kind, visible),
            }
        }
    }

    /// Members that every kind has.
    fn common(&mut self, visible: &Visible, retries: bool) -> String {
        let mut text = String::new();
        if !visible.stages.is_empty() && self.dice.once_in(3) {
            let one = self.dice.of(&visible.stages).clone();
            let other = self.dice.of(&visible.stages).clone();
            let list = if one == other { one } else { format!("[{one}, {other}]") };
            text.push_str(&format!("\n  after = {list}"));
        }
        if retries && self.dice.once_in(4) {
            text.push_str(&format!("\n  retry = {}", self.dice.of(RETRIES)));
        }
        text
    }

    fn words(&mut self, visible: &Visible) -> String {
        let mut text = "it is".to_owned();
        for _ in 0..self.dice.below(3) {
            let from = if self.dice.once_in(2) { &visible.numbers } else { &visible.texts };
            text.push_str(&format!(" ${{{}}}", self.dice.of(from)));
        }
        text
    }

    fn stage(&mut self, kind: usize, visible: &mut Visible) {
        let name = self.name();
        let common = self.common(visible, !matches!(kind, 6 | 7));
        let data = self.dice.of(&visible.data).clone();
        let words = self.words(visible);
        let body = match kind {
            0 | 10 | 13 => {
                let number = self.dice.of(&visible.numbers).clone();
                visible.data.push(format!("{name}.out"));
                format!(
                    "process {name} {{\n  image = sklearn(\"1.2-1\")\n  code = \"jobs/p.py\"\n  instance = ml.m5.xlarge\n  \
                     inputs = {{ data = {data} }}\n  arguments = [\"{words}\", {number}]{common}\n  output out: Dataset(csv)\n}}"
                )
            }
            1 | 11 => {
                visible.trained.push(name.clone());
                visible.models.push(format!("{name}.model"));
                visible.numbers.push(format!("{name}.auc"));
                let spot = match self.dice.below(4) {
                    3 => "\n  timeout = 1h\n  spot = { deadline = 4h, attempts = 2, reserve = 20min }",
                    2 => "\n  timeout = 1h\n  spot = { max_wait = 2h }",
                    _ => "",
                };
                format!(
                    "train {name} {{\n  algorithm = xgboost(\"1.7-1\")\n  instance = ml.m5.xlarge\n  channels = {{ train = {data} }}\n  \
                     hyperparameters = {{ objective = \"binary:logistic\", num_round = 10 }}{spot}{common}\n  \
                     metric auc: Number = final(\"train:auc\")\n}}"
                )
            }
            2 if !visible.trained.is_empty() => {
                let mut all = vec![self.dice.of(&visible.trained).clone(), self.dice.of(&visible.trained).clone()];
                all.dedup();
                visible.models.push(format!("{name}.model"));
                visible.numbers.extend([format!("{name}.recall"), format!("{name}.auc")]);
                visible.texts.push(format!("{name}.winner"));
                format!(
                    "evaluate {name} {{\n  candidates = [{}]\n  data = {data}\n  image = sklearn(\"1.2-1\")\n  code = \"jobs/e.py\"\n  \
                     instance = ml.m5.xlarge\n  best = max(recall){common}\n  metric recall: Number\n  metric auc: Number\n}}",
                    all.join(", ")
                )
            }
            4 => {
                let number = self.dice.of(&visible.numbers).clone();
                visible.numbers.push(format!("{name}.score"));
                visible.texts.push(format!("{name}.id"));
                format!(
                    "call {name} {{\n  lambda = \"judge\"\n  payload = {{ words = \"{words}\", n = {number} }}{common}\n  \
                     output score: Number = path(\"score\")\n  output id: String = path(\"id\")\n}}"
                )
            }
            5 => format!(
                "call {name} {{\n  action = \"glue.startJobRun\"\n  request = {{ JobName = \"etl\", Arguments = {{ \"--w\" = \"{words}\" }} }}\n  \
                 wait = true{common}\n}}"
            ),
            6 if self.dice.once_in(2) => format!("wait {name} {{\n  time = {}min{common}\n}}", 1 + self.dice.below(9)),
            6 => format!(
                "wait {name} {{\n  until = \"glue.getCrawler\"\n  request = {{ Name = \"c-{}\" }}\n  value = \"Crawler.State\"\n  \
                 success = [\"READY\"]\n  failure = [\"FAILED\"]\n  every = 20s\n  timeout = 20min{common}\n}}",
                name
            ),
            7 => {
                visible.flags.push(format!("{name}.approved"));
                let on = *self.dice.of(&["", "\n  on_reject = go_on", "\n  on_timeout = go_on\n  on_reject = go_on"]);
                format!("approve {name} {{\n  ask = alerts\n  message = \"{words}\"\n  timeout = 2h{on}{common}\n}}")
            }
            8 if !visible.models.is_empty() => format!(
                "register {name} {{\n  model = {}\n  group = \"law\"{common}\n}}",
                self.dice.of(&visible.models)
            ),
            9 if !visible.models.is_empty() && self.loops == 0 => format!(
                "deploy {name} {{\n  model = {}\n  instance = ml.m5.large\n  endpoint = \"law-{name}\"{common}\n}}",
                self.dice.of(&visible.models)
            ),
            _ => format!("notify {name} {{\n  to = alerts\n  message = \"{words}\"{common}\n}}"),
        };
        self.line(&body);
        visible.stages.push(name);
    }

    fn condition(&mut self, visible: &Visible) -> String {
        let number = self.dice.of(&visible.numbers).clone();
        let flag = self.dice.of(&visible.flags).clone();
        let text = self.dice.of(&visible.texts).clone();
        match self.dice.below(11) {
            9 => format!("size > 2 and {flag}"),
            10 => format!("{text} == \"2026-11\" and not {flag}"),
            0 => format!("{number} >= 0.5"),
            1 => flag,
            2 => format!("{number} > bar and not {flag}"),
            3 => format!("{text} == \"2026-10\" or {number} < 0.3"),
            4 => "size > 2".to_owned(),
            5 => format!("size < 2 or {flag}"),
            6 => format!("size == 3 and {number} + 0.2 > 0.4"),
            7 => format!("not (size < 5) or {number} * 2 < 1"),
            _ => format!("{text} != \"x\" and size >= 3"),
        }
    }

    fn when(&mut self, visible: &mut Visible) {
        let condition = self.condition(visible);
        self.line(&format!("when {condition} {{"));
        let count = 1 + self.dice.below(3);
        self.inside(count, visible.clone());
        if self.dice.once_in(2) {
            self.line("} else {");
            let count = 1 + self.dice.below(2);
            self.inside(count, visible.clone());
        }
        self.line("}");
    }

    fn each(&mut self, visible: &mut Visible) {
        let item = format!("item{}", self.next);
        let mut inner = visible.clone();
        let (items, more) = match self.dice.below(4) {
            0 => ("deep", ""),
            1 => ("parts", "\n  concurrency = 1"),
            2 => ("parts", ""),
            _ => ("objects(raw)", "\n  tolerate = 50%"),
        };
        self.line(&format!("for {item} in {items} {{{more}"));
        match items {
            "deep" => inner.numbers.push(item),
            "parts" => inner.texts.push(item),
            _ => inner.data.push(item),
        }
        self.loops += 1;
        let count = 1 + self.dice.below(3);
        self.inside(count, inner);
        self.loops -= 1;
        self.line("}");
    }

    fn inside(&mut self, count: usize, mut visible: Visible) {
        self.depth += 1;
        self.nodes(count, &mut visible);
        self.depth -= 1;
    }
}
