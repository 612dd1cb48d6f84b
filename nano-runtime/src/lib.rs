//! The V8 embedding.
