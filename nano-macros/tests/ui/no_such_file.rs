//! A file that is not there.

#[webapi("Uii.idl")]
pub struct Ui {}
