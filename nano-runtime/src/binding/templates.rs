//! From the const tables to V8 templates, and from templates to the global's properties.

use std::cell::{OnceCell, RefCell};
use std::collections::HashMap;

use v8::{FunctionTemplate, ObjectTemplate, PropertyAttribute, Signature, Template};

use super::call::{Call, Site};
use super::callback::{Callback, Outcome, callback};
use super::def::{
    ArrayIntrinsic, ConstantValue, DefKind, InterfaceDef, Member, Placement, PropertyName,
    PrototypeIntrinsic,
};
use crate::exception::Exception;
use crate::gc::{Gc, Header, Interface};
use crate::js::{Function, Global, Local, Name, Object, Scope, Value};
use crate::realm::Realm;
use crate::webidl::js_name;

/// A scope without a context: all that making templates needs, so that the global object can be made from one.
type Bare<'s, 'i> = v8::PinScope<'s, 'i, ()>;

/// The realm of a scope that may have no context yet.
fn realm<'a>(scope: &'a Bare<'_, '_>) -> &'a Realm {
    match Realm::from_isolate(scope) {
        Some(realm) => realm,
        None => unreachable!("templates are made for a realm"),
    }
}

/// A realm's templates, made when an interface is first used.
#[derive(Default)]
pub struct Templates {
    functions: RefCell<HashMap<usize, Global<FunctionTemplate>>>,
    instances: RefCell<HashMap<usize, Global<ObjectTemplate>>>,
    /// The functions of `[LegacyUnforgeable]` members, and of their setters: the instances of an interface and of those that
    /// inherit from it share them.
    unforgeables: RefCell<HashMap<(usize, bool), Global<FunctionTemplate>>>,
    /// Every interface the global has a property for, by the index its lazy property carries.
    registry: RefCell<Vec<&'static InterfaceDef>>,
    global: OnceCell<GlobalObject>,
}

/// Takes the templates of `defs` out of the snapshot that the isolate started from, and fills the registry as
/// [`install_global`] did when it was made.
pub(super) fn restore(scope: &mut Scope<'_, '_>, defs: &[&'static InterfaceDef]) {
    for (index, def) in defs.iter().enumerate() {
        // A template that is not there is built when it is first used.
        if let Ok(template) = scope.get_isolate_data_from_snapshot_once::<FunctionTemplate>(index) {
            let template = Global::new(scope, template);
            realm(scope)
                .templates
                .functions
                .borrow_mut()
                .insert(key(def), template);
        }
    }
    *realm(scope).templates.registry.borrow_mut() =
        defs.iter().copied().filter(|def| def.exposed).collect();
}

struct GlobalObject {
    /// Roots the native global; the header behind it is what receivers resolve to.
    header: Box<dyn Fn() -> *const Header>,
}

/// Tables are compared by address: every definition is one static.
fn key(def: &'static InterfaceDef) -> usize {
    std::ptr::from_ref(def).addr()
}

/// The function template of an interface (or the one behind a namespace or iterator prototype).
pub fn template<'s>(
    scope: &mut Bare<'s, '_>,
    def: &'static InterfaceDef,
) -> Local<'s, FunctionTemplate> {
    let cached = realm(scope)
        .templates
        .functions
        .borrow()
        .get(&key(def))
        .map(|global| Local::new(scope, global));
    if let Some(template) = cached {
        return template;
    }
    let template = build(scope, def);
    let global = Global::new(scope, template);
    realm(scope)
        .templates
        .functions
        .borrow_mut()
        .insert(key(def), global);
    template
}

pub(crate) fn instance_template<'s>(
    scope: &mut Scope<'s, '_>,
    def: &'static InterfaceDef,
) -> Local<'s, ObjectTemplate> {
    let cached = realm(scope)
        .templates
        .instances
        .borrow()
        .get(&key(def))
        .map(|global| Local::new(scope, global));
    if let Some(template) = cached {
        return template;
    }
    // Makes the interface object as well, whose prototype is set when it is made.
    function_of(scope, def);
    let template = template(scope, def).instance_template(scope);
    let global = Global::new(scope, template);
    realm(scope)
        .templates
        .instances
        .borrow_mut()
        .insert(key(def), global);
    template
}

/// The template of a global object: the instance template of a `[Global]` interface.
pub fn global_template<'s>(
    scope: &mut Bare<'s, '_>,
    def: &'static InterfaceDef,
) -> Local<'s, ObjectTemplate> {
    let template = template(scope, def).instance_template(scope);
    // <https://webidl.spec.whatwg.org/#platform-object-setprototypeof>
    template.set_immutable_proto();
    template
}

/// Creates the interface object's template: <https://webidl.spec.whatwg.org/#create-an-interface-object>
fn build<'s>(scope: &mut Bare<'s, '_>, def: &'static InterfaceDef) -> Local<'s, FunctionTemplate> {
    let (run, length) = match &def.constructor {
        Some(constructor) => (constructor.callback, constructor.length),
        None => (illegal(), 0),
    };
    let function = FunctionTemplate::builder_raw(run.0)
        .length(i32::from(length))
        .build(scope);
    let name = js_name(scope, def.name);
    function.set_class_name(name);
    if let Some(parent) = def.parent {
        let parent = template(scope, parent);
        function.inherit(parent);
    }
    if let Some(intrinsic) = def.prototype {
        let base = intrinsic_base(scope, intrinsic);
        function.inherit(base);
    }
    function.read_only_prototype();
    let signature = Signature::new(scope, function);
    let prototype = function.prototype_template(scope);
    let instance = function.instance_template(scope);
    let tag: Local<'_, Name> = v8::Symbol::get_to_string_tag(scope).into();
    prototype.set_with_attr(
        tag,
        name.into(),
        PropertyAttribute::READ_ONLY | PropertyAttribute::DONT_ENUM,
    );
    let on_instance = matches!(def.kind, DefKind::Global);
    let target = Target {
        function,
        prototype,
        instance,
        signature,
        on_instance,
    };
    for member in def.members() {
        target.install(scope, def, member);
    }
    // V8 inherits properties of instances, but not their handlers.
    let mut ancestor = def.parent;
    while let Some(current) = ancestor {
        for member in current.members() {
            if matches!(member, Member::Indexed { .. }) {
                target.install(scope, def, member);
            }
        }
        ancestor = current.parent;
    }
    target.inherit_unforgeables(scope, def);
    function
}

/// A template whose `prototype` is an intrinsic: what inherits from it has that intrinsic on its prototype chain.
fn intrinsic_base<'s>(
    scope: &mut Bare<'s, '_>,
    intrinsic: PrototypeIntrinsic,
) -> Local<'s, FunctionTemplate> {
    let base = FunctionTemplate::builder_raw(illegal().0).build(scope);
    base.remove_prototype();
    let intrinsic = match intrinsic {
        PrototypeIntrinsic::Error => v8::Intrinsic::ErrorPrototype,
        PrototypeIntrinsic::Iterator => v8::Intrinsic::IteratorPrototype,
        PrototypeIntrinsic::AsyncIterator => v8::Intrinsic::AsyncIteratorPrototype,
    };
    let key: Local<'_, Name> = js_name(scope, "prototype").into();
    base.set_intrinsic_data_property(key, intrinsic, PropertyAttribute::NONE);
    base
}

/// Where the members of one interface are installed.
struct Target<'s> {
    function: Local<'s, FunctionTemplate>,
    prototype: Local<'s, ObjectTemplate>,
    instance: Local<'s, ObjectTemplate>,
    signature: Local<'s, Signature>,
    on_instance: bool,
}

impl<'s> Target<'s> {
    fn object(&self, placement: Placement) -> Local<'s, Template> {
        match placement {
            Placement::Static => self.function.into(),
            Placement::Instance => self.instance.into(),
            Placement::Prototype if self.on_instance => self.instance.into(),
            Placement::Prototype => self.prototype.into(),
        }
    }

    fn install(
        &self,
        scope: &mut Bare<'s, '_>,
        def: &'static InterfaceDef,
        member: &'static Member,
    ) {
        match member {
            Member::Constant { name, value } => self.constant(scope, name, *value),
            Member::Attribute {
                name,
                getter,
                setter,
                placement,
                promise,
            } => {
                let functions = (*getter, *setter);
                self.attribute(scope, member, name, functions, *placement, *promise);
            }
            Member::Operation {
                name,
                callback,
                length,
                placement,
                promise,
                enumerable,
            } => {
                let signature =
                    (*placement != Placement::Static && !promise).then_some(self.signature);
                let make = |scope: &mut Bare<'s, '_>| {
                    member_function(scope, *callback, *length, signature, None)
                };
                let function = if *placement == Placement::Instance {
                    shared(scope, member, false, make)
                } else {
                    make(scope)
                };
                self.define(scope, *name, function, *placement, *enumerable);
                self.aliases(scope, def, *name, function);
            }
            // Installed with the operation it names.
            Member::Alias { .. } => {}
            Member::Indexed { handlers } => {
                self.instance
                    .set_indexed_property_handler(handlers().configuration());
            }
            Member::ArrayIntrinsic { name, intrinsic } => {
                let intrinsic = match intrinsic {
                    ArrayIntrinsic::Entries => v8::Intrinsic::ArrayProtoEntries,
                    ArrayIntrinsic::ForEach => v8::Intrinsic::ArrayProtoForEach,
                    ArrayIntrinsic::Keys => v8::Intrinsic::ArrayProtoKeys,
                    ArrayIntrinsic::Values => v8::Intrinsic::ArrayProtoValues,
                };
                let attributes = if matches!(name, PropertyName::Name(_)) {
                    PropertyAttribute::NONE
                } else {
                    PropertyAttribute::DONT_ENUM
                };
                self.prototype.set_intrinsic_data_property(
                    property_key(scope, *name),
                    intrinsic,
                    attributes,
                );
            }
        }
    }

    /// Installs the `[LegacyUnforgeable]` members of the interfaces that `def` inherits from: V8 takes no properties of
    /// instances over from the parent's template.
    ///
    /// <https://webidl.spec.whatwg.org/#define-the-unforgeable-regular-attributes>
    fn inherit_unforgeables(&self, scope: &mut Bare<'s, '_>, def: &'static InterfaceDef) {
        let mut ancestor = def.parent;
        while let Some(def) = ancestor {
            ancestor = def.parent;
            let unforgeable = |member: &&Member| {
                matches!(
                    member,
                    Member::Attribute {
                        placement: Placement::Instance,
                        ..
                    } | Member::Operation {
                        placement: Placement::Instance,
                        ..
                    }
                )
            };
            let mut members = def.members().filter(unforgeable).peekable();
            if members.peek().is_none() {
                continue;
            }
            let function = template(scope, def);
            let target = Target {
                signature: Signature::new(scope, function),
                ..*self
            };
            for member in members {
                target.install(scope, def, member);
            }
        }
    }

    /// <https://webidl.spec.whatwg.org/#define-the-constants>
    fn constant(&self, scope: &mut Bare<'s, '_>, name: &'static str, value: ConstantValue) {
        let value = constant_value(scope, value);
        let key: Local<'_, Name> = js_name(scope, name).into();
        let attributes = PropertyAttribute::READ_ONLY | PropertyAttribute::DONT_DELETE;
        self.function.set_with_attr(key, value.into(), attributes);
        let attributes = PropertyAttribute::READ_ONLY | PropertyAttribute::DONT_DELETE;
        self.prototype.set_with_attr(key, value.into(), attributes);
    }

    /// <https://webidl.spec.whatwg.org/#define-the-attributes>
    fn attribute(
        &self,
        scope: &mut Bare<'s, '_>,
        member: &'static Member,
        name: &'static str,
        (getter, setter): (Callback, Option<Callback>),
        placement: Placement,
        promise: bool,
    ) {
        let signature = (placement != Placement::Static && !promise).then_some(self.signature);
        let make_get = |scope: &mut Bare<'s, '_>| getter_function(scope, getter, signature, name);
        let make_set = |scope: &mut Bare<'s, '_>, setter| {
            let signature = (placement != Placement::Static).then_some(self.signature);
            member_function(scope, setter, 1, signature, Some(&format!("set {name}")))
        };
        let (get, set) = if placement == Placement::Instance {
            let set =
                setter.map(|setter| shared(scope, member, true, |scope| make_set(scope, setter)));
            (shared(scope, member, false, make_get), set)
        } else {
            let set = setter.map(|setter| make_set(scope, setter));
            (make_get(scope), set)
        };
        let key: Local<'_, Name> = js_name(scope, name).into();
        match placement {
            Placement::Static => {
                self.function
                    .set_accessor_property(key, Some(get), set, PropertyAttribute::NONE)
            }
            Placement::Instance => self.instance.set_accessor_property(
                key,
                Some(get),
                set,
                PropertyAttribute::DONT_DELETE,
            ),
            Placement::Prototype if self.on_instance => {
                self.instance
                    .set_accessor_property(key, Some(get), set, PropertyAttribute::NONE);
            }
            Placement::Prototype => {
                self.prototype
                    .set_accessor_property(key, Some(get), set, PropertyAttribute::NONE)
            }
        }
    }

    fn define(
        &self,
        scope: &mut Bare<'s, '_>,
        name: PropertyName,
        function: Local<'s, FunctionTemplate>,
        placement: Placement,
        enumerable: bool,
    ) {
        let mut attributes = if enumerable {
            PropertyAttribute::NONE
        } else {
            PropertyAttribute::DONT_ENUM
        };
        if placement == Placement::Instance {
            attributes = attributes | PropertyAttribute::DONT_DELETE | PropertyAttribute::READ_ONLY;
        }
        let key = property_key(scope, name);
        self.object(placement)
            .set_with_attr(key, function.into(), attributes);
    }

    fn aliases(
        &self,
        scope: &mut Bare<'s, '_>,
        def: &'static InterfaceDef,
        of: PropertyName,
        function: Local<'s, FunctionTemplate>,
    ) {
        for member in def.members() {
            if let Member::Alias { name, of: target } = member
                && of == PropertyName::Name(target)
            {
                // A symbol's property is not enumerable, a name's is.
                let enumerable = matches!(name, PropertyName::Name(_));
                self.define(scope, *name, function, Placement::Prototype, enumerable);
            }
        }
    }
}

/// The function of a member that stands on instances: the one made before, or the one `make` makes.
fn shared<'s, 'i>(
    scope: &mut Bare<'s, 'i>,
    member: &'static Member,
    setter: bool,
    make: impl FnOnce(&mut Bare<'s, 'i>) -> Local<'s, FunctionTemplate>,
) -> Local<'s, FunctionTemplate> {
    // Tables are compared by address.
    let key = (std::ptr::from_ref(member).addr(), setter);
    let known = realm(scope)
        .templates
        .unforgeables
        .borrow()
        .get(&key)
        .map(|global| Local::new(scope, global));
    if let Some(function) = known {
        return function;
    }
    let function = make(scope);
    let global = Global::new(scope, function);
    realm(scope)
        .templates
        .unforgeables
        .borrow_mut()
        .insert(key, global);
    function
}

/// A member's function. With a signature, V8 checks the receiver; static members have none to check, and members whose
/// failures are rejections check it themselves. The name is for functions that do not take that of their property.
pub(super) fn member_function<'s>(
    scope: &mut Bare<'s, '_>,
    run: Callback,
    length: u8,
    signature: Option<Local<'s, Signature>>,
    name: Option<&str>,
) -> Local<'s, FunctionTemplate> {
    let builder = FunctionTemplate::builder_raw(run.0).length(i32::from(length));
    build_member(scope, builder, signature, name)
}

/// The getter of attribute `name`. Reading an attribute has no effect that a program could see, so a debugger and a REPL may do it
/// unasked.
pub(super) fn getter_function<'s>(
    scope: &mut Bare<'s, '_>,
    run: Callback,
    signature: Option<Local<'s, Signature>>,
    name: &str,
) -> Local<'s, FunctionTemplate> {
    let builder = FunctionTemplate::builder_raw(run.0)
        .length(0)
        .side_effect_type(v8::SideEffectType::HasNoSideEffect);
    build_member(scope, builder, signature, Some(&format!("get {name}")))
}

fn build_member<'s>(
    scope: &mut Bare<'s, '_>,
    builder: v8::FunctionBuilder<'s, FunctionTemplate>,
    signature: Option<Local<'s, Signature>>,
    name: Option<&str>,
) -> Local<'s, FunctionTemplate> {
    let mut builder = builder.constructor_behavior(v8::ConstructorBehavior::Throw);
    if let Some(signature) = signature {
        builder = builder.signature(signature);
    }
    let function = builder.build(scope);
    if let Some(name) = name {
        function.set_class_name(crate::webidl::js_string(scope, name));
    }
    function
}

pub(super) fn constant_value<'s>(
    scope: &mut Bare<'s, '_>,
    value: ConstantValue,
) -> Local<'s, Value> {
    match value {
        ConstantValue::Boolean(value) => v8::Boolean::new(scope, value).into(),
        ConstantValue::Number(value) => v8::Number::new(scope, value).into(),
    }
}

pub(super) fn property_key<'s>(scope: &mut Bare<'s, '_>, name: PropertyName) -> Local<'s, Name> {
    match name {
        PropertyName::Name(name) => js_name(scope, name).into(),
        PropertyName::Iterator => v8::Symbol::get_iterator(scope).into(),
        PropertyName::AsyncIterator => v8::Symbol::get_async_iterator(scope).into(),
    }
}

/// The callback of every interface object without a constructor.
pub(super) fn illegal() -> Callback {
    callback(illegal_constructor)
}

fn illegal_constructor(call: &mut Call<'_, '_, '_>) -> Outcome {
    call.at(Site::Unknown);
    Err(Exception::type_error("Illegal constructor"))
}

/// Gives the global a lazy property for each exposed interface and namespace.
///
/// <https://webidl.spec.whatwg.org/#define-the-global-property-references>
pub fn install_global(scope: &mut Scope<'_, '_>, defs: &[&'static InterfaceDef]) {
    let global = scope.get_current_context().global(scope);
    for def in defs.iter().copied().filter(|def| def.exposed) {
        let index = {
            let mut registry = realm(scope).templates.registry.borrow_mut();
            registry.push(def);
            registry.len() - 1
        };
        let data = v8::Integer::new_from_unsigned(scope, u32::try_from(index).unwrap_or(u32::MAX));
        for name in std::iter::once(def.name).chain(def.aliases.iter().copied()) {
            let key: Local<'_, Name> = js_name(scope, name).into();
            global.set_lazy_data_property_with_data(
                scope,
                key,
                lazy_global,
                data.into(),
                PropertyAttribute::DONT_ENUM,
                v8::SideEffectType::HasNoSideEffect,
                v8::SideEffectType::HasSideEffect,
            );
        }
    }
}

pub(super) fn lazy_global<'s>(
    scope: &mut Scope<'s, '_>,
    _: Local<'s, Name>,
    args: v8::PropertyCallbackArguments<'s>,
    mut slot: v8::ReturnValue<'_, Value>,
) {
    let index = args
        .data()
        .uint32_value(scope)
        .and_then(|index| usize::try_from(index).ok());
    let def = index.and_then(|index| realm(scope).templates.registry.borrow().get(index).copied());
    if let Some(def) = def
        && let Some(value) = interface_object(scope, def)
    {
        slot.set(value);
    }
}

/// The interface object (a constructor) or the namespace object that a definition stands for.
pub fn interface_object<'s>(
    scope: &mut Scope<'s, '_>,
    def: &'static InterfaceDef,
) -> Option<Local<'s, Value>> {
    if def.kind == DefKind::Namespace {
        return super::namespace::object(scope, def).map(Into::into);
    }
    function_of(scope, def).map(Into::into)
}

/// The interface object; its prototype is that of the interface it inherits from.
fn function_of<'s>(
    scope: &mut Scope<'s, '_>,
    def: &'static InterfaceDef,
) -> Option<Local<'s, Function>> {
    let function = template(scope, def).get_function(scope)?;
    if let Some(parent) = def.parent {
        let parent = function_of(scope, parent)?;
        function.set_prototype(scope, parent.into())?;
    }
    if def.kind == DefKind::Iterator {
        // An iterator prototype object has no interface object for its `constructor` to name. V8 gives each prototype one.
        let prototype = js_name(scope, "prototype").into();
        let prototype = Local::<Object>::try_from(function.get(scope, prototype)?).ok()?;
        let constructor = js_name(scope, "constructor").into();
        prototype.delete(scope, constructor)?;
    }
    Some(function)
}

/// Makes `global` the native part of the realm's global object: what a receiver of `undefined` or the global proxy resolves
/// to, and what `globalThis` is the wrapper of.
pub fn set_global<T: Interface>(scope: &mut Scope<'_, '_>, global: T) {
    let global = super::allocate(scope, global);
    let proxy = scope.get_current_context().global(scope);
    global.header().wrapper.set(scope, proxy);
    global.header().mark_wrapped();
    let root = Gc::from(global);
    let header = Box::new(move || std::ptr::from_ref(root.as_ref().header()));
    let _ = Realm::from_scope(scope)
        .templates
        .global
        .set(GlobalObject { header });
}

/// The realm's native global, if `object` is its global object.
pub(crate) fn global_of<'s>(
    scope: &mut Scope<'s, '_>,
    object: Local<'_, Object>,
) -> Option<&'s Header> {
    let global = scope.get_current_context().global(scope);
    if !object.strict_equals(global.into()) {
        return None;
    }
    let header = (realm(scope).templates.global.get()?.header)();
    // SAFETY: the root in the closure keeps the object alive for as long as the realm, which outlives every scope.
    Some(unsafe { &*header })
}
