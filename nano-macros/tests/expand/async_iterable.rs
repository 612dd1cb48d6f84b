//! Asynchronous iterables of values and of pairs.

#[webapi("AsyncIterable.idl")]
pub struct IteratorOptions {
    prevent_cancel: bool,
}

#[webapi("AsyncIterable.idl")]
pub struct AsyncValues {}

#[webapi("AsyncIterable.idl")]
impl AsyncValues {
    fn async_iterator(this: Ref<'_, Self>, options: IteratorOptions) -> Result<IteratorState> {
        Err(Exception::Pending)
    }
    fn async_iterator_next<'s>(
        &self,
        scope: &mut Scope<'s, '_>,
        state: &IteratorState,
    ) -> Result<Local<'s, Promise>> {
        Err(Exception::Pending)
    }
    fn async_iterator_return<'s>(
        &self,
        scope: &mut Scope<'s, '_>,
        state: &IteratorState,
        value: Local<'s, Value>,
    ) -> Result<Local<'s, Promise>> {
        Err(Exception::Pending)
    }
}

#[webapi("AsyncIterable.idl")]
pub struct AsyncEntries {}

#[webapi("AsyncIterable.idl")]
impl AsyncEntries {
    fn async_iterator(&self) -> Cell<u32> {
        Cell::new(0)
    }
    fn async_iterator_next(
        &self,
        state: &Cell<u32>,
    ) -> impl Future<Output = Result<Option<(String, i32)>>> + 'static {
        async { Ok(None) }
    }
}
