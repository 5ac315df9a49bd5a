//! Floor 8: a state machine run without AWS, in virtual time.
//!
//! [`machine`] interprets the States Language and knows nothing else; [`world`] is whoever answers its calls,
//! [`scenario`] the one that a test describes; [`timeline`] shows a run. The same document, world and seed give the same
//! run, byte for byte.

pub mod chance;
pub mod clock;
pub mod machine;
pub mod scenario;
pub mod timeline;
pub mod world;
