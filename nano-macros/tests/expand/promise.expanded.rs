pub struct Promises {}
unsafe impl ::nano_runtime::gc::Trace for Promises {
    fn trace(&self, _: &mut ::nano_runtime::gc::Tracer<'_>) {}
}
const _: () = {
    use ::nano_runtime::{binding, gc};
    const _: &[u8] = ::core::include_bytes!("nano-macros/tests/idl/Promise.idl");
    static DEF: binding::InterfaceDef = binding::InterfaceDef {
        name: "Promises",
        location: "tests/idl/Promise.idl:2",
        heap_name: c"Promises",
        kind: binding::DefKind::Interface,
        parent: None,
        parent_offset: 0,
        constructor: None,
        members: &[Promises::MEMBERS_PROMISE],
        exposed: true,
        aliases: &[],
        prototype: None,
        empty_prototype: false,
        serializable: false,
        transferable: false,
        serialize: None,
        transfer: None,
    };
    impl binding::Named for Promises {
        const IDL_NAME: &'static str = "Promises";
    }
    unsafe impl gc::Interface for Promises {
        const DEF: &'static binding::InterfaceDef = &DEF;
    }
};
impl Promises {
    async fn later(&self, value: u32) -> Result<u32> {
        Ok(value)
    }
    fn close(
        &self,
        scope: &mut Scope<'_, '_>,
    ) -> Result<impl Future<Output = Result<()>> + 'static> {
        Ok(async { Ok(()) })
    }
    fn own<'s>(&self, other: Local<'s, Promise>) -> Result<Local<'s, Promise>> {
        Ok(other)
    }
    async fn open(name: UsvString) -> Promises {
        Promises {}
    }
}
const _: () = {
    use ::nano_runtime::{self, binding, gc, js, webidl};
    use ::nano_runtime::binding::{
        AnyName, Call, Member as Entry, NameOf, Outcome, PropertyName, Site,
    };
    use ::nano_runtime::webidl::idl;
    const _: &[u8] = ::core::include_bytes!("nano-macros/tests/idl/Promise.idl");
    impl Promises {
        /// The members that this file of the IDL declares.
        #[doc(hidden)]
        pub const MEMBERS_PROMISE: &'static [Entry] = &[
            Entry::operation("later", 1, later).returns_promise(),
            Entry::operation("close", 0, close).returns_promise(),
            Entry::operation("own", 1, own).returns_promise(),
            Entry::operation("open", 1, open_static)
                .on_interface_object()
                .returns_promise(),
        ];
    }
    fn later(call: &mut Call<'_, '_, '_>) -> Outcome {
        call.at(Site::Operation("Promises", "later"));
        call.promise(|call| {
            let this = call.receiver::<Promises>()?;
            call.require(1)?;
            let value: u32 = call.arg::<idl::UnsignedLong, _>(0)?;
            let this = call.root(this);
            call.spawn::<
                    idl::UnsignedLong,
                    _,
                >(async move { Promises::later(&this, value).await })
        })
    }
    fn close(call: &mut Call<'_, '_, '_>) -> Outcome {
        call.at(Site::Operation("Promises", "close"));
        call.promise(|call| {
            let this = call.receiver::<Promises>()?;
            let future = Promises::close(this.get(), call.scope())?;
            call.spawn::<idl::Undefined, _>(future)
        })
    }
    fn own(call: &mut Call<'_, '_, '_>) -> Outcome {
        call.at(Site::Operation("Promises", "own"));
        call.promise(|call| {
            let this = call.receiver::<Promises>()?;
            call.require(1)?;
            let other: Local<'_, Promise> = call.arg::<idl::Promise<idl::Any>, _>(0)?;
            Promises::own(this.get(), other)
        })
    }
    fn open_static(call: &mut Call<'_, '_, '_>) -> Outcome {
        call.at(Site::Operation("Promises", "open"));
        call.promise(|call| {
            call.require(1)?;
            let name: UsvString = call.arg::<idl::USVString, _>(0)?;
            call.spawn::<
                    idl::Interface,
                    _,
                >(async move { Ok(Promises::open(name).await) })
        })
    }
    const _: () = binding::expect_off_stack::<u32>();
    const _: () = binding::expect_off_stack::<UsvString>();
    const _: () = binding::expect_named(
        NameOf::<Promises>::IDL_NAME,
        "Promises",
        "the value of `open` is `Promises` in the IDL\n --> tests/idl/Promise.idl:6:3\n  |\n6 |   static Promise<Promises> open(USVString name);",
    );
};
