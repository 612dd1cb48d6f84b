//! A pair without its index.

#[webapi("Ui.idl")]
impl UiPairs {
    fn value_pair(&self) -> Option<(DomString, i32)> {
        None
    }
}
