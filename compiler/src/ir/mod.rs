//! Floor 3: the pipeline as a graph of stages with their calls. Pure data: knows neither the text it came from nor the
//! state machine it becomes.

pub mod order;
pub mod pipeline;
mod print;
pub mod value;
pub mod verify;

pub use pipeline::{
    Action, Call, Catch, Destination, For, Fork, Items, Next, Node, Param, Pipeline, Retry, Rule, Stage, Step, Trigger,
    When,
};
pub use value::Value;
