//! The web APIs.
