//! Inheritance, a mixin and a partial.

#[webapi("Inheritance.idl")]
pub struct Base {
    name: String,
}

#[webapi("Inheritance.idl")]
impl Base {
    fn name(&self) -> &str {
        &self.name
    }
}

#[webapi("Inheritance.idl")]
pub struct Derived {
    base: Base,
}

#[webapi("Inheritance.idl")]
impl Derived {
    fn constructor() -> Self {
        Self::default()
    }
    fn mixed_in(&self) {}
    fn partly(&self) {}
}
