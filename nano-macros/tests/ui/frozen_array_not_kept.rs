//! A FrozenArray that would be another one each time.

#[webapi("Ui.idl")]
impl UiFrozen {
    fn list(&self) -> Vec<DomString> {
        Vec::new()
    }
}
