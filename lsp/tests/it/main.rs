//! Tests of the language server: a folder of cases a feature, see `support`.

mod definition;
mod support;
