pub struct Types {}
unsafe impl ::nano_runtime::gc::Trace for Types {
    fn trace(&self, _: &mut ::nano_runtime::gc::Tracer<'_>) {}
}
const _: () = {
    use ::nano_runtime::{binding, gc};
    const _: &[u8] = ::core::include_bytes!("nano-macros/tests/idl/Types.idl");
    static DEF: binding::InterfaceDef = binding::InterfaceDef {
        name: "Types",
        location: "tests/idl/Types.idl:3",
        heap_name: c"Types",
        kind: binding::DefKind::Interface,
        parent: None,
        parent_offset: 0,
        constructor: None,
        members: &[Types::MEMBERS_TYPES],
        exposed: true,
        aliases: &[],
        prototype: None,
        empty_prototype: false,
        serializable: false,
        transferable: false,
        serialize: None,
        transfer: None,
    };
    impl binding::Named for Types {
        const IDL_NAME: &'static str = "Types";
    }
    unsafe impl gc::Interface for Types {
        const DEF: &'static binding::InterfaceDef = &DEF;
    }
};
impl Types {
    fn integers(&self, a: i8, b: u8, c: i16, d: u16, e: u64, f: i64) {}
    fn floats(&self, a: f32, b: f32, c: f64, d: f64) {}
    fn strings(&self, a: DomString, b: UsvString, c: ByteString, d: DomString) {}
    fn buffers(
        &self,
        a: BufferSource<'_>,
        b: ArrayBufferView<'_>,
        c: Vec<u8>,
        d: Vec<u8>,
    ) {}
    fn list(&self, values: Vec<Option<DomString>>) {}
    fn table(&self, values: Record<ByteString, i32>) {}
    fn stream(&self, source: AsyncSequence<'_>) {}
}
const _: () = {
    use ::nano_runtime::{self, binding, gc, js, webidl};
    use ::nano_runtime::binding::{
        AnyName, Call, Member as Entry, NameOf, Outcome, PropertyName, Site,
    };
    use ::nano_runtime::webidl::idl;
    const _: &[u8] = ::core::include_bytes!("nano-macros/tests/idl/Types.idl");
    impl Types {
        /// The members that this file of the IDL declares.
        #[doc(hidden)]
        pub const MEMBERS_TYPES: &'static [Entry] = &[
            Entry::operation("integers", 6, integers),
            Entry::operation("floats", 4, floats),
            Entry::operation("strings", 4, strings),
            Entry::operation("buffers", 4, buffers),
            Entry::operation("list", 1, list),
            Entry::operation("table", 1, table),
            Entry::operation("stream", 1, stream),
        ];
    }
    fn integers(call: &mut Call<'_, '_, '_>) -> Outcome {
        call.at(Site::Operation("Types", "integers"));
        let this = call.receiver::<Types>()?;
        call.require(6)?;
        let a: i8 = call.arg::<idl::Clamp<idl::Byte>, _>(0)?;
        let b: u8 = call.arg::<idl::EnforceRange<idl::Octet>, _>(1)?;
        let c: i16 = call.arg::<idl::Short, _>(2)?;
        let d: u16 = call.arg::<idl::UnsignedShort, _>(3)?;
        let e: u64 = call.arg::<idl::EnforceRange<idl::UnsignedLongLong>, _>(4)?;
        let f: i64 = call.arg::<idl::LongLong, _>(5)?;
        Types::integers(this.get(), a, b, c, d, e, f);
        Ok(())
    }
    fn floats(call: &mut Call<'_, '_, '_>) -> Outcome {
        call.at(Site::Operation("Types", "floats"));
        let this = call.receiver::<Types>()?;
        call.require(4)?;
        let a: f32 = call.arg::<idl::Float, _>(0)?;
        let b: f32 = call.arg::<idl::UnrestrictedFloat, _>(1)?;
        let c: f64 = call.arg::<idl::Double, _>(2)?;
        let d: f64 = call.arg::<idl::UnrestrictedDouble, _>(3)?;
        Types::floats(this.get(), a, b, c, d);
        Ok(())
    }
    fn strings(call: &mut Call<'_, '_, '_>) -> Outcome {
        call.at(Site::Operation("Types", "strings"));
        let this = call.receiver::<Types>()?;
        call.require(4)?;
        let a: DomString = call.arg::<idl::DOMString, _>(0)?;
        let b: UsvString = call.arg::<idl::USVString, _>(1)?;
        let c: ByteString = call.arg::<idl::ByteString, _>(2)?;
        let d: DomString = call
            .arg::<idl::LegacyNullToEmptyString<idl::DOMString>, _>(3)?;
        Types::strings(this.get(), a, b, c, d);
        Ok(())
    }
    fn buffers(call: &mut Call<'_, '_, '_>) -> Outcome {
        call.at(Site::Operation("Types", "buffers"));
        let this = call.receiver::<Types>()?;
        call.require(4)?;
        let a: BufferSource<'_> = call.arg::<idl::AllowShared<idl::BufferSource>, _>(0)?;
        let b: ArrayBufferView<'_> = call
            .arg::<idl::AllowShared<idl::AllowResizable<idl::ArrayBufferView>>, _>(1)?;
        let c: Vec<u8> = call.arg::<idl::Uint8Array, _>(2)?;
        let d: Vec<u8> = call.arg::<idl::ArrayBuffer, _>(3)?;
        Types::buffers(this.get(), a, b, c, d);
        Ok(())
    }
    fn list(call: &mut Call<'_, '_, '_>) -> Outcome {
        call.at(Site::Operation("Types", "list"));
        let this = call.receiver::<Types>()?;
        call.require(1)?;
        let values: Vec<Option<DomString>> = call
            .arg::<idl::Sequence<idl::Nullable<idl::DOMString>>, _>(0)?;
        Types::list(this.get(), values);
        Ok(())
    }
    fn table(call: &mut Call<'_, '_, '_>) -> Outcome {
        call.at(Site::Operation("Types", "table"));
        let this = call.receiver::<Types>()?;
        call.require(1)?;
        let values: Record<ByteString, i32> = call
            .arg::<idl::Record<idl::ByteString, idl::Long>, _>(0)?;
        Types::table(this.get(), values);
        Ok(())
    }
    fn stream(call: &mut Call<'_, '_, '_>) -> Outcome {
        call.at(Site::Operation("Types", "stream"));
        let this = call.receiver::<Types>()?;
        call.require(1)?;
        let source: AsyncSequence<'_> = call.arg::<idl::AsyncSequence<idl::Any>, _>(0)?;
        Types::stream(this.get(), source);
        Ok(())
    }
};
