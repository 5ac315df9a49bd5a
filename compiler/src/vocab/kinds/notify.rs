//! `notify`

use super::{Kind, Role, common};
use crate::vocab::ty::{Field, Ty};

/// The row.
pub const KIND: Kind = Kind {
    keyword: "notify",
    role: Role::Stage,
    summary: "sends a message to an SNS topic, an SQS queue or an EventBridge event bus",
    doc: "The message may contain values that are known only when running. A topic and a queue get it as it is, an event \
          bus as `message` in the event's detail, beside `pipeline`, `execution` and `stage`. An event that the bus does \
          not take fails the stage.",
    fields: &[
        Field::required("to", common::DESTINATION, "Where the message goes.").at("/TopicArn"),
        Field::required("message", Ty::String, "What it says.").at("/Message"),
        Field::optional("subject", Ty::String, "", "Subject line of e-mails, of a topic only.").at("/Subject"),
    ],
    example: include_str!("notify.mlflow"),
    declares: &[],
    outputs: &[],
    action: "Publish",
    name_limit: 0,
    seconds: 1,
};
