//! Callback functions and a callback interface.

#[webapi("Callback.idl")]
pub struct Compare;

#[webapi("Callback.idl")]
pub struct Notify;

#[webapi("Callback.idl")]
pub struct Load;

#[webapi("Callback.idl")]
pub struct Handler;

#[webapi("Callback.idl")]
pub struct Listener;

#[webapi("Callback.idl")]
pub struct Callbacks {
    onchange: RefCell<Option<Handler>>,
}

#[webapi("Callback.idl")]
impl Callbacks {
    fn sort(&self, compare: Compare, listener: Option<Listener>) -> Result<()> {
        Ok(())
    }
    fn onchange(&self) -> Option<Handler> {
        self.onchange.borrow().clone()
    }
    fn set_onchange(&self, value: Option<Handler>) {
        self.onchange.replace(value);
    }
}
