//! From a request to the ARNs it touches.

use super::Context;
use crate::target::asl::jsonata::{self, Part};
use crate::target::asl::model::{Assign, Graph, State, StateMachine};
use indexmap::IndexMap;
use serde_json::Value;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

/// How many variables deep a name is followed.
const DEPTH: usize = 8;

/// A name, or what is known of it with `*` for the rest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Pattern {
    pub text: String,
    /// Nothing was left open.
    pub exact: bool,
}

/// What the machine's variables stand for, where only one text is ever assigned.
pub(super) struct Names<'m> {
    assigned: BTreeMap<&'m str, Vec<&'m Value>>,
    /// Expressions met so far: the same few stand in most requests.
    templates: RefCell<BTreeMap<String, Option<Rc<[Part]>>>>,
}

impl<'m> Names<'m> {
    pub(super) fn of(machine: &'m StateMachine) -> Self {
        let mut names = Self { assigned: BTreeMap::new(), templates: RefCell::default() };
        names.graph(&machine.graph);
        names
    }

    fn graph(&mut self, graph: &'m Graph) {
        for state in graph.states.values() {
            match state {
                State::Task(task) => self.all(&task.assign, task.catch.iter().map(|catcher| &catcher.assign)),
                State::Parallel(parallel) => {
                    self.all(&parallel.assign, parallel.catch.iter().map(|catcher| &catcher.assign));
                    parallel.branches.iter().for_each(|branch| self.graph(branch));
                }
                State::Map(map) => {
                    self.all(&map.assign, map.catch.iter().map(|catcher| &catcher.assign));
                    self.graph(&map.item_processor.graph);
                }
                State::Choice(choice) => self.all(&choice.assign, choice.choices.iter().map(|rule| &rule.assign)),
                State::Wait(wait) => self.all(&wait.assign, []),
                State::Pass(pass) => self.all(&pass.assign, []),
                State::Succeed(_) | State::Fail(_) => {}
            }
        }
    }

    fn all(&mut self, first: &'m Assign, others: impl IntoIterator<Item = &'m Assign>) {
        for (name, value) in others.into_iter().chain([first]).flatten() {
            self.assigned.entry(name).or_default().push(value);
        }
    }

    /// What is known of a text in a request.
    pub(super) fn pattern(&self, value: &Value) -> Pattern {
        let mut text = String::new();
        let exact = self.write(value, &mut text, DEPTH);
        while text.contains("**") {
            text = text.replace("**", "*");
        }
        Pattern { text, exact }
    }

    /// Appends what is known; says whether that is everything.
    fn write(&self, value: &Value, text: &mut String, depth: usize) -> bool {
        let Value::String(given) = value else {
            text.push('*');
            return false;
        };
        if !given.starts_with("{%") {
            text.push_str(given);
            return true;
        }
        let Some(template) = self.template(given) else {
            text.push('*');
            return false;
        };
        let mut exact = true;
        for part in template.iter() {
            exact &= match part {
                Part::Text(known) => {
                    text.push_str(known);
                    true
                }
                Part::Variable(name) => match (depth, self.assigned.get(name.as_str()).map(Vec::as_slice)) {
                    (1.., Some([value])) => self.write(value, text, depth - 1),
                    _ => {
                        text.push('*');
                        false
                    }
                },
                Part::Any => {
                    text.push('*');
                    false
                }
            };
        }
        exact
    }

    /// The parts of a text in `{% %}`; none where it is no expression.
    fn template(&self, given: &str) -> Option<Rc<[Part]>> {
        if let Some(known) = self.templates.borrow().get(given) {
            return known.clone();
        }
        let parsed = jsonata::inside(given).and_then(|expression| jsonata::parse(expression).ok());
        let template = parsed.map(|parsed| parsed.template.into());
        self.templates.borrow_mut().insert(given.to_owned(), template.clone());
        template
    }

    /// The ARNs of one form; more than one where the request names several.
    pub(super) fn fill(
        &self,
        form: &str,
        members_of: &IndexMap<&'static str, &'static str>,
        arguments: &Value,
        context: &Context,
    ) -> Vec<String> {
        let mut open = vec![Arn { form: form.to_owned(), partition: None, region: None, account: None }];
        for placeholder in placeholders(form) {
            let hole = format!("${{{placeholder}}}");
            let values: Vec<String> = match members_of.get(placeholder.as_str()) {
                Some(member) => {
                    let mut found: Vec<String> =
                        members(arguments, member).into_iter().map(|value| self.pattern(value).text).collect();
                    // An item of a list that does not say means the default one.
                    let items =
                        member.split_once("[]").map_or(1, |(list, _)| members(arguments, &format!("{list}[]")).len());
                    if found.is_empty() || found.len() < items {
                        found.push(default(member).to_owned());
                    }
                    found
                }
                None => vec!["*".to_owned()],
            };
            let versions = placeholder == "ModelPackageName"
                && members_of.get("ModelPackageName") == Some(&"ModelPackageGroupName");
            let many = open.into_iter().flat_map(|arn| {
                let hole = &hole;
                let fill = move |value: &String| arn.with(hole, value, versions);
                values.iter().map(fill).collect::<Vec<_>>()
            });
            open = many.collect();
        }
        let mut filled: Vec<String> = open.iter().map(|arn| arn.text(context)).collect();
        filled.sort();
        filled.dedup();
        filled
    }
}

/// An ARN on its way: a request may hold a whole one, whose Region and account then count.
#[derive(Debug, Clone)]
struct Arn {
    form: String,
    partition: Option<String>,
    region: Option<String>,
    account: Option<String>,
}

impl Arn {
    fn with(&self, hole: &str, value: &str, versions: bool) -> Self {
        let mut arn = self.clone();
        // A parameter `/a/b` of Systems Manager has the ARN `parameter/a/b`.
        let bare = hole.contains("WithoutLeadingSlash");
        let mut name = if bare { value.trim_start_matches('/') } else { value }.to_owned();
        let parts: Vec<&str> = value.splitn(6, ':').collect();
        if let ["arn", partition, _, region, account, tail] = parts.as_slice() {
            arn.partition = Some((*partition).to_owned());
            arn.region = Some((*region).to_owned());
            arn.account = Some((*account).to_owned());
            let kind = self.form.split(hole).next().and_then(|before| before.split("${Account}:").nth(1)).unwrap_or("");
            let other = kind.replace("execution:", "stateMachine:");
            // What is named may be of another kind than what it leads to: a cluster, and the tasks in it.
            let behind =
                || if kind.is_empty() { tail } else { tail.split_once(['/', ':']).map_or(*tail, |(_, name)| name) };
            name = tail.strip_prefix(kind).or_else(|| tail.strip_prefix(&other)).unwrap_or_else(behind).to_owned();
        } else if let Some((region, account, queue)) = queue(value) {
            arn.region = Some(region.to_owned());
            arn.account = Some(account.to_owned());
            name = queue.to_owned();
        }
        // The ARN of a secret has six characters behind its name, which the name does not tell.
        if hole == "${SecretId}" && !value.starts_with("arn:") && !name.ends_with('*') {
            name.push_str("-??????");
        }
        // `abc123.execute-api.eu-west-1.amazonaws.com` is the address of the API `abc123`, and paths begin with a slash.
        match hole {
            "${ApiId}" => name.truncate(name.find('.').unwrap_or(name.len())),
            "${ApiSpecificResourcePath}" => name = name.trim_start_matches('/').to_owned(),
            _ => {}
        }
        // `family:7` has the revision behind the name, for which the form has a place of its own.
        let after = arn.form.split_once(&format!("{hole}:${{")).and_then(|(_, rest)| rest.split_once('}'));
        let revision = after.map(|(revision, _)| revision).filter(|revision| revision.contains("Revision"));
        if let (Some(revision), Some((family, number))) = (revision, name.clone().rsplit_once(':')) {
            arn.form = arn.form.replace(&format!("${{{revision}}}"), number);
            name = family.to_owned();
        }
        if versions && name != "*" {
            name.push_str("/*");
        }
        arn.form = arn.form.replace(hole, &name);
        arn
    }

    fn text(&self, context: &Context) -> String {
        let text = self
            .form
            .replace("${Partition}", self.partition.as_deref().unwrap_or(&context.partition))
            .replace("${Region}", self.region.as_deref().unwrap_or(&context.region))
            .replace("${Account}", self.account.as_deref().unwrap_or(context.account()));
        // SageMaker writes these names in lower case in its ARNs, however they were given.
        let lowered = [":model/", ":endpoint/", ":endpoint-config/"].iter().any(|kind| text.contains(kind));
        if lowered { text.to_lowercase() } else { text }
    }
}

/// `https://sqs.<region>.amazonaws.com/<account>/<name>` in pieces.
fn queue(url: &str) -> Option<(&str, &str, &str)> {
    let (host, path) = url.strip_prefix("https://sqs.")?.split_once('/')?;
    let (region, _) = host.split_once('.')?;
    let (account, name) = path.split_once('/')?;
    Some((region, account, name))
}

/// `TrainingJobName` of `...training-job/${TrainingJobName}`, without those that the context fills.
fn placeholders(form: &str) -> Vec<String> {
    let names = form.split("${").skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name);
    names.filter(|name| !matches!(*name, "Partition" | "Region" | "Account")).map(str::to_owned).collect()
}

/// What AWS takes where the request does not say.
fn default(member: &str) -> &'static str {
    match member {
        "GroupName" | "Entries[].EventBusName" => "default",
        "WorkGroup" => "primary",
        _ => "*",
    }
}

/// The values at a path: `A.B`, `A[].B` for every item of a list.
pub(super) fn members<'v>(arguments: &'v Value, path: &str) -> Vec<&'v Value> {
    let mut found = vec![arguments];
    for step in path.split('.') {
        let (name, list) = step.strip_suffix("[]").map_or((step, false), |name| (name, true));
        let next = found.into_iter().filter_map(|value| value.get(name));
        found =
            if list { next.flat_map(|value| value.as_array().into_iter().flatten()).collect() } else { next.collect() };
    }
    found
}

/// Whether nothing of the name in an ARN is known.
pub(super) fn is_open(arn: &str) -> bool {
    let Some(tail) = arn.splitn(6, ':').nth(5) else { return false };
    match tail.split_once(['/', ':']) {
        Some((kind, rest)) if arn.contains(":s3:") => kind == "*" && rest == "*",
        Some((_, rest)) => rest == "*",
        None => tail == "*",
    }
}

/// `describeEndpoint` as `DescribeEndpoint`.
pub(super) fn pascal(name: &str) -> String {
    let mut characters = name.chars();
    let first = characters.next().map(|first| first.to_ascii_uppercase());
    first.into_iter().chain(characters).collect()
}
