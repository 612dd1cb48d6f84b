//! Attributes: readonly, static, stringifier, kept, forwarding, replaceable, lenient, promise, unforgeable.

#[webapi("Attributes.idl")]
pub struct Attributes {
    title: RefCell<String>,
}

#[webapi("Attributes.idl")]
impl Attributes {
    fn count(&self) -> u32 {
        1
    }
    fn title(&self) -> String {
        self.title.borrow().clone()
    }
    fn set_title(&self, value: DomString) -> Result<()> {
        Ok(())
    }
    fn href(&self) -> &str {
        ""
    }
    fn set_href(&self, value: UsvString) {}
    fn supported() -> bool {
        true
    }
    fn ratio() -> f64 {
        0.5
    }
    fn set_ratio(value: f64) {}
    fn self_(this: Ref<'_, Self>) -> Ref<'_, Attributes> {
        this
    }
    fn names(&self) -> Vec<String> {
        Vec::new()
    }
    fn bag<'s>(&self, scope: &mut Scope<'s, '_>) -> Result<Traced<Object>> {
        Ok(Traced::empty())
    }
    fn target(this: Ref<'_, Self>) -> Ref<'_, Attributes> {
        this
    }
    fn origin<'s>(&self, scope: &mut Scope<'s, '_>) -> Local<'s, Value> {
        undefined(scope)
    }
    fn lenient(&self) -> i32 {
        0
    }
    fn ready<'s>(&self, scope: &mut Scope<'s, '_>) -> Result<Local<'s, Promise>> {
        Err(Exception::Pending)
    }
    fn is_trusted(&self) -> bool {
        false
    }
}
