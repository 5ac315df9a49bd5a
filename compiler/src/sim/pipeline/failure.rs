//! What is told of a failure, and to whom.

use serde_json::{Value as Json, json};

use super::Failure;
use super::evaluate::Sees;
use super::run::Runner;
use super::stage::Error;
use crate::ir::{Destination, Retry};

/// Characters of a cause that are told.
const LONGEST: usize = 4_000;

/// The cause in short. That of a job is the description of the job, of which the reason is wanted.
pub(super) fn reason(cause: &str) -> String {
    let described: Option<Json> = serde_json::from_str(cause).ok();
    let described = described.filter(Json::is_object);
    let member = |name: &str| described.as_ref()?.get(name)?.as_str().map(str::to_owned);
    let reason = member("FailureReason").or_else(|| member("ExitMessage")).unwrap_or_else(|| cause.to_owned());
    reason.chars().take(LONGEST).collect()
}

/// How often it is tried to tell of a failure.
pub(super) fn again() -> Vec<Retry> {
    let errors = vec!["States.TaskFailed"];
    vec![Retry { errors, interval: 5, attempts: 3, backoff: 2.0, ceiling: 60, jitter: true }]
}

impl Runner<'_> {
    /// The message: integration and request.
    pub(super) fn message(&self, to: &Destination, failure: &Failure) -> Result<(&'static str, Json), Error> {
        let context = json!({ "Execution": self.execution() });
        let sees = Sees { context: Some(&context), ..Sees::default() };
        let message = json!({
            "pipeline": self.pipeline.name, "execution": self.execution_id(), "stage": failure.stage,
            "error": failure.error, "cause": failure.cause,
        });
        let message = message.to_string();
        Ok(match to {
            Destination::Topic(topic) => {
                let subject: String = format!("{} failed", self.pipeline.name).chars().take(100).collect();
                let topic = self.whole(topic, sees)?;
                ("sns:publish", json!({ "TopicArn": topic, "Message": message, "Subject": subject }))
            }
            Destination::Queue { url, ordered } => {
                let mut request = json!({ "QueueUrl": self.whole(url, sees)?, "MessageBody": message });
                if let (true, Some(members)) = (ordered, request.as_object_mut()) {
                    let name = Json::String(self.options.name.clone());
                    let once = self.jsonata("$hash($name, \"SHA-256\")", &[("name", &name)])?;
                    members.insert("MessageGroupId".into(), Json::String(self.pipeline.name.clone()));
                    members.insert("MessageDeduplicationId".into(), once.unwrap_or_default());
                }
                ("sqs:sendMessage", request)
            }
            Destination::Bus { name, source, detail_type } => {
                let name = self.whole(name, sees)?;
                let entry =
                    json!({ "EventBusName": name, "Source": source, "DetailType": detail_type, "Detail": message });
                ("events:putEvents", json!({ "Entries": [entry] }))
            }
        })
    }
}
