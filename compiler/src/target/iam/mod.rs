//! What the state machine's own role may do: no more than its states really ask for.
use crate::target::asl::model::StateMachine;
use serde_json::Value;

/// Where the machine will live.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Context {
    /// `aws`, `aws-cn`, `aws-us-gov`.
    pub partition: String,
    /// `eu-west-1`.
    pub region: String,
    /// Twelve digits, where known; else `*` stands in its place.
    pub account: Option<String>,
    /// Role ARNs that run-time parameters may stand for; where empty, any role may be passed to SageMaker.
    pub roles: Vec<String>,
}

/// A policy document and what a person should know of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Policy {
    /// The policy document.
    pub document: Value,
    /// Where the policy is wider than it had to be, one sentence each.
    pub remarks: Vec<String>,
}

/// The least that `machine` needs.
pub fn policy(machine: &StateMachine, context: &Context) -> Policy {
    let _ = (machine, context);
    Policy { document: Value::Null, remarks: Vec::new() }
}

/// Who may take the role: Step Functions, for this account's state machines.
pub fn trust(context: &Context) -> Value {
    let _ = context;
    Value::Null
}
