//! The templates of platform objects.

/// The templates of a realm.
#[derive(Debug, Default)]
pub struct Templates {}
