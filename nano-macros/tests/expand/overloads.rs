//! Overloads of a constructor, of an operation and of a static operation.

#[webapi("Overloads.idl")]
pub struct Overloads {}

#[webapi("Overloads.idl")]
impl Overloads {
    fn constructor() -> Self {
        Self {}
    }
    #[overload("constructor")]
    fn from_text(text: DomString) -> Self {
        Self {}
    }
    #[overload("constructor")]
    fn from_other(other: Ref<'_, Overloads>, deep: bool) -> Result<Self> {
        Ok(Self {})
    }
    fn pick(&self, index: u32) -> String {
        String::new()
    }
    #[overload("pick")]
    fn pick_other(&self, other: Ref<'_, Overloads>) -> String {
        String::new()
    }
    #[overload("pick")]
    fn pick_pair(&self, index: u32, name: DomString) -> String {
        String::new()
    }
    fn make(name: DomString) {}
    #[overload("make")]
    fn make_all(names: Vec<DomString>) {}
}
