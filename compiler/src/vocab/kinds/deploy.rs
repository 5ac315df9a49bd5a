//! `deploy`

use super::{Kind, Output, Role, common};
use crate::vocab::ty::{Field, Function, InstanceUse, Ty};

const MODEL: Field = Field::optional("model", Ty::Deployable, "", "What is served: a model or a registered version.");
const INSTANCE: Field =
    Field::optional("instance", Ty::Instance(InstanceUse::Hosting), "", "Machine type, `* n` for several.")
        .constant()
        .at("/ProductionVariants/0/InstanceType");

const SERVERLESS: Ty = Ty::Record(&[
    Field::required("memory", Ty::Size, "Whole GiB, from 1GiB to 6GiB.").constant(),
    Field::required("concurrency", Ty::Count, "Requests at the same time, at most 200.").constant(),
    Field::optional("provisioned", Ty::Count, "", "Of these, how many are kept ready.").constant(),
]);

const ASYNC: Ty = Ty::Record(&[
    Field::optional("output", Ty::S3, "<artifacts>/async/<endpoint>", "Where responses are written."),
    Field::optional("failures", Ty::S3, "", "Where the errors of failed requests are written."),
    Field::optional("concurrency", Ty::Count, "the service's choice", "Requests at the same time on a machine, at most 1,000.")
        .constant(),
    Field::optional("on_success", NOTIFY, "", "Tells when a response is there."),
    Field::optional("on_failure", NOTIFY, "", "Tells when a request has failed."),
]);

const NOTIFY: Ty = Ty::Call(&[common::NOTIFY]);

const SHADOW: Ty = Ty::Record(&[
    Field::required("model", Ty::Deployable, "What is tried."),
    Field::required("instance", Ty::Instance(InstanceUse::Hosting), "Machine type, `* n` for several.").constant(),
    Field::optional("share", Ty::Percent, "100%", "Share of the requests that it gets a copy of.").constant(),
]);

const SCALE: Ty = Ty::Record(&[
    Field::required("min", Ty::Count, "Never fewer machines; 0 for an asynchronous endpoint only.").constant(),
    Field::required("max", Ty::Count, "Never more machines.").constant(),
    Field::optional("invocations_per_instance", Ty::Number, "", "Requests a minute that one machine is to have.").constant(),
    Field::optional("backlog_per_instance", Ty::Number, "", "Waiting requests that one machine of an asynchronous endpoint is to have.")
        .constant(),
    Field::optional("cooldown_in", Ty::Duration, "5min", "Pause after machines were taken away.").constant(),
    Field::optional("cooldown_out", Ty::Duration, "5min", "Pause after machines were added.").constant(),
]);

const ROLLBACK_ON: Field =
    Field::optional("rollback_on", Ty::List(&Ty::String), "", "CloudWatch alarms that end the roll-out and bring the old machines back.").constant();
const KEEP: Field =
    Field::optional("keep", Ty::Duration, "0s", "How long the old machines stay after they have lost all traffic.").constant();
const LIMIT: Field =
    Field::optional("timeout", Ty::Duration, "the service's choice", "A roll-out that takes longer goes back: 10min to 8h.").constant();
const fn wait(doc: &'static str) -> Field {
    Field::optional("wait", Ty::Duration, "0s", doc).constant()
}

/// How new machines take over from old ones.
pub const ROLLOUTS: &[Function] = &[
    Function {
        name: "canary",
        positional: &[Field::required("share", Ty::Percent, "Share of the new machines that gets traffic first: 1% to 50%.").constant()],
        named: &[wait("How long the first share is watched, then the rest."), KEEP, ROLLBACK_ON, LIMIT],
        example: "canary(10%, wait = 10min)",
        doc: "First a small share of the traffic, then the rest.",
    },
    Function {
        name: "linear",
        positional: &[Field::required("share", Ty::Percent, "Share of the new machines that gets traffic in each step: 10% to 50%.").constant()],
        named: &[wait("How long each step is watched."), KEEP, ROLLBACK_ON, LIMIT],
        example: "linear(20%, wait = 5min)",
        doc: "Equal steps.",
    },
    Function {
        name: "all_at_once",
        positional: &[],
        named: &[wait("How long the new machines are watched."), KEEP, ROLLBACK_ON, LIMIT],
        example: "all_at_once(wait = 10min)",
        doc: "All traffic in one step.",
    },
];

const CAPTURE: Ty = Ty::Record(&[
    Field::required("share", Ty::Percent, "Share that is recorded: whole percent.").constant(),
    Field::optional("what", Ty::List(&Ty::Symbol(&["requests", "responses"])), "[requests, responses]", "What is recorded.").constant(),
    Field::optional("output", Ty::S3, "<artifacts>/capture/<endpoint>", "Where it is written."),
    Field::optional("csv", Ty::List(&Ty::String), "[\"text/csv\"]", "Content types that are written as they are.").constant(),
    Field::optional("json", Ty::List(&Ty::String), "[\"application/json\"]", "Content types that are written as JSON.").constant(),
]);

/// The row.
pub const KIND: Kind = Kind {
    keyword: "deploy",
    role: Role::Stage,
    summary: "serves a model at an endpoint",
    doc: "Creates the endpoint or updates it, and waits until it serves exactly this configuration: an update that was \
          rolled back is a failure. Set `model` and `instance` or `serverless`, or `variants` to split the traffic. An \
          update keeps the number of machines that scaling has reached. To give a scaled endpoint another machine \
          type, first take it out of Application Auto Scaling, or deploy to another name: the service refuses the update.",
    example: include_str!("deploy.mlflow"),
    fields: &[
        MODEL,
        INSTANCE,
        Field::required("endpoint", Ty::String, "Name of the endpoint.").constant().at("/EndpointName"),
        Field::optional("serverless", SERVERLESS, "", "Machines that come with the requests, instead of `instance`.").constant(),
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
        Field::optional("shadow", SHADOW, "", "A model that gets a copy of the requests; its responses are thrown away.")
            .at("/ShadowProductionVariants"),
        Field::optional("async", ASYNC, "", "Requests wait in a queue, responses are written to S3.").at("/AsyncInferenceConfig"),
        Field::optional("scale", SCALE, "", "How the number of machines of each variant follows the load.").constant(),
        Field::optional("rollout", Ty::Call(ROLLOUTS), "all_at_once()", "How an update brings the new machines in.").constant(),
        Field::optional(
            "capture",
            Ty::Either(&Ty::Percent, &CAPTURE),
            "",
            "Share of requests and responses that is recorded for monitoring, or a record of options.",
        )
        .at("/DataCaptureConfig/InitialSamplingPercentage"),
        Field::optional("environment", common::VARIABLES, "", "Environment variables of the model's container; a secret goes by its name or ARN."),
        Field::optional(
            "timeout",
            Ty::Duration,
            "1h, and what the roll-out takes",
            "The stage fails when the endpoint is not in service after this time.",
        )
        .constant(),
        Field::optional("poll", Ty::Duration, "30s", "How often the endpoint is looked at.").constant(),
        common::NETWORK_ISOLATION,
        common::TAGS,
    ],
    declares: &[],
    outputs: &[
        Output { name: "endpoint", ty: Ty::String, doc: "The endpoint's name." },
        Output { name: "config", ty: Ty::String, doc: "The endpoint configuration that is in service." },
        Output { name: "model", ty: Ty::String, doc: "Name of the model of the first variant, as SageMaker has it." },
    ],
    action: "CreateEndpointConfig",
    name_limit: 63,
    seconds: 600,
};
