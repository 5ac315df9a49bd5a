//! The services that Step Functions calls through an AWS SDK: what they are called there and in IAM, and of those that
//! pipelines call most what each action acts on.

use std::sync::OnceLock;

use indexmap::IndexMap;
use serde::Deserialize;

const SERVICES: &str = include_str!("../../../data/services.json");

/// What the permission for an action looks like.
#[derive(Debug, Default, Deserialize)]
pub struct Row {
    /// ARN forms with `${Partition}`, `${Region}`, `${Account}` and `${...Name}`; none where the action acts on everything.
    #[serde(borrow, default)]
    pub on: Vec<&'static str>,
    /// Placeholder of a form to the request member that fills it.
    #[serde(borrow, default)]
    pub names: IndexMap<&'static str, &'static str>,
    /// The action's name in IAM, where it is another.
    #[serde(borrow, default)]
    pub iam: Option<&'static str>,
    /// Request members with a role that the service takes on.
    #[serde(borrow, default)]
    pub roles: Vec<&'static str>,
}

/// What is known of the actions of one service.
pub type Actions = IndexMap<&'static str, Option<Row>>;

#[derive(Default, Deserialize)]
struct Names {
    #[serde(borrow)]
    services: IndexMap<&'static str, &'static str>,
    #[serde(borrow)]
    aliases: IndexMap<&'static str, &'static str>,
}

/// The table without the actions, which are most of it and needed by few pipelines.
fn names() -> &'static Names {
    static NAMES: OnceLock<Names> = OnceLock::new();
    NAMES.get_or_init(|| {
        let head = SERVICES.split("\"actions\":{").next().unwrap_or_default().trim_end();
        let whole: String = head.strip_suffix(',').unwrap_or(head).to_owned() + "}";
        // Read once in a program's life.
        serde_json::from_str(Box::leak(whole.into_boxed_str())).unwrap_or_default()
    })
}

/// The prefix of a service's actions in IAM, by its name in Step Functions: `states` of `sfn`.
pub fn prefix(service: &str) -> Option<&'static str> {
    names().services.get(service).copied()
}

/// The names of all services.
pub fn all() -> impl Iterator<Item = &'static str> {
    names().services.keys().copied()
}

/// What Step Functions calls a service that goes by `name` elsewhere: `eventbridge` for `events`.
pub fn meant_by(name: &str) -> Option<&'static str> {
    names().aliases.get(name).copied()
}

/// The actions of a service, where the table lists them. Every service has a line of its own, of which only this one is read.
pub fn actions(service: &str) -> Option<Actions> {
    let (_, lists) = SERVICES.split_once("\"actions\":{")?;
    let key = format!("\"{service}\":");
    let line = lists.lines().find_map(|line| line.strip_prefix(key.as_str()))?;
    serde_json::from_str(line.strip_suffix(',').unwrap_or(line)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn services_have_their_names_of_step_functions() {
        assert!(all().count() > 400);
        for (service, iam) in [("sfn", "states"), ("eventbridge", "events"), ("redshiftdata", "redshift-data")] {
            assert_eq!(prefix(service), Some(iam));
        }
        assert_eq!(prefix("sagemakerruntime"), Some("sagemaker"));
        assert_eq!((meant_by("events"), meant_by("states")), (Some("eventbridge"), Some("sfn")));
        assert_eq!(meant_by("glue"), None);
    }

    #[test]
    fn every_list_of_actions_is_read() {
        let (_, lists) = SERVICES.split_once("\"actions\":{").unwrap_or_default();
        let listed: Vec<&str> = lists.lines().filter_map(|line| line.split('"').nth(1)).collect();
        assert!(listed.len() > 40);
        for service in listed {
            assert!(actions(service).is_some_and(|actions| !actions.is_empty()), "{service}");
            assert!(prefix(service).is_some(), "{service}");
        }
        let crawler =
            actions("glue").and_then(|mut glue| glue.swap_remove("startCrawler")).flatten().unwrap_or_default();
        assert_eq!(crawler.names.get("CrawlerName"), Some(&"Name"));
        let listing = actions("s3").and_then(|mut s3| s3.swap_remove("listObjectsV2")).flatten().unwrap_or_default();
        assert_eq!(listing.iam, Some("ListBucket"));
        assert!(actions("nothing").is_none());
    }
}
