//! Namespace objects: <https://webidl.spec.whatwg.org/#es-namespaces>

use v8::PropertyAttribute;

use super::def::{InterfaceDef, Member, PropertyName};
use super::templates::{constant_value, getter_function, member_function, property_key};
use crate::js::{Local, Name, Object, Scope, Value};
use crate::webidl::js_name;

/// Creates a namespace object. It is made once for a realm, by the lazy property of the global that holds it.
///
/// <https://webidl.spec.whatwg.org/#create-a-namespace-object>
pub(super) fn object<'s>(
    scope: &mut Scope<'s, '_>,
    def: &'static InterfaceDef,
) -> Option<Local<'s, Object>> {
    let namespace = Object::new(scope);
    if def.empty_prototype {
        let prototype = Object::new(scope);
        namespace.set_prototype(scope, prototype.into())?;
    }
    for member in def.members() {
        match member {
            Member::Constant { name, value } => {
                let key: Local<'_, Name> = js_name(scope, name).into();
                let value = constant_value(scope, *value);
                namespace.define_own_property(
                    scope,
                    key,
                    value,
                    PropertyAttribute::READ_ONLY | PropertyAttribute::DONT_DELETE,
                )?;
            }
            Member::Attribute {
                name,
                getter,
                setter,
                ..
            } => {
                let get = getter_function(scope, *getter, None, name).get_function(scope)?;
                let set = match setter {
                    Some(setter) => Some(
                        member_function(scope, *setter, 1, None, Some(&format!("set {name}")))
                            .get_function(scope)?,
                    ),
                    None => None,
                };
                let key: Local<'_, Name> = js_name(scope, name).into();
                let undefined: Local<'_, Value> = v8::undefined(scope).into();
                let set = set.map_or(undefined, Into::into);
                let mut descriptor = v8::PropertyDescriptor::new_from_get_set(get.into(), set);
                descriptor.set_enumerable(true);
                descriptor.set_configurable(true);
                namespace.define_property(scope, key, &descriptor)?;
            }
            Member::Operation {
                name,
                callback,
                length,
                ..
            } => {
                let text = match name {
                    PropertyName::Name(name) => Some(*name),
                    PropertyName::Iterator | PropertyName::AsyncIterator => None,
                };
                let function =
                    member_function(scope, *callback, *length, None, text).get_function(scope)?;
                let key = property_key(scope, *name);
                namespace.define_own_property(
                    scope,
                    key,
                    function.into(),
                    PropertyAttribute::NONE,
                )?;
            }
            Member::Alias { .. } | Member::ArrayIntrinsic { .. } | Member::Indexed { .. } => {}
        }
    }
    let tag: Local<'_, Name> = v8::Symbol::get_to_string_tag(scope).into();
    let name = js_name(scope, def.name);
    namespace.define_own_property(
        scope,
        tag,
        name.into(),
        PropertyAttribute::READ_ONLY | PropertyAttribute::DONT_ENUM,
    )?;
    Some(namespace)
}
