//! Pipelines of any length for measuring: the same mix of stages at every length, within every limit.

use std::fmt::Write;

/// Stages of one family: a job that prepares, one that trains, then two messages side by side and the rest of them one
/// after the other. The first of ten families also evaluates, registers and deploys, the sixth only evaluates. Families
/// follow each other, and what was evaluated is released side by side at the end. More jobs or more side by side would not fit: a definition has at most 1,048,576 characters, about
/// 1,000 for each of 1,000 stages, and a processing job alone takes twice as many.
const FAMILY: usize = 10;

/// A pipeline with exactly `stages` stages; `stages` is a multiple of ten.
pub fn pipeline(stages: usize) -> String {
    let mut text = String::from(HEAD);
    let families = stages / FAMILY;
    for number in 0..families {
        let _ = family(&mut text, number);
    }
    for number in (0..families).step_by(10) {
        let _ = release(&mut text, number, &last_message(families - 1));
    }
    text
}

const HEAD: &str = r#"/// Generated to measure the compiler.
pipeline generated {
  region     = "eu-west-1"
  role       = execution_role
  artifacts  = s3("generated-ml/${env.name}")
  on_failure = notify(alerts)
  retry      = { on = [throttling], attempts = 1 }
}

param execution_role: Role
param alerts:         Topic
param month:          String = "2026-10"
param min_recall:     Number(min = 0, max = 1) = 0.8

let trainer = ml.m5.4xlarge

env dev { trainer = ml.m5.xlarge }

dataset raw {
  uri    = s3("generated-raw/month=${month}/")
  format = csv
}
"#;

fn family(text: &mut String, number: usize) -> std::fmt::Result {
    let after = match number.checked_sub(1) {
        None => String::new(),
        Some(previous) => format!("\n  after    = {}", last_message(previous)),
    };
    write!(
        text,
        r#"
/// Prepares the data of family {number}.
process features_{number} {{
  image    = sklearn("1.2-1")
  code     = "jobs/features_{number}.py"
  instance = ml.m5.2xlarge * 2
  inputs   = {{ raw = raw }}{after}
  output train: Dataset(csv)
  output test:  Dataset(csv)
}}

train trees_{number} {{
  algorithm       = xgboost("1.7-1")
  instance        = trainer
  channels        = {{ train = features_{number}.train, validation = features_{number}.test }}
  hyperparameters = {{ objective = "binary:logistic", eval_metric = "auc", num_round = {rounds} }}
  timeout         = 4h
  metric auc: Number = final("validation:auc")
}}
"#,
        rounds = 100 + number % 400,
    )?;
    if evaluates(number) {
        evaluate(text, number)?;
    }
    for message in 0..messages(number) {
        let after = match message {
            0 | 1 if evaluates(number) => format!("champion_{number}"),
            0 | 1 => format!("trees_{number}"),
            2 => format!("[told_{number}_0, told_{number}_1]"),
            _ => format!("told_{number}_{}", message - 1),
        };
        write!(
            text,
            r#"
notify told_{number}_{message} {{
  to      = alerts
  message = "family {number} has reached step {message} of ${{month}}"
  after   = {after}
}}
"#
        )?;
    }
    Ok(())
}

fn evaluates(number: usize) -> bool {
    number.is_multiple_of(5)
}

fn last_message(number: usize) -> String {
    format!("told_{number}_{}", messages(number) - 1)
}

/// As many as make a family of ten.
fn messages(number: usize) -> usize {
    match number % 10 {
        0 => FAMILY - 5,
        5 => FAMILY - 3,
        _ => FAMILY - 2,
    }
}

fn evaluate(text: &mut String, number: usize) -> std::fmt::Result {
    write!(
        text,
        r#"
evaluate champion_{number} {{
  candidates = [trees_{number}]
  data       = features_{number}.test
  image      = sklearn("1.2-1")
  code       = "jobs/evaluate.py"
  instance   = ml.m5.xlarge
  best       = max(recall)
  metric recall: Number
}}
"#
    )
}

fn release(text: &mut String, number: usize, after: &str) -> std::fmt::Result {
    write!(
        text,
        r#"
when champion_{number}.recall >= min_recall {{
  register approved_{number} {{
    model = champion_{number}.model
    group = "generated-{number}"
    after = {after}
  }}
  deploy live_{number} {{
    model    = approved_{number}
    endpoint = "generated-{number}-${{env.name}}"
    instance = ml.m5.large
    timeout  = 30min
    poll     = 1min
  }}
}}
"#
    )
}
