//! The expansions.
