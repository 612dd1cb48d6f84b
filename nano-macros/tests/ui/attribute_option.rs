//! Options that the attribute does not have.

#[webapi("Ui.idl", proto = "Error")]
pub struct Ui {}

#[webapi("Ui.idl", prototype = "Array")]
pub struct Ui {}
