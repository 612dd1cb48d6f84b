//! The global object, whose members stand on itself.

#[webapi("Global.idl")]
pub struct Scope {}

#[webapi("Global.idl")]
impl Scope {
    fn self_(this: Ref<'_, Self>) -> Ref<'_, Scope> {
        this
    }
    fn structured_clone<'s>(
        &self,
        scope: &mut nano_runtime::Scope<'s, '_>,
        value: Local<'s, Value>,
    ) -> Result<()> {
        Ok(())
    }
}
