//! Variants that do not fit the members of a union, and a union that is no type.

#[webapi("Ui.idl")]
pub enum UiUnion {
    DomString(DomString),
    Number { value: i32 },
}

#[webapi("Ui.idl", union = "(DOMString or Nothing)")]
pub enum Other {
    DomString(DomString),
}
