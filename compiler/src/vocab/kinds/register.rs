//! `register`

use super::{Kind, Output, Role, common};
use crate::vocab::ty::{Field, Ty};

/// The row.
pub const KIND: Kind = Kind {
    keyword: "register",
    role: Role::Stage,
    summary: "adds a model version to a model group",
    doc: "Creates the group where it does not exist, then a version of it in the SageMaker model registry.",
    fields: &[
        Field::required("model", Ty::Model, "The model to register.").at("/InferenceSpecification/Containers"),
        Field::required("group", Ty::String, "Model package group.").constant().at("/ModelPackageGroupName"),
        Field::optional("approval", Ty::Symbol(&["pending", "approved", "rejected"]), "pending", "Approval status of the version.")
            .constant()
            .at("/ModelApprovalStatus"),
        Field::optional("description", Ty::String, "", "Shown in the registry.").at("/ModelPackageDescription"),
        Field::optional("accepts", Ty::List(&Ty::String), "[\"text/csv\"]", "Content types of requests.")
            .constant()
            .at("/InferenceSpecification/SupportedContentTypes"),
        Field::optional("returns", Ty::List(&Ty::String), "[\"text/csv\"]", "Content types of responses.")
            .constant()
            .at("/InferenceSpecification/SupportedResponseMIMETypes"),
        Field::optional("metadata", Ty::Map(&Ty::Scalar), "", "Free entries kept with the version.").at("/CustomerMetadataProperties"),
        common::TAGS,
    ],
    example: include_str!("register.mlflow"),
    declares: &[],
    outputs: &[Output { name: "arn", ty: Ty::String, doc: "ARN of the version." }],
    action: "CreateModelPackage",
    name_limit: 0,
    seconds: 2,
};
