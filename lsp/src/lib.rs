//! The language server of `.mlflow` files: what an editor asks, answered by the compiler itself.
//!
//! | room | what is there |
//! | --- | --- |
//! | `text` | places as editors count them |
//! | `edits` | changes of a text, and the few that lie between two |
//! | `names` | what every word stands for |
//! | `snapshot` | a file at one moment, and all that is known of it |
//! | `place` | what could be written at a place |
//! | `features` | an answer each, without the protocol: from a [`View`](snapshot::View) to plain data |
//! | `workspace` | open documents, files on disk, which snapshots are still right |
//! | `proto` | plain data as messages; the only place that knows both |
//! | `server` | the messages themselves |
//!
//! A row imports only from those above it. Like the compiler, features read no files and no clock.

#![deny(missing_docs)]

pub mod config;
pub mod edits;
pub mod features;
pub mod names;
pub mod place;
mod proto;
mod server;
pub mod snapshot;
pub mod text;
pub mod workspace;

pub use server::serve;
