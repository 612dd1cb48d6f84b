//! Operations: no value, optional, default, variadic, static, a new object, unforgeable, the types that are JavaScript values.

#[webapi("Operations.idl")]
pub struct Operations {}

#[webapi("Operations.idl")]
impl Operations {
    fn run(&self) -> Result<()> {
        Ok(())
    }
    fn area(&self, scale: Option<f64>) -> f64 {
        1.0
    }
    fn pad(&self, text: DomString, width: u32, left: bool) -> Result<DomString> {
        Ok(text)
    }
    fn sum(values: Vec<i32>) -> i32 {
        0
    }
    fn copy(&self) -> Operations {
        Operations {}
    }
    fn fixed(&self) {}
    fn apply<'s>(
        this: Ref<'_, Self>,
        scope: &mut Scope<'s, '_>,
        target: Local<'s, Object>,
        key: Local<'s, Symbol>,
        amount: BigInt,
        value: Local<'s, Value>,
    ) -> Result<Local<'s, Value>> {
        Ok(value)
    }
}
