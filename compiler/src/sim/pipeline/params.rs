//! Parameters: judged in order; the first that is wrong ends the run.

use serde_json::{Map, Value as Json};

use super::run::Runner;
use super::stage::Error;

/// Step Functions adds this to the input of an execution that another one starts.
const ADDED: &str = "AWS_STEP_FUNCTIONS_STARTED_BY_EXECUTION_ID";

impl Runner<'_> {
    /// What is wrong with the input; where nothing is, every parameter's value.
    pub(super) fn params(&self, input: &Json) -> Result<Map<String, Json>, String> {
        let mut values = Map::new();
        for param in &self.pipeline.params {
            let given = input.get(&param.name);
            let fits = |given: &Json| {
                let one = |check: &str| self.jsonata(check, &[("value", given)]);
                param
                    .checks
                    .iter()
                    .try_fold(true, |fits, (check, _)| Ok::<bool, Error>(fits && one(check)? == Some(Json::Bool(true))))
            };
            let value = match (given, &param.default) {
                (Some(given), _) if fits(given).unwrap_or(false) => given.clone(),
                (None, Some(default)) => default.clone(),
                (_, default) => {
                    let required = if default.is_none() { "is required and " } else { "" };
                    let meanings: Vec<&str> = param.checks.iter().map(|(_, meaning)| meaning.as_str()).collect();
                    return Err(format!("parameter {} {required}{}", param.name, meanings.join(" and ")));
                }
            };
            values.insert(param.name.clone(), value);
        }
        let is_known = |name: &str| name == ADDED || values.contains_key(name);
        let names = input.as_object().into_iter().flat_map(Map::keys);
        let unknown: Vec<&str> = names.map(String::as_str).filter(|name| !is_known(name)).collect();
        if unknown.is_empty() { Ok(values) } else { Err(format!("there is no parameter {}", unknown.join(", "))) }
    }
}
