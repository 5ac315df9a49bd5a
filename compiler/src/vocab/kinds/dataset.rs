//! `dataset`

use super::{Kind, Role};
use crate::vocab::ty::{Field, Ty};

/// Formats a dataset can have.
pub const FORMATS: &[&str] = &["csv", "parquet", "json", "jsonlines", "libsvm", "recordio", "image", "text"];

/// The row.
pub const KIND: Kind = Kind {
    keyword: "dataset",
    role: Role::Data,
    summary: "names data on S3 and its format",
    doc: "A dataset is used by its name. Its format is checked against what each consumer can read.",
    fields: &[
        Field::required("uri", Ty::S3, "Where it is: a prefix, or a manifest file."),
        Field::required("format", Ty::Symbol(FORMATS), "How it is written.").constant(),
        Field::optional("manifest", Ty::Bool, "false", "Whether `uri` is a manifest file that lists the objects.").constant(),
        Field::optional("sharded", Ty::Bool, "false", "Whether each machine of a job gets a part of the objects instead of all.").constant(),
        Field::optional(
            "attributes",
            Ty::List(&Ty::String),
            "",
            "Where `uri` is an augmented manifest, a file of JSON lines such as a `label` stage writes: the attributes of a line that \
             training is given, in this order. The channel is then a pipe of RecordIO records.",
        )
        .constant(),
    ],
    example: include_str!("dataset.mlflow"),
    declares: &[],
    outputs: &[],
    action: "",
    name_limit: 0,
    seconds: 0,
};
