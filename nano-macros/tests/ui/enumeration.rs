//! A variant that stands for no value.

#[webapi("Ui.idl")]
pub enum UiMode {
    Fast,
    Slwo,
}
