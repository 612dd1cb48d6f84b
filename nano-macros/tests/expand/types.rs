//! The types of arguments: integers, floats, strings, buffers, lists; their annotations.

#[webapi("Types.idl")]
pub struct Types {}

#[webapi("Types.idl")]
impl Types {
    fn integers(&self, a: i8, b: u8, c: i16, d: u16, e: u64, f: i64) {}
    fn floats(&self, a: f32, b: f32, c: f64, d: f64) {}
    fn strings(&self, a: DomString, b: UsvString, c: ByteString, d: DomString) {}
    fn buffers(&self, a: BufferSource<'_>, b: ArrayBufferView<'_>, c: Vec<u8>, d: Vec<u8>) {}
    fn list(&self, values: Vec<Option<DomString>>) {}
    fn table(&self, values: Record<ByteString, i32>) {}
    fn stream(&self, source: AsyncSequence<'_>) {}
}
