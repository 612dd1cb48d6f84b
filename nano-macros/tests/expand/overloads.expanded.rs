pub struct Overloads {}
unsafe impl ::nano_runtime::gc::Trace for Overloads {
    fn trace(&self, _: &mut ::nano_runtime::gc::Tracer<'_>) {}
}
const _: () = {
    use ::nano_runtime::{binding, gc};
    const _: &[u8] = ::core::include_bytes!("nano-macros/tests/idl/Overloads.idl");
    static DEF: binding::InterfaceDef = binding::InterfaceDef {
        name: "Overloads",
        location: "tests/idl/Overloads.idl:2",
        heap_name: c"Overloads",
        kind: binding::DefKind::Interface,
        parent: None,
        parent_offset: 0,
        constructor: Some(Overloads::CONSTRUCTOR),
        members: &[Overloads::MEMBERS_OVERLOADS],
        exposed: true,
        aliases: &[],
        prototype: None,
        empty_prototype: false,
        serializable: false,
        transferable: false,
        serialize: None,
        transfer: None,
    };
    impl binding::Named for Overloads {
        const IDL_NAME: &'static str = "Overloads";
    }
    unsafe impl gc::Interface for Overloads {
        const DEF: &'static binding::InterfaceDef = &DEF;
    }
};
impl Overloads {
    fn constructor() -> Self {
        Self {}
    }
    fn from_text(text: DomString) -> Self {
        Self {}
    }
    fn from_other(other: Ref<'_, Overloads>, deep: bool) -> Result<Self> {
        Ok(Self {})
    }
    fn pick(&self, index: u32) -> String {
        String::new()
    }
    fn pick_other(&self, other: Ref<'_, Overloads>) -> String {
        String::new()
    }
    fn pick_pair(&self, index: u32, name: DomString) -> String {
        String::new()
    }
    fn make(name: DomString) {}
    fn make_all(names: Vec<DomString>) {}
}
const _: () = {
    use ::nano_runtime::{self, binding, gc, js, webidl};
    use ::nano_runtime::binding::{
        AnyName, Call, Member as Entry, NameOf, Outcome, PropertyName, Site,
    };
    use ::nano_runtime::webidl::idl;
    const _: &[u8] = ::core::include_bytes!("nano-macros/tests/idl/Overloads.idl");
    impl Overloads {
        #[doc(hidden)]
        pub const CONSTRUCTOR: binding::Constructor = binding::Constructor::new(
            0,
            constructor,
        );
        /// The members that this file of the IDL declares.
        #[doc(hidden)]
        pub const MEMBERS_OVERLOADS: &'static [Entry] = &[
            Entry::operation("pick", 1, pick),
            Entry::operation("make", 1, make_static).on_interface_object(),
        ];
    }
    fn constructor(call: &mut Call<'_, '_, '_>) -> Outcome {
        call.at(Site::Constructor("Overloads"));
        call.require_new()?;
        let chosen: usize = match call.length().min(2) {
            0 => 0,
            1 => {
                call.choose(
                    0,
                    &[
                        binding::Candidate::new(1, &[binding::Kind::String]),
                        binding::Candidate::new(
                            2,
                            &[binding::Kind::Interface("Overloads")],
                        ),
                    ],
                )?
            }
            2 => 2,
            _ => return Err(call.no_overload()),
        };
        match chosen {
            0 => {
                let object = Overloads::constructor();
                call.construct(object)
            }
            1 => {
                let text: DomString = call.arg::<idl::DOMString, _>(0)?;
                let object = Overloads::from_text(text);
                call.construct(object)
            }
            2 => {
                let other: Ref<'_, Overloads> = call.arg::<idl::Interface, _>(0)?;
                let deep: bool = call.arg_or::<idl::Boolean, _, _>(1, false)?;
                let object = Overloads::from_other(other, deep)?;
                call.construct(object)
            }
            _ => Err(call.no_overload()),
        }
    }
    fn pick(call: &mut Call<'_, '_, '_>) -> Outcome {
        call.at(Site::Operation("Overloads", "pick"));
        let this = call.receiver::<Overloads>()?;
        call.require(1)?;
        let chosen: usize = match call.length().min(2) {
            1 => {
                call.choose(
                    0,
                    &[
                        binding::Candidate::new(0, &[binding::Kind::Number]),
                        binding::Candidate::new(
                            1,
                            &[binding::Kind::Interface("Overloads")],
                        ),
                    ],
                )?
            }
            2 => 2,
            _ => return Err(call.no_overload()),
        };
        match chosen {
            0 => {
                let index: u32 = call.arg::<idl::UnsignedLong, _>(0)?;
                let value = Overloads::pick(this.get(), index);
                call.ret::<idl::DOMString, _>(value)
            }
            1 => {
                let other: Ref<'_, Overloads> = call.arg::<idl::Interface, _>(0)?;
                let value = Overloads::pick_other(this.get(), other);
                call.ret::<idl::DOMString, _>(value)
            }
            2 => {
                let index: u32 = call.arg::<idl::UnsignedLong, _>(0)?;
                let name: DomString = call.arg::<idl::DOMString, _>(1)?;
                let value = Overloads::pick_pair(this.get(), index, name);
                call.ret::<idl::DOMString, _>(value)
            }
            _ => Err(call.no_overload()),
        }
    }
    fn make_static(call: &mut Call<'_, '_, '_>) -> Outcome {
        call.at(Site::Operation("Overloads", "make"));
        call.require(1)?;
        let chosen: usize = match call.length().min(1) {
            1 => {
                call.choose(
                    0,
                    &[
                        binding::Candidate::new(0, &[binding::Kind::String]),
                        binding::Candidate::new(1, &[binding::Kind::Sequence]),
                    ],
                )?
            }
            _ => return Err(call.no_overload()),
        };
        match chosen {
            0 => {
                let name: DomString = call.arg::<idl::DOMString, _>(0)?;
                Overloads::make(name);
                Ok(())
            }
            1 => {
                let names: Vec<DomString> = call
                    .arg::<idl::Sequence<idl::DOMString>, _>(0)?;
                Overloads::make_all(names);
                Ok(())
            }
            _ => Err(call.no_overload()),
        }
    }
    const _: () = binding::expect_named(
        NameOf::<Overloads>::IDL_NAME,
        "Overloads",
        "argument `other` is `Overloads` in the IDL\n --> tests/idl/Overloads.idl:5:25\n  |\n5 |   constructor(Overloads other, optional boolean deep = false);",
    );
};
