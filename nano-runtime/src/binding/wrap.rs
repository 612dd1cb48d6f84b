//! Between a platform object and its JavaScript wrapper.

use v8::cppgc;

use super::{PrototypeIntrinsic, templates};
use crate::gc::{Header, Interface, PlatformObject, Ref};
use crate::js::{Local, Object, Scope, Value};

/// The tag of every wrapper: one for all, because the header behind it says which interface it is.
const TAG: u16 = 1;

/// Puts `value` on the garbage-collected heap. Its JavaScript wrapper is made when first asked for.
pub fn allocate<'s, T: Interface>(scope: &mut Scope<'s, '_>, value: T) -> Ref<'s, T> {
    let heap = scope
        .get_cpp_heap()
        .expect("every isolate is created with a cppgc heap");
    // SAFETY: the pointer stays on the stack, where the collector finds it, until a handle is made from it below.
    let pointer = unsafe { cppgc::make_garbage_collected(heap, PlatformObject::new(value)) };
    // SAFETY: as above; the object does not move, and it lives as long as the handle stands on the stack.
    let object: &'s PlatformObject<T> = unsafe { &*std::ptr::from_ref(pointer.as_ref()) };
    // SAFETY: a `PlatformObject` starts with its `Header` and is aligned like it, so the erased pointer reaches the header.
    if let Some(erased) = unsafe { erase(&pointer) } {
        object.header.set_this(erased);
    }
    Ref::from_header(&object.header).expect("an object is an instance of its own interface")
}

/// # Safety
///
/// The pointer stays on the stack or in a header that is part of the object itself.
unsafe fn erase<T: Interface>(
    pointer: &cppgc::UnsafePtr<PlatformObject<T>>,
) -> Option<cppgc::UnsafePtr<Header>> {
    use v8::cppgc::GetRustObj;
    // SAFETY: the caller's promise; the layouts agree as `PlatformObject::new` checks.
    unsafe { cppgc::UnsafePtr::new(&pointer.get_rust_obj()) }
}

/// What a constructor returns: the new object as a value, or on the heap already, when other objects have edges to it.
pub trait Constructed {
    /// Makes this the native part of `wrapper`, an object that V8 created from the template of the interface.
    fn bind(self, scope: &mut Scope<'_, '_>, wrapper: Local<'_, Object>);
}

impl<T: Interface> Constructed for T {
    fn bind(self, scope: &mut Scope<'_, '_>, wrapper: Local<'_, Object>) {
        let object = allocate(scope, self);
        attach(scope, wrapper, object.header());
    }
}

/// A new object, which nobody has asked for its wrapper yet.
impl<T: Interface> Constructed for Ref<'_, T> {
    fn bind(self, scope: &mut Scope<'_, '_>, wrapper: Local<'_, Object>) {
        debug_assert!(
            !self.header().has_wrapper(),
            "a wrapper was made before the constructor returned"
        );
        attach(scope, wrapper, self.header());
    }
}

fn attach(scope: &mut Scope<'_, '_>, wrapper: Local<'_, Object>, header: &Header) {
    let Some(this) = header.this() else { return };
    // SAFETY: the wrapper was created from one of our instance templates, so it has the wrapping slot.
    unsafe { Object::wrap::<TAG, Header>(scope, wrapper, this) };
    let wrapper = Local::new(scope, wrapper);
    header.wrapper.set(scope, wrapper);
    header.mark_wrapped();
    // What inherits from Error has a stack, captured where it was created.
    let mut ancestors = std::iter::successors(Some(header.def()), |def| def.parent);
    if ancestors.any(|def| def.prototype == Some(PrototypeIntrinsic::Error)) {
        let context = scope.get_current_context();
        let _ = v8::Exception::capture_stack_trace(context, wrapper);
    }
}

/// The JavaScript wrapper of a platform object, the same for as long as the object lives.
pub fn wrapper<'s, T: Interface>(
    scope: &mut Scope<'s, '_>,
    object: Ref<'_, T>,
) -> Option<Local<'s, Object>> {
    header_wrapper(scope, object.header())
}

pub(crate) fn header_wrapper<'s>(
    scope: &mut Scope<'s, '_>,
    header: &Header,
) -> Option<Local<'s, Object>> {
    if header.has_wrapper() {
        return header.wrapper.get(scope);
    }
    let instance = templates::instance_template(scope, header.def());
    // `None` when V8 is terminating or out of stack; the exception is pending.
    let wrapper = instance.new_instance(scope)?;
    attach(scope, wrapper, header);
    Some(wrapper)
}

/// The header behind a value, if the value is the wrapper of a platform object.
#[inline]
pub(crate) fn header<'s>(
    scope: &mut Scope<'s, '_>,
    object: Local<'_, Object>,
) -> Option<&'s Header> {
    if !object.is_api_wrapper() {
        return None;
    }
    // SAFETY: every wrapper with this tag was attached to a header; the reference stays on the stack, where the collector finds it.
    unsafe {
        let pointer = Object::unwrap::<TAG, Header>(scope, object)?;
        Some(&*std::ptr::from_ref(pointer.as_ref()))
    }
}

/// The interface that an object was created as, if it is a platform object.
pub(super) fn definition(
    scope: &mut Scope<'_, '_>,
    object: Local<'_, Object>,
) -> Option<&'static super::InterfaceDef> {
    header(scope, object)
        .or_else(|| templates::global_of(scope, object))
        .map(Header::def)
}

/// A value as a platform object of `T`'s interface, or `None` if it is anything else.
///
/// <https://webidl.spec.whatwg.org/#implements>
#[inline]
pub fn unwrap<'s, T: Interface>(
    scope: &mut Scope<'s, '_>,
    value: Local<'_, Value>,
) -> Option<Ref<'s, T>> {
    let object = Local::<Object>::try_from(value).ok()?;
    receiver(scope, object)
}

/// The receiver of a call as a `T`. The global object's proxy stands for the realm's global.
#[inline]
pub(super) fn receiver<'s, T: Interface>(
    scope: &mut Scope<'s, '_>,
    object: Local<'_, Object>,
) -> Option<Ref<'s, T>> {
    match header(scope, object) {
        Some(header) => Ref::from_header(header),
        None => templates::global_of(scope, object).and_then(Ref::from_header),
    }
}
