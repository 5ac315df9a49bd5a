//! What the state machine's own role may do: no more than its states really ask for.
//!
//! Resources are as narrow as the request lets us know: a literal name is exact, and of a name that an expression
//! builds the fixed pieces stay (`"payroll-" & $run` becomes `payroll-*`). The account is rarely known when compiling.
//! Then `*` stands in its place: a role can act on resources of another account only where that account lets it, so
//! this is no wider in practice, and unlike a template parameter the document can be used as it is.

mod names;
mod statements;

use crate::target::asl::model::{Graph, State, StateMachine, Task};
use crate::target::asl::verify::Integration;
use crate::vocab::facts::iam;
use crate::vocab::facts::services;
use names::{Names, Pattern};
use serde_json::{Value, json};
use statements::{Condition, Statements};

/// Where the machine will live.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Context {
    /// `aws`, `aws-cn`, `aws-us-gov`.
    pub partition: String,
    /// `eu-west-1`.
    pub region: String,
    /// Twelve digits, where known.
    pub account: Option<String>,
    /// The machine's own name, where known: a distributed map starts it again.
    pub machine: Option<String>,
    /// Role ARNs that run-time parameters may stand for; where empty, every role may be passed to the one service.
    pub roles: Vec<String>,
}

impl Context {
    fn account(&self) -> &str {
        self.account.as_deref().unwrap_or("*")
    }
}

/// A policy document and what a person should know of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Policy {
    /// The policy document.
    pub document: Value,
    /// Where the policy is wider than a person may want, one sentence each: lower case, no full stop.
    pub remarks: Vec<String>,
}

/// The least that `machine` needs. The same machine gives the same bytes.
pub fn policy(machine: &StateMachine, context: &Context) -> Policy {
    let mut writer =
        Writer { context, names: Names::of(machine), statements: Statements::default(), remarks: Vec::new() };
    writer.graph(&machine.graph);
    writer.remarks.sort();
    writer.remarks.dedup();
    Policy { document: writer.statements.document(), remarks: writer.remarks }
}

/// Who may take the role: Step Functions, on behalf of the state machines of this Region and account.
///
/// Where the account is not known, `aws:SourceAccount` is left out (it takes no wildcard) and `aws:SourceArn` has `*`
/// for it: whoever creates the role should put the account in.
pub fn trust(context: &Context) -> Value {
    let machines = format!("arn:{}:states:{}:{}:stateMachine:*", context.partition, context.region, context.account());
    let mut condition = json!({ "ArnLike": { "aws:SourceArn": machines } });
    if let (Some(account), Some(members)) = (&context.account, condition.as_object_mut()) {
        members.insert("StringEquals".to_owned(), json!({ "aws:SourceAccount": account }));
    }
    json!({
        "Version": "2012-10-17",
        "Statement": [{
            "Sid": "StepFunctions",
            "Effect": "Allow",
            "Principal": { "Service": "states.amazonaws.com" },
            "Action": "sts:AssumeRole",
            "Condition": condition
        }]
    })
}

struct Writer<'m> {
    context: &'m Context,
    names: Names<'m>,
    statements: Statements,
    remarks: Vec<String>,
}

impl<'m> Writer<'m> {
    fn graph(&mut self, graph: &'m Graph) {
        for (name, state) in &graph.states {
            match state {
                State::Task(task) => self.task(name, task),
                State::Parallel(parallel) => parallel.branches.iter().for_each(|branch| self.graph(branch)),
                State::Map(map) => {
                    if let Some(reader) = &map.item_reader
                        && let Some(integration) = Integration::of(&reader.resource)
                    {
                        self.call(name, &format!("aws-sdk:{}", integration.action), &reader.arguments);
                    }
                    if map.item_processor.is_distributed() {
                        self.children();
                    }
                    self.graph(&map.item_processor.graph);
                }
                _ => {}
            }
        }
    }

    fn task(&mut self, name: &str, task: &'m Task) {
        match Integration::of(&task.resource) {
            Some(integration) => {
                self.call(name, &format!("{}{}", integration.action, integration.suffix), &task.arguments);
            }
            None if task.resource.contains(":function:") => {
                self.statements.allow("InvokeFunction", ["lambda:InvokeFunction"], [task.resource.clone()], Vec::new());
            }
            None => {}
        }
    }

    fn call(&mut self, state: &str, key: &str, arguments: &'m Value) {
        let bare = key.strip_suffix(".waitForTaskToken").unwrap_or(key);
        let Some(known) = iam::integration(key).or_else(|| iam::integration(bare)) else {
            return self.unlisted(state, bare, arguments);
        };
        let fill = |names: &Names<'_>, forms: &[&str]| -> Vec<String> {
            forms.iter().flat_map(|form| names.fill(form, &known.names, arguments, self.context)).collect()
        };
        let resources = fill(&self.names, &known.resources);
        let tags = !key.starts_with("aws-sdk:") || arguments.get("Tags").is_some() || arguments.is_string();
        let mut actions = known.actions.clone();
        if tags {
            actions.extend(&known.tag_actions);
        }
        if resources.iter().any(|resource| names::is_open(resource)) {
            self.remarks
                .push(format!("what `{state}` acts on is known only when running, so all of its kind are allowed"));
        }
        let purpose = purpose(known.actions.first().copied().unwrap_or_default());
        // What is wanted besides for a member that the request leaves out is not wanted.
        let asked = |forms: &[&str]| {
            let absent = known.names.iter().filter(|(_, member)| names::members(arguments, member).is_empty());
            absent.into_iter().all(|(hole, _)| !forms.iter().any(|form| form.contains(&format!("${{{hole}}}"))))
        };
        let extra: Vec<_> = known.extra.iter().filter(|more| asked(&more.resources)).collect();
        let extra: Vec<_> = extra.into_iter().map(|more| (&more.actions, fill(&self.names, &more.resources))).collect();
        if extra.iter().any(|(actions, resources)| {
            actions.contains(&"secretsmanager:GetSecretValue")
                && resources.iter().any(|resource| resource.ends_with(":*"))
        }) {
            self.remarks.push(format!(
                "the secret of `{state}` is known only when running, so every secret may be read for it"
            ));
        }
        let events = known.events.as_ref().map(|events| (&events.actions, fill(&self.names, &events.resources)));
        let condition = if bare == "http:invoke" { self.over_http(arguments) } else { Vec::new() };
        self.statements.allow(purpose, actions, resources, condition);
        for (actions, resources) in extra {
            let purpose = self::purpose(actions.first().copied().unwrap_or_default());
            self.statements.allow(purpose, actions.iter().copied(), resources, Vec::new());
        }
        if let Some((actions, resources)) = events {
            self.statements.allow("ManagedRules", actions.iter().copied(), resources, Vec::new());
        }
        for role in known.pass_role.iter().chain(&known.pass_more) {
            self.pass_role(state, &role.members, role.service, arguments);
            if role.hidden {
                let Self { context, statements, remarks, .. } = self;
                let service = role.service;
                remarks.push(format!(
                    "the roles of what `{state}` starts are not in its request, so every role may be passed to `{service}`"
                ));
                statements.allow("PassRole", ["iam:PassRole"], [every_role(context)], passed_to(service));
            }
        }
    }

    /// Which requests may be sent over HTTP, as far as that is known. There is no resource to tell them by.
    fn over_http(&self, arguments: &Value) -> Condition {
        let known = |member: &str| arguments.get(member).map(|value| self.names.pattern(value));
        let method = known("Method").filter(|method| method.exact).map(|method| method.text);
        let endpoint = known("ApiEndpoint").map(|endpoint| endpoint.text).filter(|endpoint| endpoint != "*");
        let method = method.map(|method| ("StringEquals", "states:HTTPMethod", method));
        let endpoint = endpoint.map(|endpoint| ("StringLike", "states:HTTPEndpoint", endpoint));
        method.into_iter().chain(endpoint).collect()
    }

    /// `iam:PassRole` on the roles a request names, and only to the service that gets them.
    fn pass_role(&mut self, state: &str, members: &[&str], service: &str, arguments: &Value) {
        let members = members.iter().flat_map(|member| names::members(arguments, member));
        for value in members.collect::<Vec<_>>() {
            let resources = match self.names.pattern(value) {
                Pattern { text, exact: true } if text.starts_with("arn:") => vec![text],
                // Some services take a role's name.
                Pattern { text, exact: true } => {
                    vec![every_role(self.context).replace("role/*", &format!("role/{text}"))]
                }
                _ if !self.context.roles.is_empty() => self.context.roles.clone(),
                _ => {
                    self.remarks.push(format!(
                        "the role of `{state}` is known only when running, so every role may be passed to `{service}`"
                    ));
                    vec![every_role(self.context)]
                }
            };
            self.statements.allow("PassRole", ["iam:PassRole"], resources, passed_to(service));
        }
    }

    /// A distributed map runs its items as executions of the machine itself.
    fn children(&mut self) {
        let Context { partition, region, .. } = self.context;
        let account = self.context.account();
        let machine = self.context.machine.as_deref().unwrap_or("*");
        let start = format!("arn:{partition}:states:{region}:{account}:stateMachine:{machine}");
        self.statements.allow("StartExecution", ["states:StartExecution"], [start], Vec::new());
        // Runs of a map are called after the machine and the map: `execution:machine/map:id`.
        let runs =
            ["", "/*"].map(|map| format!("arn:{partition}:states:{region}:{account}:execution:{machine}{map}:*"));
        let actions = ["states:DescribeExecution", "states:StopExecution"];
        self.statements.allow("DescribeExecution", actions, runs, Vec::new());
    }

    /// An action that the table of integrations does not have: by what the reference knows of it, else by its name.
    fn unlisted(&mut self, state: &str, key: &str, arguments: &'m Value) {
        let call = key.strip_prefix("aws-sdk:").unwrap_or(key);
        let (call, _) = call.split_once('.').unwrap_or((call, ""));
        let Some((service, action)) = call.split_once(':') else { return };
        let prefix = services::prefix(service).unwrap_or(service);
        let row = services::actions(service).and_then(|mut actions| actions.swap_remove(action)).flatten();
        let Some(row) = row else {
            let action = names::pascal(action);
            self.remarks.push(format!(
                "the permissions for `{key}` in `{state}` are not known here: `{prefix}:{action}` on everything was guessed"
            ));
            let guess = format!("{prefix}:{action}");
            return self.statements.allow(action, [guess.as_str()], ["*".to_owned()], Vec::new());
        };
        let mut resources: Vec<String> =
            row.on.iter().flat_map(|form| self.names.fill(form, &row.names, arguments, self.context)).collect();
        if resources.is_empty() {
            resources.push("*".to_owned());
        } else if resources.iter().any(|resource| names::is_open(resource)) {
            self.remarks
                .push(format!("what `{state}` acts on is known only when running, so all of its kind are allowed"));
        }
        let action = row.iam.map_or_else(|| names::pascal(action), str::to_owned);
        let allowed = format!("{prefix}:{action}");
        self.statements.allow(action, [allowed.as_str()], resources, Vec::new());
        self.pass_role(state, &row.roles, &format!("{prefix}.amazonaws.com"), arguments);
    }
}

fn passed_to(service: &str) -> Condition {
    vec![("StringEquals", "iam:PassedToService", service.to_owned())]
}

fn every_role(context: &Context) -> String {
    format!("arn:{}:iam::{}:role/*", context.partition, context.account())
}

/// `sagemaker:CreateTrainingJob` serves the purpose `CreateTrainingJob`.
fn purpose(action: &str) -> &str {
    action.split_once(':').map_or(action, |(_, name)| name)
}
