//! What machines cost in a Region, as far as it is known, and which of them is the cheapest that fulfils conditions.
//!
//! There is no list of SageMaker's own prices to be had: every price here is one of EC2, to be multiplied by
//! [`SAGEMAKER_OVER_EC2`] and to be called an estimate.

use std::sync::OnceLock;

use indexmap::IndexMap;
use serde::Deserialize;

use super::instances::{self, Details, Processor, SAGEMAKER_OVER_EC2, Use};

const PRICES: &str = include_str!("../../../data/prices.json");
const SPOT: &str = include_str!("../../../data/spot.json");

/// The date of the newest prices.
pub const DATE: &str = "2026-07-20";

/// The date of what spot machines save.
pub const SPOT_DATE: &str = "2025-06-28";

#[derive(Default, Deserialize)]
struct Table {
    #[serde(borrow)]
    regions: IndexMap<&'static str, IndexMap<&'static str, Option<f64>>>,
}

fn table() -> &'static Table {
    static TABLE: OnceLock<Table> = OnceLock::new();
    TABLE.get_or_init(|| serde_json::from_str(PRICES).unwrap_or_default())
}

#[derive(Default, Deserialize)]
struct Savings {
    #[serde(borrow)]
    regions: IndexMap<&'static str, IndexMap<&'static str, f64>>,
}

/// The part of the on-demand price that spot machines of EC2 saved in a Region, 0 to 1. Managed spot training has no
/// list of its own.
pub fn spot_saving(region: &str, name: &str) -> Option<f64> {
    static TABLE: OnceLock<Savings> = OnceLock::new();
    let table = TABLE.get_or_init(|| serde_json::from_str(SPOT).unwrap_or_default());
    table.regions.get(region)?.get(name).map(|percent| percent / 100.0)
}

/// Whether the table says which machines a Region has.
pub fn knows(region: &str) -> bool {
    table().regions.contains_key(region)
}

/// What a condition of `cheapest` is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Property {
    /// Graphics processors.
    Gpu,
    /// Memory of each graphics processor, in bytes.
    GpuMemory,
    /// Virtual processors.
    Vcpu,
    /// Memory, in bytes.
    Memory,
}

impl Property {
    /// All of them, with their names in the language.
    pub const ALL: [(&'static str, Self); 4] =
        [("gpu", Self::Gpu), ("gpu_memory", Self::GpuMemory), ("vcpu", Self::Vcpu), ("memory", Self::Memory)];

    /// Its name in the language.
    pub fn word(self) -> &'static str {
        Self::ALL.iter().find(|(_, property)| *property == self).map_or("", |(word, _)| word)
    }

    /// The property by its name.
    pub fn find(word: &str) -> Option<Self> {
        Self::ALL.iter().find(|(known, _)| *known == word).map(|(_, property)| *property)
    }

    /// Whether it is measured in bytes; else it is a count.
    pub fn is_size(self) -> bool {
        matches!(self, Self::GpuMemory | Self::Memory)
    }

    /// How much of it a machine has.
    pub fn of(self, machine: &Details) -> f64 {
        const GIB: f64 = 1_073_741_824.0;
        match self {
            Self::Gpu => f64::from(machine.accelerator_count),
            Self::GpuMemory => machine.accelerator_memory_gib.unwrap_or(0.0) * GIB,
            Self::Vcpu => f64::from(machine.vcpu),
            Self::Memory => machine.memory_gib * GIB,
        }
    }
}

/// How a property is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comparison {
    /// `>=`
    AtLeast,
    /// `>`
    Above,
    /// `<=`
    AtMost,
    /// `<`
    Below,
    /// `==`
    Exactly,
}

/// One condition, such as `gpu >= 1`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Condition {
    /// What is compared.
    pub property: Property,
    /// How.
    pub comparison: Comparison,
    /// With what: a count, or bytes.
    pub value: f64,
}

impl Condition {
    fn holds(&self, machine: &Details) -> bool {
        let has = self.property.of(machine);
        match self.comparison {
            Comparison::AtLeast => has >= self.value,
            Comparison::Above => has > self.value,
            Comparison::AtMost => has <= self.value,
            Comparison::Below => has < self.value,
            Comparison::Exactly => (has - self.value).abs() < 0.5,
        }
    }

    /// How far a machine is away, from 0 up.
    fn distance(&self, machine: &Details) -> f64 {
        if self.holds(machine) {
            0.0
        } else {
            1.0 + (self.property.of(machine) - self.value).abs() / self.value.max(1.0)
        }
    }
}

/// A machine with its price.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Offer {
    /// The type, with its `ml.`.
    pub name: &'static str,
    /// What it has.
    pub details: &'static Details,
    /// Estimated dollars an hour with SageMaker.
    pub price: f64,
    /// Whether EC2's price is that of the Region itself.
    pub local: bool,
}

/// What a search has found.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    /// Those that fulfil every condition, cheapest first; of equally cheap ones the first by family and size.
    pub fit: Vec<Offer>,
    /// What comes closest where none does.
    pub closest: Option<Offer>,
}

/// The machines for a use in a Region that fulfil all conditions. Only x86 processors and GPUs are looked at: images are
/// made for them.
pub fn search(region: &str, use_: Use, conditions: &[Condition]) -> Found {
    let offers: Vec<Offer> = offers(region, use_).collect();
    let mut fit: Vec<Offer> = offers
        .iter()
        .filter(|offer| conditions.iter().all(|condition| condition.holds(offer.details)))
        .copied()
        .collect();
    fit.sort_by(|left, right| left.price.total_cmp(&right.price));
    let distance =
        |offer: &Offer| -> f64 { conditions.iter().map(|condition| condition.distance(offer.details)).sum() };
    let closest = offers
        .iter()
        .min_by(|left, right| distance(left).total_cmp(&distance(right)).then(left.price.total_cmp(&right.price)));
    Found { closest: closest.copied().filter(|_| fit.is_empty()), fit }
}

fn offers(region: &str, use_: Use) -> impl Iterator<Item = Offer> {
    let priced = priced(region);
    instances::all(use_)
        .filter(|name| matches!(instances::processor(name), Processor::Cpu | Processor::Gpu))
        .filter_map(priced)
}

/// A machine of a Region with its price; none where either is not known.
pub fn offer(region: &str, name: &str) -> Option<Offer> {
    let name = Use::ALL.into_iter().flat_map(instances::all).find(|known| *known == name)?;
    priced(region)(name)
}

fn priced(region: &str) -> impl Fn(&'static str) -> Option<Offer> {
    let here = table().regions.get(region);
    let factor = here.map_or(1.0, factor);
    move |name| {
        let details = instances::details(name)?;
        let elsewhere = details.ec2_price_us_east_1?;
        let (ec2, local) = match here.map(|here| here.get(name)) {
            // The Region does not have it.
            Some(None) => return None,
            Some(Some(Some(price))) => (*price, true),
            Some(Some(None)) => (elsewhere * factor, false),
            None => (elsewhere, false),
        };
        Some(Offer { name, details, price: ec2 * SAGEMAKER_OVER_EC2, local })
    }
}

/// How much more the Region costs than us-east-1: the median over the types with a price in both.
fn factor(here: &IndexMap<&'static str, Option<f64>>) -> f64 {
    let ratio = |(name, price): (&&str, &Option<f64>)| {
        let elsewhere = instances::details(name)?.ec2_price_us_east_1?;
        Some((*price)? / elsewhere)
    };
    let mut ratios: Vec<f64> = here.iter().filter_map(ratio).collect();
    ratios.sort_by(f64::total_cmp);
    ratios.get(ratios.len() / 2).copied().unwrap_or(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    const GIB: f64 = 1_073_741_824.0;

    fn at_least(property: Property, value: f64) -> Condition {
        Condition { property, comparison: Comparison::AtLeast, value }
    }

    fn names(region: &str, use_: Use, conditions: &[Condition]) -> Vec<&'static str> {
        search(region, use_, conditions).fit.iter().map(|offer| offer.name).collect()
    }

    #[test]
    fn the_table_is_whole() {
        assert_eq!(table().regions.len(), 8);
        for (region, types) in &table().regions {
            assert!(types.keys().all(|name| !instances::uses(name).is_empty()), "{region}");
            assert!((0.9..2.0).contains(&factor(types)), "{region}");
        }
        let east = table().regions.get("us-east-1");
        for (name, price) in east.into_iter().flatten() {
            // Some types have a price and no sizes in the published tables.
            if let Some(details) = instances::details(name) {
                assert_eq!(details.ec2_price_us_east_1, *price, "{name}");
            }
        }
    }

    #[test]
    fn one_machine_costs_what_the_search_says() {
        let found = search("eu-west-1", Use::Training, &[]).fit;
        assert!(found.iter().all(|found| offer("eu-west-1", found.name) == Some(*found)));
        assert_eq!(offer("us-east-1", "ml.m5.xlarge").map(|offer| offer.price), Some(0.192 * SAGEMAKER_OVER_EC2));
        assert_eq!(offer("us-east-1", "ml.m5.unheard"), None);
    }

    #[test]
    fn spot_saves_a_part() {
        assert_eq!(spot_saving("us-east-1", "ml.c5.18xlarge"), Some(0.72));
        assert_eq!(spot_saving("eu-south-1", "ml.c5.18xlarge"), None);
    }

    #[test]
    fn cheapest_first() {
        let gpus = names(
            "eu-west-1",
            Use::Training,
            &[at_least(Property::Gpu, 1.0), at_least(Property::GpuMemory, 24.0 * GIB)],
        );
        assert_eq!(gpus.first(), Some(&"ml.g5.xlarge"));
        let found = search("us-east-1", Use::Processing, &[]);
        assert!(found.fit.windows(2).all(|pair| pair[0].price <= pair[1].price));
        assert!(found.fit.iter().all(|offer| offer.local));
    }

    #[test]
    fn a_use_and_a_region_have_their_own_machines() {
        let conditions = [at_least(Property::Gpu, 8.0)];
        assert!(!names("us-east-1", Use::Training, &conditions).is_empty());
        assert!(names("eu-west-1", Use::Training, &[]).len() < names("us-east-1", Use::Training, &[]).len());
        assert!(!names("eu-south-1", Use::Training, &[]).is_empty() && !knows("eu-south-1"));
        assert!(search("eu-south-1", Use::Training, &[]).fit.iter().all(|offer| !offer.local));
    }

    #[test]
    fn what_comes_closest_is_told_where_nothing_fits() {
        let found = search("eu-west-1", Use::Training, &[at_least(Property::Vcpu, 4.0), at_least(Property::Gpu, 99.0)]);
        assert!(found.fit.is_empty());
        assert_eq!(found.closest.map(|offer| offer.details.accelerator_count), Some(8));
    }
}
