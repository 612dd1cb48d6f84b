//! The interface FileReader: <https://w3c.github.io/FileAPI/#APIASynch>
//!
//! How it reads is in `read_operation.rs`.

use std::cell::{Cell, RefCell};

use nano_runtime::js::{Local, Object, Value};
use nano_runtime::webidl::{DomException, DomString};
use nano_runtime::{Member, Ref, Result, Scope, Traced, webapi};

use super::Blob;
use super::package_data::{Package, Packaged};
use super::read_operation::{Reading, abort, read_operation};
use crate::dom::EventTarget;
use crate::html::{EventHandlerNonNull, event_handler, set_event_handler};

/// <https://w3c.github.io/FileAPI/#filereader-state>, with the values of the interface's constants.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[repr(u16)]
pub(super) enum State {
    #[default]
    Empty = 0,
    Loading = 1,
    Done = 2,
}

/// <https://w3c.github.io/FileAPI/#dfn-filereader>
#[webapi("file/FileReader.idl")]
#[derive(Default)]
pub struct FileReader {
    event_target: EventTarget,
    #[untraced]
    pub(super) state: Cell<State>,
    /// <https://w3c.github.io/FileAPI/#filereader-result>, empty when it is null.
    pub(super) result: Traced<Value>,
    /// <https://w3c.github.io/FileAPI/#filereader-error>
    pub(super) error: Member<DomException>,
    /// The read that is going on, or the last one.
    #[untraced]
    pub(super) reading: RefCell<Reading>,
}

#[webapi("file/FileReader.idl")]
impl FileReader {
    fn constructor() -> Self {
        Self::default()
    }

    /// <https://w3c.github.io/FileAPI/#readAsArrayBuffer>
    fn read_as_array_buffer(
        this: Ref<'_, Self>,
        scope: &mut Scope<'_, '_>,
        blob: Ref<'_, Blob>,
    ) -> Result<()> {
        read_operation(scope, this, blob, Package::ArrayBuffer, None)
    }

    /// <https://w3c.github.io/FileAPI/#readAsBinaryString>
    fn read_as_binary_string(
        this: Ref<'_, Self>,
        scope: &mut Scope<'_, '_>,
        blob: Ref<'_, Blob>,
    ) -> Result<()> {
        read_operation(scope, this, blob, Package::BinaryString, None)
    }

    /// <https://w3c.github.io/FileAPI/#readAsDataText>
    fn read_as_text(
        this: Ref<'_, Self>,
        scope: &mut Scope<'_, '_>,
        blob: Ref<'_, Blob>,
        encoding: Option<DomString>,
    ) -> Result<()> {
        read_operation(scope, this, blob, Package::Text, encoding)
    }

    /// <https://w3c.github.io/FileAPI/#readAsDataURL>
    fn read_as_data_url(
        this: Ref<'_, Self>,
        scope: &mut Scope<'_, '_>,
        blob: Ref<'_, Blob>,
    ) -> Result<()> {
        read_operation(scope, this, blob, Package::DataUrl, None)
    }

    fn abort(this: Ref<'_, Self>, scope: &mut Scope<'_, '_>) -> Result<()> {
        abort(scope, this)
    }

    /// <https://w3c.github.io/FileAPI/#dom-filereader-readystate>
    fn ready_state(&self) -> u16 {
        self.state.get() as u16
    }

    /// <https://w3c.github.io/FileAPI/#dom-filereader-result>
    fn result<'s>(&self, scope: &mut Scope<'s, '_>) -> Option<Packaged<'s>> {
        self.result.get(scope).map(Packaged)
    }

    /// <https://w3c.github.io/FileAPI/#dom-filereader-error>
    fn error(&self) -> Option<Ref<'_, DomException>> {
        self.error.get()
    }

    fn onloadstart<'s>(
        this: Ref<'_, Self>,
        scope: &mut Scope<'s, '_>,
    ) -> Option<Local<'s, Object>> {
        event_handler(scope, this, "loadstart")
    }

    fn set_onloadstart(
        this: Ref<'_, Self>,
        scope: &mut Scope<'_, '_>,
        value: Option<EventHandlerNonNull>,
    ) {
        set_event_handler(scope, this, "loadstart", value);
    }

    fn onprogress<'s>(this: Ref<'_, Self>, scope: &mut Scope<'s, '_>) -> Option<Local<'s, Object>> {
        event_handler(scope, this, "progress")
    }

    fn set_onprogress(
        this: Ref<'_, Self>,
        scope: &mut Scope<'_, '_>,
        value: Option<EventHandlerNonNull>,
    ) {
        set_event_handler(scope, this, "progress", value);
    }

    fn onload<'s>(this: Ref<'_, Self>, scope: &mut Scope<'s, '_>) -> Option<Local<'s, Object>> {
        event_handler(scope, this, "load")
    }

    fn set_onload(
        this: Ref<'_, Self>,
        scope: &mut Scope<'_, '_>,
        value: Option<EventHandlerNonNull>,
    ) {
        set_event_handler(scope, this, "load", value);
    }

    fn onabort<'s>(this: Ref<'_, Self>, scope: &mut Scope<'s, '_>) -> Option<Local<'s, Object>> {
        event_handler(scope, this, "abort")
    }

    fn set_onabort(
        this: Ref<'_, Self>,
        scope: &mut Scope<'_, '_>,
        value: Option<EventHandlerNonNull>,
    ) {
        set_event_handler(scope, this, "abort", value);
    }

    fn onerror<'s>(this: Ref<'_, Self>, scope: &mut Scope<'s, '_>) -> Option<Local<'s, Object>> {
        event_handler(scope, this, "error")
    }

    fn set_onerror(
        this: Ref<'_, Self>,
        scope: &mut Scope<'_, '_>,
        value: Option<EventHandlerNonNull>,
    ) {
        set_event_handler(scope, this, "error", value);
    }

    fn onloadend<'s>(this: Ref<'_, Self>, scope: &mut Scope<'s, '_>) -> Option<Local<'s, Object>> {
        event_handler(scope, this, "loadend")
    }

    fn set_onloadend(
        this: Ref<'_, Self>,
        scope: &mut Scope<'_, '_>,
        value: Option<EventHandlerNonNull>,
    ) {
        set_event_handler(scope, this, "loadend", value);
    }
}
