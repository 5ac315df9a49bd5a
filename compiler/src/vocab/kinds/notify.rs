//! `notify`

use super::{Kind, Role};
use crate::vocab::ty::{Field, Ty};

/// The row.
pub const KIND: Kind = Kind {
    keyword: "notify",
    role: Role::Stage,
    summary: "sends a message to an SNS topic",
    doc: "The message may contain values that are known only when running.",
    fields: &[
        Field::required("to", Ty::Topic, "Where the message goes.").at("/TopicArn"),
        Field::required("message", Ty::String, "What it says.").at("/Message"),
        Field::optional("subject", Ty::String, "", "Subject line of e-mails.").at("/Subject"),
    ],
    example: include_str!("notify.mlflow"),
    declares: &[],
    outputs: &[],
    action: "Publish",
    name_limit: 0,
};
