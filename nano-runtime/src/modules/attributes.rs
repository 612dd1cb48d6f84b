//! Import attributes: the `with { … }` of an import.
//!
//! <https://html.spec.whatwg.org/multipage/webappapis.html#hostgetsupportedimportattributes>: `type` is the only one there is.

use v8::Local;

use super::loader::{ModuleError, ModuleType};
use crate::js::Scope;

/// The type that a static import asks for. V8 lists key, value and source offset of each attribute.
pub(crate) fn of_static_import(
    scope: &mut Scope<'_, '_>,
    attributes: Local<'_, v8::FixedArray>,
) -> Result<ModuleType, ModuleError> {
    module_type(scope, attributes, 3)
}

/// The type that a dynamic import asks for. V8 lists key and value of each attribute.
pub(crate) fn of_dynamic_import(
    scope: &mut Scope<'_, '_>,
    attributes: Local<'_, v8::FixedArray>,
) -> Result<ModuleType, ModuleError> {
    module_type(scope, attributes, 2)
}

fn module_type(
    scope: &mut Scope<'_, '_>,
    attributes: Local<'_, v8::FixedArray>,
    stride: usize,
) -> Result<ModuleType, ModuleError> {
    let mut module_type = ModuleType::JavaScript;
    for index in (0..attributes.length()).step_by(stride) {
        let key = text(scope, attributes, index);
        let value = text(scope, attributes, index + 1);
        if key != "type" {
            return Err(ModuleError::new(format!(
                "Import attribute \"{key}\" is not supported"
            )));
        }
        module_type = ModuleType::from_attribute(&value).ok_or_else(|| {
            ModuleError::new(format!(
                "Import attribute \"type\" with value \"{value}\" is not supported"
            ))
        })?;
    }
    Ok(module_type)
}

fn text(scope: &mut Scope<'_, '_>, attributes: Local<'_, v8::FixedArray>, index: usize) -> String {
    let value = attributes
        .get(scope, index)
        .and_then(|data| Local::<v8::Value>::try_from(data).ok());
    value
        .map(|value| value.to_rust_string_lossy(scope))
        .unwrap_or_default()
}
