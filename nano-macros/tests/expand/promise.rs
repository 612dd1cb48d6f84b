//! Operations that return promises: an async method, a future, a promise of its own.

#[webapi("Promise.idl")]
pub struct Promises {}

#[webapi("Promise.idl")]
impl Promises {
    async fn later(&self, value: u32) -> Result<u32> {
        Ok(value)
    }
    fn close(
        &self,
        scope: &mut Scope<'_, '_>,
    ) -> Result<impl Future<Output = Result<()>> + 'static> {
        Ok(async { Ok(()) })
    }
    fn own<'s>(&self, other: Local<'s, Promise>) -> Result<Local<'s, Promise>> {
        Ok(other)
    }
    async fn open(name: UsvString) -> Promises {
        Promises {}
    }
}
