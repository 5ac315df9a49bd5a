//! Floor 2: what the world says. Facts about the providers, and the stages the language has.

pub mod facts;
