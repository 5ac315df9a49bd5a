//! Instance types: which job kinds take them, how big they are and what they cost.

use std::sync::OnceLock;

use indexmap::IndexMap;
use serde::Deserialize;

const INSTANCES: &str = include_str!("../../../data/instances.json");

/// What an instance is for; every use has its own list of types.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Use {
    /// Training and tuning jobs.
    Training,
    /// Processing and monitoring jobs.
    Processing,
    /// Endpoints.
    Hosting,
    /// Batch transform jobs.
    Transform,
}

impl Use {
    /// All uses.
    pub const ALL: [Self; 4] = [Self::Training, Self::Processing, Self::Hosting, Self::Transform];

    /// In words, for messages.
    pub fn word(self) -> &'static str {
        match self {
            Self::Training => "training",
            Self::Processing => "processing",
            Self::Hosting => "hosting",
            Self::Transform => "batch transform",
        }
    }

    fn letter(self) -> char {
        match self {
            Self::Training => 't',
            Self::Processing => 'p',
            Self::Hosting => 'h',
            Self::Transform => 'b',
        }
    }
}

/// What computes on an instance.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Processor {
    /// An x86 processor alone.
    Cpu,
    /// An Arm processor alone.
    Graviton,
    /// A graphics processor.
    Gpu,
    /// AWS Inferentia.
    Inferentia,
    /// AWS Trainium.
    Trainium,
}

/// Size and price of an instance type.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Details {
    /// Virtual processors.
    #[serde(rename = "cpu")]
    pub vcpu: u32,
    /// Memory in GiB.
    #[serde(rename = "mem")]
    pub memory_gib: f64,
    /// Such as `A10G`; none where there is no accelerator.
    #[serde(rename = "acc", borrow, default)]
    pub accelerator_model: Option<&'static str>,
    /// Number of accelerators; 0 where there is none.
    #[serde(rename = "accn", default)]
    pub accelerator_count: u32,
    /// Memory of each accelerator in GiB.
    #[serde(rename = "accmem", default)]
    pub accelerator_memory_gib: Option<f64>,
    /// On-demand price of the EC2 twin in us-east-1, USD an hour: a dated snapshot. SageMaker charges more:
    /// see [`SAGEMAKER_OVER_EC2`].
    #[serde(rename = "usd", default)]
    pub ec2_price_us_east_1: Option<f64>,
}

/// Median of SageMaker's on-demand price over its EC2 twin's, over the 33 types for which both are known
/// (least 1.15, greatest 1.40). An estimate, to be called one in any output.
pub const SAGEMAKER_OVER_EC2: f64 = 1.25;

/// Least of those ratios.
pub const SAGEMAKER_OVER_EC2_LEAST: f64 = 1.15;

/// Greatest of those ratios.
pub const SAGEMAKER_OVER_EC2_MOST: f64 = 1.40;

#[derive(Deserialize)]
struct Entry {
    #[serde(borrow)]
    uses: &'static str,
    #[serde(rename = "size", default)]
    details: Option<Details>,
}

#[derive(Default, Deserialize)]
struct Table {
    #[serde(borrow)]
    types: IndexMap<&'static str, Entry>,
}

fn table() -> &'static Table {
    static TABLE: OnceLock<Table> = OnceLock::new();
    TABLE.get_or_init(|| serde_json::from_str(INSTANCES).unwrap_or_default())
}

/// Whether `ty` (with its `ml.`) can be had for this use.
pub fn exists(ty: &str, use_: Use) -> bool {
    table().types.get(ty).is_some_and(|entry| entry.uses.contains(use_.letter()))
}

/// All uses of `ty`; empty for a type that doesn't exist.
pub fn uses(ty: &str) -> Vec<Use> {
    Use::ALL.into_iter().filter(|use_| exists(ty, *use_)).collect()
}

/// All types for a use, ordered by family, then by size.
pub fn all(use_: Use) -> impl Iterator<Item = &'static str> {
    table().types.iter().filter(move |(_, entry)| entry.uses.contains(use_.letter())).map(|(name, _)| *name)
}

/// Size and price; none where the table doesn't have them.
pub fn details(ty: &str) -> Option<&'static Details> {
    table().types.get(ty)?.details.as_ref()
}

/// The family: `m5` of `ml.m5.xlarge`.
pub fn family(ty: &str) -> &str {
    ty.strip_prefix("ml.").unwrap_or(ty).split('.').next().unwrap_or("")
}

/// What computes on `ty`, told from its family as the SageMaker SDK does.
pub fn processor(ty: &str) -> Processor {
    let family = family(ty);
    if family.starts_with("inf") {
        Processor::Inferentia
    } else if family.starts_with("trn") {
        Processor::Trainium
    } else if family.starts_with(['g', 'p']) {
        Processor::Gpu
    } else if is_graviton(family) {
        Processor::Graviton
    } else {
        Processor::Cpu
    }
}

/// Arm families carry a `g` behind their number: `c7g`, `m6gd`, `c6gn`.
fn is_graviton(family: &str) -> bool {
    family
        .trim_start_matches(|letter: char| letter.is_ascii_lowercase())
        .trim_start_matches(char::is_numeric)
        .starts_with('g')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_use_has_as_many_types_as_the_service_lists() {
        let counts = Use::ALL.map(|use_| all(use_).count());
        assert_eq!(counts, [225, 207, 277, 116]);
    }

    #[test]
    fn a_type_exists_for_some_uses() {
        assert_eq!(uses("ml.m5.xlarge"), Use::ALL);
        assert_eq!(uses("ml.c6g.large"), [Use::Hosting]);
        assert!(!exists("ml.c6g.large", Use::Training));
        assert!(uses("ml.m5.xxlarge").is_empty());
        assert!(uses("m5.xlarge").is_empty());
    }

    #[test]
    fn types_are_ordered_by_family_then_size() {
        let m5: Vec<_> = all(Use::Training).filter(|ty| family(ty) == "m5").collect();
        let sizes = ["large", "xlarge", "2xlarge", "4xlarge", "12xlarge", "24xlarge"];
        assert_eq!(m5, sizes.map(|size| format!("ml.m5.{size}")));
    }

    #[test]
    fn details_hold_what_the_table_has() {
        let gpu = details("ml.g5.12xlarge");
        assert_eq!(gpu.map(|size| (size.vcpu, size.accelerator_count)), Some((48, 4)));
        assert_eq!(gpu.and_then(|size| size.accelerator_model), Some("A10G"));
        assert_eq!(details("ml.m5.xlarge").map(|size| (size.vcpu, size.accelerator_count)), Some((4, 0)));
        assert_eq!(details("ml.c4.large"), None);
    }

    #[test]
    fn the_processor_follows_from_the_family() {
        let wanted = [
            ("ml.m5.xlarge", Processor::Cpu),
            ("ml.c6i.large", Processor::Cpu),
            ("ml.t3.medium", Processor::Cpu),
            ("ml.c7i-flex.large", Processor::Cpu),
            ("ml.g5.xlarge", Processor::Gpu),
            ("ml.p6e-gb200.36xlarge", Processor::Gpu),
            ("ml.inf2.xlarge", Processor::Inferentia),
            ("ml.trn1n.32xlarge", Processor::Trainium),
            ("ml.c6gn.large", Processor::Graviton),
            ("ml.r7gd.large", Processor::Graviton),
            ("ml.m8g.large", Processor::Graviton),
        ];
        for (ty, expected) in wanted {
            assert_eq!(processor(ty), expected, "{ty}");
        }
    }
}
