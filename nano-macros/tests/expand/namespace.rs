//! A namespace.

#[webapi("Namespace.idl", empty_prototype)]
pub struct Tools;

#[webapi("Namespace.idl")]
impl Tools {
    fn version() -> &'static str {
        "1"
    }
    fn log<'s>(scope: &mut Scope<'s, '_>, data: Vec<Local<'s, Value>>) -> Result<()> {
        Ok(())
    }
}
