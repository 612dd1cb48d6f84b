//! placeholder until rt lands
use crate::js::Scope;
pub type Settle = Box<dyn FnOnce(&mut Scope<'_, '_>)>;
#[derive(Default)]
pub struct Realm {
    pub templates: crate::binding::Templates,
}
impl Realm {
    pub fn from_scope<'a>(scope: &Scope<'a, '_>) -> &'a Realm {
        unsafe { &*(scope.get_data(0) as *const Realm) }
    }
    pub fn spawn_op(&self, _f: impl Future<Output = Settle> + 'static) {}
}
