//! A struct without the field of the interface it inherits from.

#[webapi("Ui.idl")]
pub struct UiChild {
    name: String,
}
