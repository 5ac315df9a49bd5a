//! Which permissions a Step Functions task needs.

use std::sync::OnceLock;

use indexmap::IndexMap;
use serde::Deserialize;

const IAM: &str = include_str!("../../../data/iam.json");

/// What the state machine's role must be allowed for one kind of task.
#[derive(Debug, Default, Deserialize)]
pub struct Integration {
    /// IAM actions on `resources`.
    #[serde(borrow)]
    pub actions: Vec<&'static str>,
    /// ARN forms with `${Partition}`, `${Region}`, `${Account}` and `${...Name}`; `*` where AWS has no narrower one.
    #[serde(borrow)]
    pub resources: Vec<&'static str>,
    /// Placeholder of a form in `resources` (`TopicName`) to the request member that fills it (`TopicArn`). A member may
    /// hold a whole ARN or an address; a placeholder that is not here can't be filled from the request.
    #[serde(borrow, default)]
    pub names: IndexMap<&'static str, &'static str>,
    /// IAM actions that tag the new resource; Step Functions tags jobs even when the user sets no tags.
    #[serde(borrow, default)]
    pub tag_actions: Vec<&'static str>,
    /// The role that the request hands on.
    #[serde(default)]
    pub pass_role: Option<PassRole>,
    /// Another one, for another service.
    #[serde(default)]
    pub pass_more: Option<PassRole>,
    /// The managed event rule through which `.sync` waits.
    #[serde(default)]
    pub events: Option<Statement>,
    /// Further statements.
    #[serde(default)]
    pub extra: Vec<Statement>,
}

impl Integration {
    /// The request member that names the resource.
    pub fn name_member(&self) -> Option<&'static str> {
        self.names.values().next().copied()
    }
}

/// Actions on resources.
#[derive(Debug, Deserialize)]
pub struct Statement {
    /// IAM actions.
    #[serde(borrow)]
    pub actions: Vec<&'static str>,
    /// ARN forms.
    #[serde(borrow)]
    pub resources: Vec<&'static str>,
}

/// `iam:PassRole` on the roles that a request names.
#[derive(Debug, Deserialize)]
pub struct PassRole {
    /// Request members that hold a role ARN: a path with dots, `[]` after a list.
    #[serde(borrow)]
    pub members: Vec<&'static str>,
    /// The service that the role is passed to (`iam:PassedToService`).
    #[serde(borrow)]
    pub service: &'static str,
    /// Whether the service also takes on roles that the request does not name.
    #[serde(default)]
    pub hidden: bool,
}

#[derive(Default, Deserialize)]
struct Table {
    #[serde(borrow)]
    integrations: IndexMap<&'static str, Integration>,
}

fn table() -> &'static Table {
    static TABLE: OnceLock<Table> = OnceLock::new();
    TABLE.get_or_init(|| serde_json::from_str(IAM).unwrap_or_default())
}

/// The permissions of a task, by the tail of its `Resource`: `sagemaker:createTrainingJob.sync`,
/// `aws-sdk:sagemaker:describeEndpoint`. None where the table doesn't have it.
pub fn integration(key: &str) -> Option<&'static Integration> {
    table().integrations.get(key)
}

/// The keys of all tasks in the table.
pub fn keys() -> impl Iterator<Item = &'static str> {
    table().integrations.keys().copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn training_that_waits_may_describe_stop_tag_and_pass_its_role() {
        let training = integration("sagemaker:createTrainingJob.sync").unwrap_or_else(|| unreachable!());
        assert_eq!(
            training.actions,
            ["sagemaker:CreateTrainingJob", "sagemaker:DescribeTrainingJob", "sagemaker:StopTrainingJob"]
        );
        assert_eq!(training.name_member(), Some("TrainingJobName"));
        assert_eq!(training.tag_actions, ["sagemaker:AddTags", "sagemaker:ListTags"]);
        assert_eq!(training.pass_role.as_ref().map(|role| role.members.as_slice()), Some(["RoleArn"].as_slice()));
        let rule = training.events.as_ref().map(|events| events.resources.as_slice());
        assert!(rule.is_some_and(|rule| rule.iter().all(|arn| arn.ends_with("SageMakerTrainingJobsRule"))));
    }

    #[test]
    fn every_task_has_actions_and_every_name_fills_a_placeholder() {
        assert!(keys().count() > 70);
        for (key, task) in &table().integrations {
            assert!(!task.actions.is_empty() && !task.resources.is_empty(), "{key}");
            // The three ways to call an action share their names; waiting needs some that asking does not.
            let action = |key: &str| key.split('.').next().map(str::to_owned);
            let ways = table().integrations.iter().filter(|(other, _)| action(other) == action(key));
            let arns: Vec<&&str> = ways
                .flat_map(|(_, way)| way.resources.iter().chain(way.extra.iter().flat_map(|more| &more.resources)))
                .collect();
            for placeholder in task.names.keys() {
                let hole = format!("${{{placeholder}}}");
                assert!(arns.iter().any(|arn| arn.contains(&hole)), "{key} {placeholder}");
            }
        }
    }

    #[test]
    fn actions_that_create_or_update_monitoring_are_there() {
        for key in ["createMonitoringSchedule", "updateMonitoringSchedule", "createModelPackageGroup"] {
            assert!(integration(&format!("aws-sdk:sagemaker:{key}")).is_some(), "{key}");
        }
        assert!(integration("sagemaker:createAutoMLJobV2").is_none());
    }
}
