//! An item that is no struct, enum or impl.

#[webapi("Ui.idl")]
fn ui() {}
