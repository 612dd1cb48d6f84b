//! Parents that do not exist, and inheritance that goes round in circles: reported and cut.

use super::PiecesByName;
use crate::diagnostic::Diagnostic;
use crate::suggest::did_you_mean;
use std::collections::{HashMap, HashSet};

/// Reports what is wrong with the parent of each definition, and takes such parents away.
pub(super) fn check<T>(all: &mut PiecesByName<T>, what: &str, errors: &mut Vec<Diagnostic>) {
    let names: HashSet<String> = all.keys().cloned().collect();
    let mut parents = HashMap::new();
    for (name, pieces) in all.iter_mut() {
        let Some(parent) = &pieces.inherits else {
            continue;
        };
        if names.contains(&parent.name) {
            parents.insert(name.clone(), parent.name.clone());
            continue;
        }
        let message = format!("there is no {what} `{parent}` to inherit from");
        let mut error = Diagnostic::new(parent.span, message);
        error.help = did_you_mean(&parent.name, names.iter().map(String::as_str));
        errors.push(error);
        pieces.inherits = None;
    }
    // Definitions from which the way up is known to end.
    let mut good: HashSet<String> = HashSet::new();
    for (name, pieces) in all.iter_mut() {
        let mut way = vec![name.clone()];
        let mut seen: HashSet<String> = way.iter().cloned().collect();
        let mut at = name;
        let mut circle = false;
        while let Some(parent) = parents.get(at).filter(|parent| !good.contains(*parent)) {
            way.push(parent.clone());
            circle = !seen.insert(parent.clone());
            if circle {
                break;
            }
            at = parent;
        }
        if !circle {
            good.extend(way);
            continue;
        }
        // Only what is in the circle is cut and reported, when its turn comes: of each circle the first by name.
        if way.last() == Some(name) {
            if let Some(parent) = &pieces.inherits {
                let message = format!("`{name}` inherits from itself");
                let mut error = Diagnostic::new(parent.span, message);
                if way.len() > 2 {
                    error.help = Some(format!("the circle is {}", way.join(" : ")));
                }
                errors.push(error);
            }
            pieces.inherits = None;
            parents.remove(name);
            good.insert(name.clone());
        }
    }
}
