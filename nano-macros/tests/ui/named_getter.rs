//! A named property getter.

#[webapi("Ui.idl")]
impl UiNamed {}
