//! `feature_group`

use super::{Kind, Output, Role, common};
use crate::vocab::ty::{Field, Function, Ty};

/// Types of features.
pub const TYPES: &[&str] = &["string", "integral", "fractional"];

const ITEM: &[Field] = &[Field::required("of", Ty::Symbol(TYPES), "What each of them is.").constant()];

/// Features that are several values.
const COLLECTIONS: &[Function] = &[
    Function { name: "list", positional: ITEM, named: &[], example: "list(string)", doc: "Several values in an order." },
    Function { name: "set", positional: ITEM, named: &[], example: "set(string)", doc: "Several values, each once." },
    Function {
        name: "vector",
        positional: &[Field::required("dimension", Ty::Count, "How many numbers: up to 8192.").constant()],
        named: &[],
        example: "vector(16)",
        doc: "As many fractional numbers.",
    },
];

const ONLINE: &[Field] = &[
    Field::optional("ttl", Ty::Duration, "for ever", "A record is deleted so long after its event time.").constant(),
    Field::optional("storage", Ty::Symbol(&["standard", "standard_v2", "in_memory"]), "standard", "How records are kept: `standard_v2` can update single features, `in_memory` answers fastest.").constant(),
    Field::optional("kms_key", Ty::String, "the pipeline's", "Key that encrypts it.").constant(),
];

const OFFLINE: &[Field] = &[
    Field::optional("place", Ty::S3, "<artifacts>/features", "Where the records are written.").constant(),
    Field::optional("table_format", Ty::Symbol(&["glue", "iceberg"]), "glue", "Format of the table.").constant(),
    Field::optional("kms_key", Ty::String, "the pipeline's", "Key that encrypts it.").constant(),
    Field::optional("database", Ty::String, "the service's", "Database of the Glue table; together with `table`.").constant(),
    Field::optional("table", Ty::String, "made of the group's name", "Name of the Glue table; together with `database`.").constant(),
    Field::optional("create_table", Ty::Bool, "true", "Whether the table is created, too.").constant(),
];

/// The row.
pub const KIND: Kind = Kind {
    keyword: "feature_group",
    role: Role::Stage,
    summary: "keeps features for training and for live requests",
    doc: "A group of the SageMaker Feature Store. Where there is none of this name it is created, and waited for; where there is one \
          it has to have these features. Records come from a `process` with `output <name>: Features = <stage>`, whose script \
          puts them with `PutRecord`, which the job role needs. The offline store has a record within a quarter of an hour.",
    fields: &[
        Field::required("name", Ty::String, "The group's name.").constant().at("/FeatureGroupName"),
        Field::required("features", Ty::Map(&Ty::Either(&Ty::Call(COLLECTIONS), &Ty::Symbol(TYPES))), "Features by name, with their types.")
            .constant()
            .at("/FeatureDefinitions"),
        Field::required("record", Ty::Feature, "The feature that identifies a record; of each, the online store has the newest.")
            .constant()
            .at("/RecordIdentifierFeatureName"),
        Field::required("event_time", Ty::Feature, "The feature that says when a record came to be: seconds (`fractional`) or ISO 8601 (`string`).")
            .constant()
            .at("/EventTimeFeatureName"),
        Field::optional("description", Ty::String, "", "For people, in at most 128 characters.").constant().at("/Description"),
        Field::optional("online", Ty::Either(&Ty::Record(ONLINE), &Ty::Bool), "false", "A store that answers single requests.")
            .constant()
            .at("/OnlineStoreConfig"),
        Field::optional("offline", Ty::Either(&Ty::Record(OFFLINE), &Ty::Bool), "true", "A store on S3 that keeps every record.")
            .constant()
            .at("/OfflineStoreConfig"),
        Field::optional(
            "throughput",
            Ty::Record(&[
                Field::required("read", Ty::Count, "Read capacity units; 0 without an online store.").constant(),
                Field::required("write", Ty::Count, "Write capacity units.").constant(),
            ]),
            "on demand",
            "Capacity that is paid for whether it is used or not.",
        )
        .constant()
        .at("/ThroughputConfig"),
        Field::optional("timeout", Ty::Duration, "30min", "The stage fails when the group is not created after this time.").constant(),
        Field::optional("poll", Ty::Duration, "15s", "How often the new group is looked at.").constant(),
        common::TAGS,
        common::ESTIMATE,
    ],
    example: include_str!("feature_group.mlflow"),
    declares: &[],
    outputs: &[
        Output { name: "records", ty: Ty::DatasetOf("parquet"), doc: "Where the offline store is." },
        Output { name: "name", ty: Ty::String, doc: "The group's name." },
        Output { name: "table", ty: Ty::String, doc: "The offline store's Glue table." },
        Output { name: "database", ty: Ty::String, doc: "Its database." },
    ],
    action: "CreateFeatureGroup",
    name_limit: 0,
    seconds: 60,
};
