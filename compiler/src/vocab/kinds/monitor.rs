//! `monitor`

use super::{Kind, Role, common};
use crate::vocab::ty::{Field, InstanceUse, Ty};

/// The row.
pub const KIND: Kind = Kind {
    keyword: "monitor",
    role: Role::Stage,
    summary: "watches the data that reaches an endpoint",
    doc: "Computes a baseline with a processing job, then creates or updates a monitoring schedule that compares \
          captured requests with it. The endpoint has to capture data.",
    fields: &[
        Field::required("endpoint", Ty::Endpoint, "The `deploy` stage to watch."),
        Field::required("baseline", Ty::Dataset, "Data that is normal, usually the training set.").at("/ProcessingInputs"),
        Field::optional("checks", Ty::List(&Ty::Symbol(&["data_quality"])), "[data_quality]", "What is compared.").constant(),
        Field::optional("every", Ty::Duration, "1h", "How often: whole hours that divide a day.").constant(),
        Field::optional("instance", Ty::Instance(InstanceUse::Processing), "ml.m5.xlarge", "Machine type of the baseline and of each check.")
            .constant()
            .at("/ProcessingResources/ClusterConfig/InstanceType"),
        common::PROCESSING_VOLUME,
        common::timeout("1h"),
        common::NETWORK_ISOLATION,
        common::TAGS,
        common::ESTIMATE,
    ],
    example: include_str!("monitor.mlflow"),
    declares: &[],
    outputs: &[],
    action: "CreateProcessingJob",
    name_limit: 63,
};
