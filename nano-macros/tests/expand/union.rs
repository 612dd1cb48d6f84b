//! Unions: a typedef, a nested and nullable one, one without a name.

#[webapi("Union.idl")]
pub enum NameOrNames {
    String(DomString),
    Sequence(Vec<DomString>),
}

#[webapi("Union.idl")]
pub enum Anything<'s> {
    String(DomString),
    Sequence(Vec<DomString>),
    Unions(Ref<'s, Unions>),
    Boolean(bool),
    Double(f64),
}

#[webapi("Union.idl", union = "(ArrayBuffer or DOMString)")]
pub enum BufferOrText {
    ArrayBuffer(Vec<u8>),
    DomString(DomString),
}

#[webapi("Union.idl")]
pub struct Unions {}

#[webapi("Union.idl")]
impl Unions {
    fn describe(&self, what: Option<Anything<'_>>) -> NameOrNames {
        NameOrNames::Sequence(Vec::new())
    }
    fn store(&self, value: Option<BufferOrText>) {}
}
