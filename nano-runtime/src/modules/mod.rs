//! Modules.

use std::cell::RefCell;
use std::rc::Rc;

/// Loads modules.
pub trait ModuleLoader {}

/// The modules of a realm.
#[derive(Default)]
pub struct Modules {
    loader: RefCell<Option<Rc<dyn ModuleLoader>>>,
}

impl Modules {
    pub(crate) fn set_loader(&self, loader: Rc<dyn ModuleLoader>) {
        *self.loader.borrow_mut() = Some(loader);
    }
    pub(crate) fn clear(&self) {
        *self.loader.borrow_mut() = None;
    }
}

pub(crate) fn set_callbacks(_isolate: &mut v8::Isolate) {}

impl crate::runtime::JsRuntime {
    pub(crate) fn stalled_top_level_await(&self) -> Result<(), crate::error::RunError> {
        Ok(())
    }
}
