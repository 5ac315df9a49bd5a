//! Addresses of the images that AWS publishes for SageMaker.

mod resolve;
mod table;

#[cfg(test)]
mod tests;

pub use resolve::resolve;

use super::regions::Region;
use table::{Images, table};

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

impl Scope {
    /// The table's name of it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Training => "training",
            Self::Inference => "inference",
            Self::InferenceGraviton => "inference_graviton",
            Self::Processing => "processing",
            Self::Monitoring => "monitoring",
            Self::Other(name) => name,
        }
    }
}

/// All frameworks, by name.
pub fn frameworks() -> Vec<&'static str> {
    table().frameworks.keys().copied().collect()
}

/// All versions of a framework for a scope, short ones too; empty for an unknown framework or a scope it doesn't have.
pub fn versions(framework: &str, scope: Scope) -> Vec<&'static str> {
    let scopes = table().frameworks.get(framework);
    scopes.and_then(|scopes| scopes.get(scope.name()).or_else(|| scopes.get("*"))).map(listed).unwrap_or_default()
}

/// Full versions, then short ones.
fn listed(images: &'static Images) -> Vec<&'static str> {
    images.versions.keys().chain(images.aliases.keys()).copied().collect()
}

/// All Regions of the table.
pub(super) fn regions() -> impl Iterator<Item = Region> {
    table().regions.iter().map(|(name, (partition, dns_suffix))| Region { name, partition, dns_suffix })
}
