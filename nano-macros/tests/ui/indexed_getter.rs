//! An indexed getter without the index.

#[webapi("Ui.idl")]
impl UiIndexed {
    fn length(&self) -> u32 {
        0
    }
    fn indexed_getter(&self) -> String {
        String::new()
    }
}
