//! What a request check must find.
