//! Floor 8: a state machine, and the pipeline that it is made of, run without AWS, in virtual time.
//!
//! [`machine`] interprets the States Language and knows nothing else; [`pipeline`] runs the graph of stages itself; [`world`]
//! is whoever answers their calls, [`scenario`] the one that a test describes; [`timeline`] shows a run. The same document,
//! world and seed give the same run, byte for byte.

pub mod chance;
pub mod clock;
pub mod machine;
pub mod pipeline;
pub mod scenario;
pub mod timeline;
pub mod world;
