//! Addresses of the images that AWS publishes for SageMaker.

use super::regions::Region;

/// Which image is asked for.
#[derive(Debug, Clone, Copy, Default)]
pub struct Request<'a> {
    /// Name in the table, such as `xgboost` or `pytorch`.
    pub framework: &'a str,
    /// Region from which it is pulled.
    pub region: &'a str,
    /// As the user wrote it: a full version or a short one.
    pub version: Option<&'a str>,
    /// What it is for; may be left out where the framework has one scope.
    pub scope: Option<Scope>,
    /// The instance type that will run it; decides between CPU and GPU images.
    pub instance: Option<&'a str>,
    /// Python version such as `py311`; needed where the image has several.
    pub python: Option<&'a str>,
    /// Version of the library underneath, for the `huggingface` images: `pytorch2.1.0`.
    pub base: Option<&'a str>,
}

/// What an image is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Scope {
    /// Training jobs.
    Training,
    /// Endpoints and batch transform.
    Inference,
    /// Endpoints on Arm instances.
    InferenceGraviton,
    /// Processing jobs.
    Processing,
    /// Monitoring jobs.
    Monitoring,
    /// Any other scope of the table.
    Other(&'static str),
}

/// An image address and its parts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Image {
    /// The whole address.
    pub uri: String,
    /// Account that owns the registry.
    pub account: &'static str,
    /// Repository.
    pub repository: &'static str,
    /// Tag; empty where the address has none.
    pub tag: String,
    /// Processors that the image is published for; empty where the table doesn't tell.
    pub processors: Vec<&'static str>,
}

/// Why there is no address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ImageError {
    /// No such framework.
    UnknownFramework {
        /// All frameworks.
        known: Vec<&'static str>,
    },
    /// No such version.
    UnknownVersion {
        /// All versions, short ones too.
        known: Vec<&'static str>,
    },
    /// The image is not published in this Region.
    UnknownRegion {
        /// Regions that have it.
        known: Vec<&'static str>,
    },
    /// There are several versions, one must be chosen.
    NeedsVersion {
        /// All versions, short ones too.
        known: Vec<&'static str>,
    },
    /// There are several Python versions, one must be chosen.
    NeedsPython {
        /// All of them.
        known: Vec<&'static str>,
    },
    /// No such Python version.
    UnknownPython {
        /// All of them.
        known: Vec<&'static str>,
    },
    /// There are several libraries underneath, one must be chosen.
    NeedsBase {
        /// All of them.
        known: Vec<&'static str>,
    },
    /// The image is published for both CPU and GPU: an instance type is needed to choose.
    NeedsInstance {
        /// Processors to choose from.
        offered: Vec<&'static str>,
    },
    /// The instance type's processor is not offered.
    WrongProcessor {
        /// The instance type's.
        wanted: &'static str,
        /// Processors that have an image.
        offered: Vec<&'static str>,
    },
    /// The framework has no image for this use, or several and none was asked for.
    WrongScope {
        /// Scopes that it has.
        offered: Vec<&'static str>,
    },
}

/// The address of an image.
pub fn resolve(_request: &Request<'_>) -> Result<Image, ImageError> {
    Err(ImageError::UnknownFramework { known: Vec::new() })
}

/// All frameworks, by name.
pub fn frameworks() -> Vec<&'static str> {
    Vec::new()
}

/// All versions of a framework for a scope, short ones too.
pub fn versions(_framework: &str, _scope: Scope) -> Vec<&'static str> {
    Vec::new()
}

/// All Regions of the table.
pub(super) fn regions() -> impl Iterator<Item = Region> {
    std::iter::empty()
}
