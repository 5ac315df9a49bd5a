//! `deploy`

use super::{Kind, Output, Role, common};
use crate::vocab::ty::{Field, InstanceUse, Ty};

const MODEL: Field = Field::optional("model", Ty::Deployable, "", "What is served: a model or a registered version.");
const INSTANCE: Field =
    Field::optional("instance", Ty::Instance(InstanceUse::Hosting), "", "Machine type, `* n` for several.")
        .constant()
        .at("/ProductionVariants/0/InstanceType");

/// The row.
pub const KIND: Kind = Kind {
    keyword: "deploy",
    role: Role::Stage,
    summary: "serves a model at an endpoint",
    doc: "Creates the endpoint or updates it, and waits until it serves exactly this configuration. \
          Set `model` and `instance`, or `variants` to split the traffic.",
    fields: &[
        MODEL,
        INSTANCE,
        Field::required("endpoint", Ty::String, "Name of the endpoint.").constant().at("/EndpointName"),
        Field::optional(
            "variants",
            Ty::Map(&Ty::Record(&[
                Field::required("model", Ty::Deployable, "What is served."),
                Field::required("instance", Ty::Instance(InstanceUse::Hosting), "Machine type, `* n` for several.").constant(),
                Field::optional("weight", Ty::Number, "1", "Share of the traffic, relative to the other variants.").constant(),
            ])),
            "",
            "Several models behind one endpoint, by variant name.",
        )
        .at("/ProductionVariants"),
        Field::optional("capture", Ty::Percent, "", "Share of requests and responses that is recorded for monitoring.")
            .constant()
            .at("/DataCaptureConfig/InitialSamplingPercentage"),
        Field::optional("environment", Ty::Map(&Ty::Scalar), "", "Environment variables of the model's container."),
        Field::optional("timeout", Ty::Duration, "1h", "The stage fails when the endpoint is not in service after this time.").constant(),
        Field::optional("poll", Ty::Duration, "30s", "How often the endpoint is looked at.").constant(),
        common::NETWORK_ISOLATION,
        common::TAGS,
    ],
    example: include_str!("deploy.mlflow"),
    declares: &[],
    outputs: &[
        Output { name: "endpoint", ty: Ty::String, doc: "The endpoint's name." },
        Output { name: "config", ty: Ty::String, doc: "The endpoint configuration that is in service." },
    ],
    action: "CreateEndpointConfig",
    name_limit: 63,
};
