pub enum NameOrNames {
    String(DomString),
    Sequence(Vec<DomString>),
}
const _: () = {
    use ::nano_runtime::{self, binding, js, webidl};
    use ::nano_runtime::webidl::idl;
    const _: &[u8] = ::core::include_bytes!("nano-macros/tests/idl/Union.idl");
    impl binding::Named for NameOrNames {
        const IDL_NAME: &'static str = "(DOMString or sequence<DOMString>)";
    }
    const CANDIDATES: &[binding::Candidate] = &[
        binding::Candidate::new(0, &[binding::Kind::String]),
        binding::Candidate::new(1, &[binding::Kind::Sequence]),
    ];
    impl<'s> webidl::FromJs<'s, idl::Union> for NameOrNames {
        fn from_js(
            scope: &mut nano_runtime::Scope<'s, '_>,
            value: js::Local<'s, js::Value>,
        ) -> nano_runtime::Result<Self> {
            match binding::select(scope, value, CANDIDATES)? {
                Some(selected) if selected.index == 0 => {
                    selected
                        .convert::<idl::DOMString, DomString>(scope, value)
                        .map(Self::String)
                }
                Some(selected) if selected.index == 1 => {
                    selected
                        .convert::<
                            idl::Sequence<idl::DOMString>,
                            Vec<DomString>,
                        >(scope, value)
                        .map(Self::Sequence)
                }
                _ => Err(nano_runtime::Exception::not_of_type("NameOrNames")),
            }
        }
    }
    impl<'s> webidl::IntoJs<'s, idl::Union> for NameOrNames {
        fn into_js(
            self,
            scope: &mut nano_runtime::Scope<'s, '_>,
        ) -> nano_runtime::Result<js::Local<'s, js::Value>> {
            match self {
                Self::String(value) => {
                    webidl::IntoJs::<idl::DOMString>::into_js(value, scope)
                }
                Self::Sequence(value) => {
                    webidl::IntoJs::<
                        idl::Sequence<idl::DOMString>,
                    >::into_js(value, scope)
                }
            }
        }
    }
};
pub enum Anything<'s> {
    String(DomString),
    Sequence(Vec<DomString>),
    Unions(Ref<'s, Unions>),
    Boolean(bool),
    Double(f64),
}
const _: () = {
    use ::nano_runtime::{self, binding, js, webidl};
    use ::nano_runtime::webidl::idl;
    const _: &[u8] = ::core::include_bytes!("nano-macros/tests/idl/Union.idl");
    impl<'s> binding::Named for Anything<'s> {
        const IDL_NAME: &'static str = "(DOMString or Unions or boolean or double or sequence<DOMString>)";
    }
    const CANDIDATES: &[binding::Candidate] = &[
        binding::Candidate::new(0, &[binding::Kind::String]),
        binding::Candidate::new(1, &[binding::Kind::Sequence]),
        binding::Candidate::new(2, &[binding::Kind::Interface("Unions")]),
        binding::Candidate::new(3, &[binding::Kind::Boolean]),
        binding::Candidate::new(4, &[binding::Kind::Number]),
    ];
    impl<'s> webidl::FromJs<'s, idl::Union> for Anything<'s> {
        fn from_js(
            scope: &mut nano_runtime::Scope<'s, '_>,
            value: js::Local<'s, js::Value>,
        ) -> nano_runtime::Result<Self> {
            match binding::select(scope, value, CANDIDATES)? {
                Some(selected) if selected.index == 0 => {
                    selected
                        .convert::<idl::DOMString, DomString>(scope, value)
                        .map(Self::String)
                }
                Some(selected) if selected.index == 1 => {
                    selected
                        .convert::<
                            idl::Sequence<idl::DOMString>,
                            Vec<DomString>,
                        >(scope, value)
                        .map(Self::Sequence)
                }
                Some(selected) if selected.index == 2 => {
                    selected
                        .convert::<idl::Interface, Ref<'s, Unions>>(scope, value)
                        .map(Self::Unions)
                }
                Some(selected) if selected.index == 3 => {
                    selected
                        .convert::<idl::Boolean, bool>(scope, value)
                        .map(Self::Boolean)
                }
                Some(selected) if selected.index == 4 => {
                    selected.convert::<idl::Double, f64>(scope, value).map(Self::Double)
                }
                _ => Err(nano_runtime::Exception::not_of_type("Anything")),
            }
        }
    }
};
pub enum BufferOrText {
    ArrayBuffer(Vec<u8>),
    DomString(DomString),
}
const _: () = {
    use ::nano_runtime::{self, binding, js, webidl};
    use ::nano_runtime::webidl::idl;
    const _: &[u8] = ::core::include_bytes!("nano-macros/tests/idl/Union.idl");
    impl binding::Named for BufferOrText {
        const IDL_NAME: &'static str = "(ArrayBuffer or DOMString)";
    }
    const CANDIDATES: &[binding::Candidate] = &[
        binding::Candidate::new(0, &[binding::Kind::Buffer("ArrayBuffer")]),
        binding::Candidate::new(1, &[binding::Kind::String]),
    ];
    impl<'s> webidl::FromJs<'s, idl::Union> for BufferOrText {
        fn from_js(
            scope: &mut nano_runtime::Scope<'s, '_>,
            value: js::Local<'s, js::Value>,
        ) -> nano_runtime::Result<Self> {
            match binding::select(scope, value, CANDIDATES)? {
                Some(selected) if selected.index == 0 => {
                    selected
                        .convert::<idl::ArrayBuffer, Vec<u8>>(scope, value)
                        .map(Self::ArrayBuffer)
                }
                Some(selected) if selected.index == 1 => {
                    selected
                        .convert::<idl::DOMString, DomString>(scope, value)
                        .map(Self::DomString)
                }
                _ => {
                    Err(
                        nano_runtime::Exception::not_of_type(
                            "(ArrayBuffer or DOMString)",
                        ),
                    )
                }
            }
        }
    }
};
pub struct Unions {}
unsafe impl ::nano_runtime::gc::Trace for Unions {
    fn trace(&self, _: &mut ::nano_runtime::gc::Tracer<'_>) {}
}
const _: () = {
    use ::nano_runtime::{binding, gc};
    const _: &[u8] = ::core::include_bytes!("nano-macros/tests/idl/Union.idl");
    static DEF: binding::InterfaceDef = binding::InterfaceDef {
        name: "Unions",
        location: "tests/idl/Union.idl:4",
        heap_name: c"Unions",
        kind: binding::DefKind::Interface,
        parent: None,
        parent_offset: 0,
        constructor: None,
        members: &[Unions::MEMBERS_UNION],
        exposed: true,
        aliases: &[],
        prototype: None,
        empty_prototype: false,
        serializable: false,
        transferable: false,
        serialize: None,
        transfer: None,
    };
    impl binding::Named for Unions {
        const IDL_NAME: &'static str = "Unions";
    }
    unsafe impl gc::Interface for Unions {
        const DEF: &'static binding::InterfaceDef = &DEF;
    }
};
impl Unions {
    fn describe(&self, what: Option<Anything<'_>>) -> NameOrNames {
        NameOrNames::Sequence(Vec::new())
    }
    fn store(&self, value: Option<BufferOrText>) {}
}
const _: () = {
    use ::nano_runtime::{self, binding, gc, js, webidl};
    use ::nano_runtime::binding::{
        AnyName, Call, Member as Entry, NameOf, Outcome, PropertyName, Site,
    };
    use ::nano_runtime::webidl::idl;
    const _: &[u8] = ::core::include_bytes!("nano-macros/tests/idl/Union.idl");
    impl Unions {
        /// The members that this file of the IDL declares.
        #[doc(hidden)]
        pub const MEMBERS_UNION: &'static [Entry] = &[
            Entry::operation("describe", 1, describe),
            Entry::operation("store", 1, store),
        ];
    }
    fn describe(call: &mut Call<'_, '_, '_>) -> Outcome {
        call.at(Site::Operation("Unions", "describe"));
        let this = call.receiver::<Unions>()?;
        call.require(1)?;
        let what: Option<Anything<'_>> = call.arg::<idl::Nullable<idl::Union>, _>(0)?;
        let value = Unions::describe(this.get(), what);
        call.ret::<idl::Union, _>(value)
    }
    fn store(call: &mut Call<'_, '_, '_>) -> Outcome {
        call.at(Site::Operation("Unions", "store"));
        let this = call.receiver::<Unions>()?;
        call.require(1)?;
        let value: Option<BufferOrText> = call.arg::<idl::Nullable<idl::Union>, _>(0)?;
        Unions::store(this.get(), value);
        Ok(())
    }
    const _: () = binding::expect_named(
        NameOf::<Option<Anything<'static>>>::IDL_NAME,
        "(DOMString or Unions or boolean or double or sequence<DOMString>)",
        "argument `what` is `Anything` in the IDL\n --> tests/idl/Union.idl:5:33\n  |\n5 |   NameOrNames describe(Anything what);",
    );
    const _: () = binding::expect_named(
        NameOf::<NameOrNames>::IDL_NAME,
        "(DOMString or sequence<DOMString>)",
        "the value of `describe` is `NameOrNames` in the IDL\n --> tests/idl/Union.idl:5:3\n  |\n5 |   NameOrNames describe(Anything what);",
    );
    const _: () = binding::expect_named(
        NameOf::<BufferOrText>::IDL_NAME,
        "(ArrayBuffer or DOMString)",
        "argument `value` is `(ArrayBuffer or DOMString)?` in the IDL\n --> tests/idl/Union.idl:6:47\n  |\n6 |   undefined store((ArrayBuffer or DOMString)? value);",
    );
};
