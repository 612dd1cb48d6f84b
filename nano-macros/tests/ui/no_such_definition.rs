//! Names that the IDL does not define.

#[webapi("Ui.idl")]
pub struct UiChilld {}

#[webapi("Ui.idl")]
impl Nothing {}

#[webapi("Ui.idl")]
pub enum UiMod {
    Fast,
}
