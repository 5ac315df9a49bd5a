//! Statements: the same resources or the same actions share one.

use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// What has to hold besides: operator, key and value.
pub(super) type Condition = Vec<(&'static str, &'static str, String)>;

/// What is allowed so far.
#[derive(Debug, Default)]
pub(super) struct Statements {
    list: Vec<Statement>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Statement {
    purpose: String,
    actions: BTreeSet<String>,
    resources: BTreeSet<String>,
    condition: Condition,
}

impl Statements {
    /// Allows `actions` on `resources`, where `condition` holds.
    pub(super) fn allow<'s>(
        &mut self,
        purpose: impl Into<String>,
        actions: impl IntoIterator<Item = &'s str>,
        resources: impl IntoIterator<Item = String>,
        condition: Condition,
    ) {
        self.list.push(Statement {
            purpose: purpose.into(),
            actions: actions.into_iter().map(str::to_owned).collect(),
            resources: resources.into_iter().collect(),
            condition,
        });
    }

    /// The policy document, in the order of the statements' names.
    pub(super) fn document(&self) -> Value {
        let statements: Vec<Value> = self.merged().into_iter().map(|(sid, statement)| statement.json(&sid)).collect();
        json!({ "Version": "2012-10-17", "Statement": statements })
    }

    fn merged(&self) -> BTreeMap<String, Statement> {
        let by_resources = merge(&self.list, |statement| &statement.resources);
        let mut by_actions = merge(&by_resources, |statement| &statement.actions);
        for statement in &mut by_actions {
            statement.drop_covered();
        }
        by_actions.sort_by(|left, right| (&left.purpose, &left.resources).cmp(&(&right.purpose, &right.resources)));
        let mut named = BTreeMap::new();
        for statement in by_actions {
            let mut sid = statement.purpose.clone();
            let mut number = 1;
            while named.contains_key(&sid) {
                number += 1;
                sid = format!("{}{number}", statement.purpose);
            }
            named.insert(sid, statement);
        }
        named
    }
}

/// Statements with the same `key` and condition become one, under the name that comes first.
fn merge(list: &[Statement], key: impl Fn(&Statement) -> &BTreeSet<String>) -> Vec<Statement> {
    let mut merged: BTreeMap<(BTreeSet<String>, Condition), Statement> = BTreeMap::new();
    for statement in list {
        let entry =
            merged.entry((key(statement).clone(), statement.condition.clone())).or_insert_with(|| statement.clone());
        entry.actions.extend(statement.actions.iter().cloned());
        entry.resources.extend(statement.resources.iter().cloned());
        if statement.purpose < entry.purpose {
            entry.purpose.clone_from(&statement.purpose);
        }
    }
    merged.into_values().collect()
}

impl Statement {
    /// A resource that another one with `*` at its end covers says nothing.
    fn drop_covered(&mut self) {
        let prefixes: Vec<String> =
            self.resources.iter().filter_map(|resource| resource.strip_suffix('*')).map(str::to_owned).collect();
        self.resources.retain(|resource| {
            let own = resource.strip_suffix('*').unwrap_or(resource);
            !prefixes.iter().any(|prefix| resource.starts_with(prefix.as_str()) && own != prefix)
        });
    }

    fn json(&self, sid: &str) -> Value {
        let mut statement = json!({
            "Sid": sid,
            "Effect": "Allow",
            "Action": self.actions,
            "Resource": self.resources
        });
        for (operator, key, value) in &self.condition {
            statement["Condition"][*operator][*key] = json!(value);
        }
        statement
    }
}
