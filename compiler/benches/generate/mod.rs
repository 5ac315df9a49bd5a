//! Pipelines of any length for measuring: the same mix of stages at every length, within every limit.

use std::fmt::Write;

/// Stages of one family: a job that prepares, one that trains, then two messages side by side and the rest of them one
/// after the other. The first of ten families also evaluates, registers and deploys, the sixth only evaluates. Families
/// follow each other. More jobs or more side by side would not fit: a definition has at most 1,048,576 characters, about
/// 1,000 for each of 1,000 stages, and a processing job alone takes twice as many.
const FAMILY: usize = 10;

/// A pipeline with exactly `stages` stages; `stages` is a multiple of ten.
pub fn pipeline(stages: usize) -> String {
    let mut text = String::from(HEAD);
    for number in 0..stages / FAMILY {
        let _ = family(&mut text, number);
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
        Some(previous) => format!("\n  after    = told_{previous}_{}", messages(previous) - 1),
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
    if matches!(number % 10, 0 | 5) {
        evaluate(text, number)?;
    }
    if number % 10 == 0 {
        release(text, number)?;
    }
    for message in 0..messages(number) {
        let after = match message {
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

fn release(text: &mut String, number: usize) -> std::fmt::Result {
    write!(
        text,
        r#"
when champion_{number}.recall >= min_recall {{
  register approved_{number} {{
    model = champion_{number}.model
    group = "generated-{number}"
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
