pub struct Operations {}
unsafe impl ::nano_runtime::gc::Trace for Operations {
    fn trace(&self, _: &mut ::nano_runtime::gc::Tracer<'_>) {}
}
const _: () = {
    use ::nano_runtime::{binding, gc};
    const _: &[u8] = ::core::include_bytes!("nano-macros/tests/idl/Operations.idl");
    static DEF: binding::InterfaceDef = binding::InterfaceDef {
        name: "Operations",
        location: "tests/idl/Operations.idl:2",
        heap_name: c"Operations",
        kind: binding::DefKind::Interface,
        parent: None,
        parent_offset: 0,
        constructor: None,
        members: &[Operations::MEMBERS_OPERATIONS],
        exposed: true,
        aliases: &[],
        prototype: None,
        empty_prototype: false,
        serializable: false,
        transferable: false,
        serialize: None,
        transfer: None,
    };
    impl binding::Named for Operations {
        const IDL_NAME: &'static str = "Operations";
    }
    unsafe impl gc::Interface for Operations {
        const DEF: &'static binding::InterfaceDef = &DEF;
    }
};
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
const _: () = {
    use ::nano_runtime::{self, binding, gc, js, webidl};
    use ::nano_runtime::binding::{
        AnyName, Call, Member as Entry, NameOf, Outcome, PropertyName, Site,
    };
    use ::nano_runtime::webidl::idl;
    const _: &[u8] = ::core::include_bytes!("nano-macros/tests/idl/Operations.idl");
    impl Operations {
        /// The members that this file of the IDL declares.
        #[doc(hidden)]
        pub const MEMBERS_OPERATIONS: &'static [Entry] = &[
            Entry::operation("run", 0, run),
            Entry::operation("area", 0, area),
            Entry::operation("pad", 1, pad),
            Entry::operation("sum", 0, sum_static).on_interface_object(),
            Entry::operation("copy", 0, copy),
            Entry::operation("fixed", 0, fixed).unforgeable(),
            Entry::operation("apply", 4, apply),
        ];
    }
    fn run(call: &mut Call<'_, '_, '_>) -> Outcome {
        call.at(Site::Operation("Operations", "run"));
        let this = call.receiver::<Operations>()?;
        Operations::run(this.get())?;
        Ok(())
    }
    fn area(call: &mut Call<'_, '_, '_>) -> Outcome {
        call.at(Site::Operation("Operations", "area"));
        let this = call.receiver::<Operations>()?;
        let scale: Option<f64> = call.optional::<idl::Double, _>(0)?;
        let value = Operations::area(this.get(), scale);
        call.ret::<idl::Double, _>(value)
    }
    fn pad(call: &mut Call<'_, '_, '_>) -> Outcome {
        call.at(Site::Operation("Operations", "pad"));
        let this = call.receiver::<Operations>()?;
        call.require(1)?;
        let text: DomString = call.arg::<idl::DOMString, _>(0)?;
        let width: u32 = call.arg_or::<idl::UnsignedLong, _, _>(1, 8f64)?;
        let left: bool = call.arg_or::<idl::Boolean, _, _>(2, false)?;
        let value = Operations::pad(this.get(), text, width, left)?;
        call.ret::<idl::DOMString, _>(value)
    }
    fn sum_static(call: &mut Call<'_, '_, '_>) -> Outcome {
        call.at(Site::Operation("Operations", "sum"));
        let values: Vec<i32> = call.rest::<idl::Long, _>(0)?;
        let value = Operations::sum(values);
        call.ret::<idl::Long, _>(value)
    }
    fn copy(call: &mut Call<'_, '_, '_>) -> Outcome {
        call.at(Site::Operation("Operations", "copy"));
        let this = call.receiver::<Operations>()?;
        let value = Operations::copy(this.get());
        call.ret::<idl::Interface, _>(value)
    }
    fn fixed(call: &mut Call<'_, '_, '_>) -> Outcome {
        call.at(Site::Operation("Operations", "fixed"));
        let this = call.receiver::<Operations>()?;
        Operations::fixed(this.get());
        Ok(())
    }
    fn apply(call: &mut Call<'_, '_, '_>) -> Outcome {
        call.at(Site::Operation("Operations", "apply"));
        let this = call.receiver::<Operations>()?;
        call.require(4)?;
        let target: Local<'_, Object> = call.arg::<idl::Object, _>(0)?;
        let key: Local<'_, Symbol> = call.arg::<idl::Symbol, _>(1)?;
        let amount: BigInt = call.arg::<idl::Bigint, _>(2)?;
        let value: Local<'_, Value> = call.arg::<idl::Any, _>(3)?;
        let value = Operations::apply(this, call.scope(), target, key, amount, value)?;
        call.ret::<idl::Any, _>(value)
    }
    const _: () = binding::expect_named(
        NameOf::<Operations>::IDL_NAME,
        "Operations",
        "the value of `copy` is `Operations` in the IDL\n --> tests/idl/Operations.idl:7:3\n  |\n7 |   [NewObject] Operations copy();",
    );
};
