//! Facts about AWS as data: service models, instance types, images, IAM actions, limits.
//!
//! Every table names its source and its date in `compiler/data/`; nothing here knows the language.

pub mod algorithms;
pub mod api;
pub mod buckets;
pub mod hosted;
pub mod iam;
pub mod images;
pub mod instances;
pub mod labeling;
#[allow(rustdoc::broken_intra_doc_links, reason = "`[API]` names a source")]
pub mod limits;
pub mod prices;
pub mod regions;
pub mod services;
pub mod transitions;
