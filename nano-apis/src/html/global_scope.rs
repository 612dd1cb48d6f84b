//! The global object: the interface NanoGlobalScope.
//!
//! Members that other standards add to the global (through the mixin WindowOrWorkerGlobalScope) are implemented in their own
//! folders, in `impl NanoGlobalScope` blocks of their own.

use nano_runtime::{Ref, webapi};

/// The global object of NANO.
#[webapi("html/NanoGlobalScope.idl")]
#[derive(Debug, Default)]
pub struct NanoGlobalScope {}

#[webapi("html/NanoGlobalScope.idl")]
impl NanoGlobalScope {
    /// <https://html.spec.whatwg.org/multipage/workers.html#dom-workerglobalscope-self>
    fn self_(this: Ref<'_, Self>) -> Ref<'_, Self> {
        this
    }
}
