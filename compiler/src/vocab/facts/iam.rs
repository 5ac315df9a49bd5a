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
    /// ARN forms with `${Partition}`, `${Region}`, `${Account}` and one `${...Name}`; `*` where AWS has no narrower one.
    #[serde(borrow)]
    pub resources: Vec<&'static str>,
    /// The request member that names the resource.
    #[serde(borrow, default)]
    pub name_member: Option<&'static str>,
    /// IAM actions that tag the new resource; Step Functions tags jobs even when the user sets no tags.
    #[serde(borrow, default)]
    pub tag_actions: Vec<&'static str>,
    /// The role that the request hands on.
    #[serde(default)]
    pub pass_role: Option<PassRole>,
    /// The managed event rule through which `.sync` waits.
    #[serde(default)]
    pub events: Option<Statement>,
    /// Further statements.
    #[serde(default)]
    pub extra: Vec<Statement>,
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
