//! A type that has no expansion.

#[webapi("Ui.idl")]
impl UiWatched {
    fn list(&self) -> Vec<DomString> {
        Vec::new()
    }
    fn set_list(&self, value: Vec<DomString>) {}
}
