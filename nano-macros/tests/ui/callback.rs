//! A callback constructor, and a callback with a field of its own.

#[webapi("Ui.idl")]
pub struct UiConstructor;

#[webapi("Ui.idl")]
pub struct UiCallback {
    function: u32,
}
