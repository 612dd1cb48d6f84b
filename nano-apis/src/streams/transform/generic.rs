//! The mixin GenericTransformStream: <https://streams.spec.whatwg.org/#other-specs-ts-wrapping>
//!
//! Interfaces that include it hold a [`GenericTransformStream`] and delegate to it.

use nano_runtime::{Exception, Member, Ref, Result, Trace};

use super::TransformStream;
use crate::streams::readable::ReadableStream;
use crate::streams::writable::WritableStream;

/// The internal slot of the mixin.
#[derive(Trace)]
pub struct GenericTransformStream {
    /// <https://streams.spec.whatwg.org/#generictransformstream-transform>
    transform: Member<TransformStream>,
}

fn not_set_up() -> Exception {
    Exception::type_error("The stream was not set up")
}

/// A transform stream that was set up has both sides: the errors are for nobody.
#[allow(clippy::missing_errors_doc, reason = "said above, once")]
impl GenericTransformStream {
    /// The mixin over `transform`, which was set up.
    pub fn new(transform: Ref<'_, TransformStream>) -> Self {
        Self {
            transform: Member::new(transform),
        }
    }

    /// <https://streams.spec.whatwg.org/#dom-generictransformstream-readable>
    pub fn readable(&self) -> Result<Ref<'_, ReadableStream>> {
        let transform = self.transform.get().ok_or_else(not_set_up)?;
        transform.get().readable_side()
    }

    /// <https://streams.spec.whatwg.org/#dom-generictransformstream-writable>
    pub fn writable(&self) -> Result<Ref<'_, WritableStream>> {
        let transform = self.transform.get().ok_or_else(not_set_up)?;
        transform.get().writable_side()
    }
}
