//! A Request's signal: <https://fetch.spec.whatwg.org/#request-signal>

use nano_runtime::{Gc, Member, Ref, Scope, Trace, binding};

use crate::dom::{AbortSignal, create_dependent_abort_signal};

/// A signal that is made when a script, or a request that depends on it, asks for it.
#[derive(Default, Trace)]
pub(super) struct LazySignal {
    object: Member<AbortSignal>,
    /// What the signal depends on.
    source: Member<AbortSignal>,
    /// Whether the signal is one that a server aborts; otherwise it depends on `source`.
    received: bool,
}

impl LazySignal {
    /// The signal that depends on `source`: <https://dom.spec.whatwg.org/#create-a-dependent-abort-signal>
    ///
    /// OPTIMIZATION: until somebody asks for the signal, nothing tells it from its source.
    pub(super) fn dependent(source: Option<Ref<'_, AbortSignal>>) -> Self {
        Self {
            source: source.into(),
            ..Self::default()
        }
    }

    /// The signal of a request that a server received, which it aborts when the client goes away.
    pub(super) fn received() -> Self {
        Self {
            received: true,
            ..Self::default()
        }
    }

    /// The object, which is the same each time.
    pub(super) fn object(&self, scope: &mut Scope<'_, '_>) -> Ref<'_, AbortSignal> {
        if self.object.get().is_none() {
            let object = if self.received {
                binding::allocate(scope, AbortSignal::default())
            } else {
                let sources: Vec<Gc<AbortSignal>> =
                    self.source.get().map(Gc::from).into_iter().collect();
                create_dependent_abort_signal(scope, &sources)
            };
            self.object.set(object);
            self.source.clear();
        }
        match self.object.get() {
            Some(object) => object,
            None => unreachable!("the edge was set above"),
        }
    }

    /// What a signal that depends on this one has to depend on; `None` if this one is never aborted.
    pub(super) fn source(&self, scope: &mut Scope<'_, '_>) -> Option<Ref<'_, AbortSignal>> {
        if self.received || self.object.get().is_some() {
            return Some(self.object(scope));
        }
        self.source.get()
    }
}
