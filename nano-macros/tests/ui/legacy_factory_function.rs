//! A legacy factory function.

#[webapi("Ui.idl")]
impl UiFactory {}
