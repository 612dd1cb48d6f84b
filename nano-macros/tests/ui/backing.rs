//! Map entries that are no field.

#[webapi("Ui.idl")]
impl UiMap {
    fn backing(&self) -> MapEntries<DomString, Global<Value>> {
        self.entries
    }
}
