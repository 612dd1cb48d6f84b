//! Startup snapshots of the bindings: every template and the global's lazy properties are made once, and isolates start from them.
//!
//! The native addresses a snapshot refers to are read off the same tables that templates are made from.

use v8::{ExternalReference, MapFnTo};

use super::def::{InterfaceDef, Member};
use super::templates;
use crate::js::Scope;

/// Every callback of `defs`, in an order that depends on nothing else.
#[must_use]
pub fn external_references(defs: &[&'static InterfaceDef]) -> Vec<ExternalReference> {
    let lazy_global: v8::AccessorNameGetterCallback = templates::lazy_global.map_fn_to();
    let mut references = vec![
        ExternalReference {
            function: templates::illegal().0,
        },
        ExternalReference {
            pointer: lazy_global as *mut std::ffi::c_void,
        },
    ];
    for def in defs {
        if let Some(constructor) = &def.constructor {
            references.push(ExternalReference {
                function: constructor.callback.0,
            });
        }
        for member in def.members() {
            match member {
                Member::Attribute { getter, setter, .. } => {
                    references.push(ExternalReference { function: getter.0 });
                    references
                        .extend(setter.map(|setter| ExternalReference { function: setter.0 }));
                }
                Member::Operation { callback, .. } => references.push(ExternalReference {
                    function: callback.0,
                }),
                Member::Indexed { handlers } => references.extend(handlers().external_references()),
                Member::Constant { .. } | Member::Alias { .. } | Member::ArrayIntrinsic { .. } => {}
            }
        }
    }
    references
}

/// Installs `defs` in the context of a snapshot that is being made, and keeps every template for the isolates that start from it.
pub fn install_in_snapshot(scope: &mut Scope<'_, '_>, defs: &[&'static InterfaceDef]) {
    templates::install_global(scope, defs);
    for def in defs {
        let template = templates::template(scope, def);
        // The data's index is its position in `defs`, which `restore` counts on.
        scope.add_isolate_data(template);
    }
}

/// Makes the realm of an isolate that started from such a snapshot know the same `defs`.
pub fn restore(scope: &mut Scope<'_, '_>, defs: &[&'static InterfaceDef]) {
    templates::restore(scope, defs);
}
