pub struct Constructor {
    url: Url,
    parent: Member<Constructor>,
}
unsafe impl ::nano_runtime::gc::Trace for Constructor {
    fn trace(&self, tracer: &mut ::nano_runtime::gc::Tracer<'_>) {
        ::nano_runtime::gc::Trace::trace(&self.parent, tracer);
    }
}
const _: () = {
    use ::nano_runtime::{binding, gc};
    const _: &[u8] = ::core::include_bytes!("nano-macros/tests/idl/Constructor.idl");
    static DEF: binding::InterfaceDef = binding::InterfaceDef {
        name: "Constructor",
        location: "tests/idl/Constructor.idl:2",
        heap_name: c"Constructor",
        kind: binding::DefKind::Interface,
        parent: None,
        parent_offset: 0,
        constructor: Some(Constructor::CONSTRUCTOR),
        members: &[Constructor::MEMBERS_CONSTRUCTOR],
        exposed: true,
        aliases: &[],
        prototype: None,
        empty_prototype: false,
        serializable: true,
        transferable: true,
        serialize: {
            use ::nano_runtime::serialize::{Probe, Unmarked as _};
            Probe::<Constructor>::SERIALIZABLE
        },
        transfer: {
            use ::nano_runtime::serialize::{Probe, Unmarked as _};
            Probe::<Constructor>::TRANSFERABLE
        },
    };
    impl binding::Named for Constructor {
        const IDL_NAME: &'static str = "Constructor";
    }
    unsafe impl gc::Interface for Constructor {
        const DEF: &'static binding::InterfaceDef = &DEF;
    }
};
impl Constructor {
    fn constructor(url: UsvString, base: Option<UsvString>) -> Result<Self> {
        Err(Exception::Pending)
    }
}
const _: () = {
    use ::nano_runtime::{self, binding, gc, js, webidl};
    use ::nano_runtime::binding::{
        AnyName, Call, Member as Entry, NameOf, Outcome, PropertyName, Site,
    };
    use ::nano_runtime::webidl::idl;
    const _: &[u8] = ::core::include_bytes!("nano-macros/tests/idl/Constructor.idl");
    impl Constructor {
        #[doc(hidden)]
        pub const CONSTRUCTOR: binding::Constructor = binding::Constructor::new(
            1,
            constructor,
        );
        /// The members that this file of the IDL declares.
        #[doc(hidden)]
        pub const MEMBERS_CONSTRUCTOR: &'static [Entry] = &[
            Entry::constant("NONE", binding::ConstantValue::Number(0f64)),
            Entry::constant("RATIO", binding::ConstantValue::Number(0.5f64)),
            Entry::constant("FLAG", binding::ConstantValue::Boolean(true)),
        ];
    }
    fn constructor(call: &mut Call<'_, '_, '_>) -> Outcome {
        call.at(Site::Constructor("Constructor"));
        call.require_new()?;
        call.require(1)?;
        let url: UsvString = call.arg::<idl::USVString, _>(0)?;
        let base: Option<UsvString> = call.optional::<idl::USVString, _>(1)?;
        let object = Constructor::constructor(url, base)?;
        call.construct(object)
    }
};
