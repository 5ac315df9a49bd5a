//! Rules about one request that the service models leave out. Source: the API reference's pages of these actions.

use serde_json::Value;

use super::{Operation, Problem, Violation, is_runtime};

pub(super) fn check(operation: &Operation, request: &Value, found: &mut Vec<Violation>) {
    let mut rules = Rules { request, found };
    match operation.name {
        "CreateTrainingJob" => {
            if !rules.has("/ServerlessJobConfig") {
                rules.needs("", &["AlgorithmSpecification", "ResourceConfig", "StoppingCondition"]);
            }
            rules.training("");
        }
        "CreateHyperParameterTuningJob" => {
            rules.one_of("", &["TrainingJobDefinition", "TrainingJobDefinitions"]);
            rules.training("/TrainingJobDefinition");
            for place in rules.elements("/TrainingJobDefinitions") {
                rules.training(&place);
            }
        }
        "CreateModel" => rules.one_of("", &["PrimaryContainer", "Containers"]),
        "CreateModelPackage" => rules.one_of("", &["ModelPackageName", "ModelPackageGroupName"]),
        "CreateEndpointConfig" => {
            for place in [rules.elements("/ProductionVariants"), rules.elements("/ShadowProductionVariants")].concat() {
                rules.variant(&place);
            }
        }
        _ => {}
    }
}

struct Rules<'a> {
    request: &'a Value,
    found: &'a mut Vec<Violation>,
}

impl<'a> Rules<'a> {
    fn at(&self, pointer: &str) -> Option<&'a Value> {
        self.request.pointer(pointer)
    }

    fn has(&self, pointer: &str) -> bool {
        self.at(pointer).is_some()
    }

    fn report(&mut self, pointer: &str, problem: Problem) {
        self.found.push(Violation { pointer: pointer.to_owned(), problem });
    }

    /// Which of the members are there; none where the place itself is missing or a run-time value.
    fn present(&self, pointer: &str, members: &[&'static str]) -> Option<Vec<&'static str>> {
        let map = self.at(pointer)?.as_object()?;
        Some(members.iter().copied().filter(|member| map.contains_key(*member)).collect())
    }

    fn one_of(&mut self, pointer: &str, members: &[&'static str]) {
        if self.present(pointer, members).is_some_and(|present| present.len() != 1) {
            self.report(pointer, Problem::UnionNotOne { members: members.to_vec() });
        }
    }

    fn needs(&mut self, pointer: &str, members: &[&'static str]) {
        let Some(present) = self.present(pointer, members) else { return };
        let missing: Vec<_> = members.iter().copied().filter(|member| !present.contains(member)).collect();
        if !missing.is_empty() {
            self.report(pointer, Problem::MissingMember { members: missing });
        }
    }

    fn elements(&self, pointer: &str) -> Vec<String> {
        let count = self.at(pointer).and_then(Value::as_array).map_or(0, Vec::len);
        (0..count).map(|index| format!("{pointer}/{index}")).collect()
    }

    /// A training job, or the definition of one within a tuning job.
    fn training(&mut self, place: &str) {
        self.one_of(&format!("{place}/AlgorithmSpecification"), &["TrainingImage", "AlgorithmName"]);
        if self.at(&format!("{place}/EnableManagedSpotTraining")) != Some(&Value::Bool(true)) {
            return;
        }
        let condition = format!("{place}/StoppingCondition");
        self.needs(&condition, &["MaxWaitTimeInSeconds"]);
        let wait = format!("{condition}/MaxWaitTimeInSeconds");
        let seconds = |pointer: &str| self.at(pointer).and_then(Value::as_f64);
        if let (Some(value), Some(limit)) = (seconds(&wait), seconds(&format!("{condition}/MaxRuntimeInSeconds")))
            && value < limit
        {
            self.report(&wait, Problem::TooSmall { value, limit });
        }
    }

    fn variant(&mut self, place: &str) {
        if !self.has(&format!("{place}/InstancePools")) {
            self.one_of(place, &["InstanceType", "ServerlessConfig"]);
        }
        let memory = format!("{place}/ServerlessConfig/MemorySizeInMB");
        let allowed = &["1024", "2048", "3072", "4096", "5120", "6144"];
        match self.at(&memory) {
            None => {}
            Some(Value::String(text)) if is_runtime(text) => {}
            Some(value) if allowed.contains(&value.to_string().as_str()) => {}
            Some(value) => self.report(&memory, Problem::NotInEnum { value: value.to_string(), allowed }),
        }
    }
}
