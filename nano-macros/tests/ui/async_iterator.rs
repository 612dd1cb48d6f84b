//! An async next step.

#[webapi("Ui.idl")]
impl UiAsync {
    fn async_iterator(&self) {}
    async fn async_iterator_next(&self, state: &()) -> Result<Option<i32>> {
        Ok(None)
    }
}
