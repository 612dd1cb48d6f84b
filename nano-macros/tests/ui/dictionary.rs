//! A dictionary without its parent, with a member that may be missing, and with one that is not declared.

#[webapi("Ui.idl")]
pub struct UiOptions {
    size: i32,
    flag: bool,
    colour: u32,
}
