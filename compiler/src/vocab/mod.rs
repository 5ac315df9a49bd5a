//! Floor 2: what the language knows, as data: types, functions, kinds of blocks, units, facts about AWS.

pub mod actions;
pub mod context;
pub mod distribution;
pub mod durations;
pub mod facts;
pub mod functions;
pub mod given;
pub mod kinds;
pub mod retry;
pub mod secrets;
pub mod spot;
pub mod ty;
pub mod units;

pub use kinds::{Kind, Role};
pub use ty::{Field, Function, Ty};
