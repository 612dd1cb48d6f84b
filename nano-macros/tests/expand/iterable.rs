//! Iterables of pairs and of values, the latter on an indexed getter.

#[webapi("Iterable.idl")]
pub struct Pairs {}

#[webapi("Iterable.idl")]
impl Pairs {
    fn value_pair(&self, index: usize) -> Option<(UsvString, i32)> {
        None
    }
}

#[webapi("Iterable.idl")]
pub struct Values {}

#[webapi("Iterable.idl")]
impl Values {
    fn length(&self) -> u32 {
        0
    }
    fn item(&self, index: u32) -> Option<String> {
        None
    }
}
