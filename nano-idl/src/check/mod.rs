//! Whether a resolved model keeps the rules of the standard.

use crate::diagnostic::Diagnostic;
use crate::model::Model;

/// All that is wrong with a model. It may hold unresolved types; nothing is concluded from those.
pub(crate) fn check(model: &Model) -> Vec<Diagnostic> {
    let _ = model;
    Vec::new()
}
