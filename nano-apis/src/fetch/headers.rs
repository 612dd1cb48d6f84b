//! The interface Headers, and how a Request or Response makes its one when a script touches it.
//!
//! The algorithms are in `guard.rs` and `header_list.rs`.

use std::cell::{Cell, RefCell};

use bytes::Bytes;
use http::header::SET_COOKIE;
use nano_runtime::binding::allocate;
use nano_runtime::webidl::ByteString;
use nano_runtime::{Member, Ref, Result, Scope, Trace, webapi};

use super::guard::{self, Guard, HeadersInit, header_name};
use super::header_list::HeaderList;

/// <https://fetch.spec.whatwg.org/#headers-class>
#[webapi("fetch/Headers.idl")]
#[derive(Debug, Default)]
pub struct Headers {
    #[untraced]
    list: RefCell<HeaderList>,
    #[untraced]
    guard: Cell<Guard>,
    /// The value pairs to iterate over, as they were when somebody last asked; none after a change.
    #[untraced]
    sorted: RefCell<Option<Vec<(Bytes, Bytes)>>>,
}

impl Headers {
    /// A Headers object over `list`.
    #[must_use]
    pub fn new(list: HeaderList, guard: Guard) -> Self {
        Self {
            list: RefCell::new(list),
            guard: Cell::new(guard),
            sorted: RefCell::default(),
        }
    }

    /// Lends the header list. `read` runs no JavaScript.
    pub fn with_list<R>(&self, read: impl FnOnce(&HeaderList) -> R) -> R {
        read(&self.list.borrow())
    }

    /// Lends the header list for a change. `write` runs no JavaScript.
    fn change<R>(&self, write: impl FnOnce(&mut HeaderList, Guard) -> R) -> R {
        self.sorted.replace(None);
        write(&mut self.list.borrow_mut(), self.guard.get())
    }
}

#[webapi("fetch/Headers.idl")]
impl Headers {
    /// <https://fetch.spec.whatwg.org/#dom-headers>
    fn constructor(init: Option<HeadersInit>) -> Result<Self> {
        // 1. Set this's guard to "none".
        let mut list = HeaderList::default();
        // 2. If init is given, then fill this with init.
        if let Some(init) = init {
            guard::fill(&mut list, Guard::None, &init)?;
        }
        Ok(Self::new(list, Guard::None))
    }

    /// <https://fetch.spec.whatwg.org/#dom-headers-append>
    fn append(&self, name: ByteString, value: ByteString) -> Result<()> {
        self.change(|list, guard| guard::append(list, guard, &name, &value))
    }

    /// <https://fetch.spec.whatwg.org/#dom-headers-delete>
    fn delete(&self, name: ByteString) -> Result<()> {
        self.change(|list, guard| guard::delete(list, guard, &name))
    }

    /// <https://fetch.spec.whatwg.org/#dom-headers-get>
    fn get(&self, name: ByteString) -> Result<Option<Bytes>> {
        // 1. If name is not a header name, then throw a TypeError.
        let name = header_name(&name)?;
        // 2. Return the result of getting name from this's header list.
        Ok(self.list.borrow().get(&name))
    }

    /// <https://fetch.spec.whatwg.org/#dom-headers-getsetcookie>
    fn get_set_cookie(&self) -> Vec<Bytes> {
        // 1. If this's header list does not contain `Set-Cookie`, then return « ».
        // 2. Return the values of all headers in this's header list whose name is a byte-case-insensitive match for `Set-Cookie`,
        //    in order.
        self.list
            .borrow()
            .values(&SET_COOKIE.into())
            .cloned()
            .collect()
    }

    /// <https://fetch.spec.whatwg.org/#dom-headers-has>
    fn has(&self, name: ByteString) -> Result<bool> {
        // 1. If name is not a header name, then throw a TypeError.
        let name = header_name(&name)?;
        // 2. Return true if this's header list contains name; otherwise false.
        Ok(self.list.borrow().contains(&name))
    }

    /// <https://fetch.spec.whatwg.org/#dom-headers-set>
    fn set(&self, name: ByteString, value: ByteString) -> Result<()> {
        self.change(|list, guard| guard::set(list, guard, &name, &value))
    }

    /// The value pairs to iterate over are the return value of running sort and combine with this's header list.
    fn value_pair(&self, index: usize) -> Option<(Bytes, Bytes)> {
        let mut sorted = self.sorted.borrow_mut();
        // OPTIMIZATION: sorted once, and again only after a change.
        let sorted = sorted.get_or_insert_with(|| self.list.borrow().sort_and_combine());
        sorted.get(index).cloned()
    }
}

/// The headers of a Request or Response: a header list until a script asks for the object, then that object's.
#[derive(Default, Trace)]
pub(super) struct LazyHeaders {
    object: Member<Headers>,
    /// The headers that no script has asked for.
    #[untraced]
    untouched: RefCell<HeaderList>,
    #[untraced]
    guard: Guard,
}

impl LazyHeaders {
    pub(super) fn new(list: HeaderList, guard: Guard) -> Self {
        Self {
            object: Member::empty(),
            untouched: RefCell::new(list),
            guard,
        }
    }

    pub(super) fn guard(&self) -> Guard {
        self.guard
    }

    /// A copy of the header list.
    pub(super) fn to_list(&self) -> HeaderList {
        self.with_list(HeaderList::clone)
    }

    /// Lends the header list. `read` runs no JavaScript.
    pub(super) fn with_list<R>(&self, read: impl FnOnce(&HeaderList) -> R) -> R {
        match self.object.get() {
            Some(headers) => headers.with_list(read),
            None => read(&self.untouched.borrow()),
        }
    }

    /// The object, which is the same each time.
    pub(super) fn object(&self, scope: &mut Scope<'_, '_>) -> Ref<'_, Headers> {
        if self.object.get().is_none() {
            let headers = Headers::new(self.untouched.take(), self.guard);
            self.object.set(allocate(scope, headers));
        }
        match self.object.get() {
            Some(headers) => headers,
            None => unreachable!("the edge was set above"),
        }
    }
}
