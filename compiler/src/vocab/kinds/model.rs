//! `model`

use super::{Kind, Output, Role};
use crate::vocab::ty::{Field, Ty};

/// Fields that say where the model is: exactly one is set.
pub const PLACES: &[&str] = &["artifact", "approved", "package", "existing"];

/// The row.
pub const KIND: Kind = Kind {
    keyword: "model",
    role: Role::Stage,
    summary: "names a model that exists already",
    doc: "For a model that no stage of this pipeline has trained. Set one of `artifact` (an archive on S3, with the image \
          that serves it), `approved` (the newest approved version of a group in the registry), `package` (a certain \
          version) and `existing` (a model of SageMaker). It is looked for when the pipeline runs, and where it is not \
          there the stage fails and says so. Its name stands for the model wherever one is wanted. Of a version or an \
          existing model, images, archives and environments of its containers are taken over.",
    example: include_str!("model.mlflow"),
    fields: &[
        Field::optional("artifact", Ty::S3, "", "The model's archive, a `.tar.gz` file."),
        Field::optional("serving", Ty::Image, "", "Image that serves the `artifact`.").constant(),
        Field::optional("approved", Ty::String, "", "Model group whose newest approved version is taken.")
            .at("/ModelPackageGroupName"),
        Field::optional("package", Ty::String, "", "ARN of a version in the registry.").at("/ModelPackageName"),
        Field::optional("existing", Ty::String, "", "Name of a model, as SageMaker has it.").at("/ModelName"),
    ],
    declares: &[],
    outputs: &[Output { name: "model", ty: Ty::Model, doc: "The model." }],
    action: "",
    name_limit: 0,
    seconds: 1,
};
