//! An async method that keeps a scope.

#[webapi("Ui.idl")]
impl Ui {
    fn constructor(name: DomString) -> Self {
        Self {}
    }
    fn count(&self) -> u32 {
        0
    }
    fn title(&self) -> String {
        String::new()
    }
    fn set_title(&self, value: DomString) {}
    fn run(&self, text: DomString, deep: Option<bool>, rest: Vec<i32>) {}
    fn make() {}
    async fn later(&self, scope: &mut Scope<'_, '_>) -> Result<i32> {
        Ok(0)
    }
    fn now(&self) -> u32 {
        0
    }
}
