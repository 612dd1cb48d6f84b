//! WebIDL text to a checked model.
