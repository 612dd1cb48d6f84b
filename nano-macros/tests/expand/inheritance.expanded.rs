pub struct Base {
    name: String,
}
unsafe impl ::nano_runtime::gc::Trace for Base {
    fn trace(&self, tracer: &mut ::nano_runtime::gc::Tracer<'_>) {
        ::nano_runtime::gc::Trace::trace(&self.name, tracer);
    }
}
const _: () = {
    use ::nano_runtime::{binding, gc};
    const _: &[u8] = ::core::include_bytes!("nano-macros/tests/idl/Inheritance.idl");
    static DEF: binding::InterfaceDef = binding::InterfaceDef {
        name: "Base",
        location: "tests/idl/Inheritance.idl:2",
        heap_name: c"Base",
        kind: binding::DefKind::Interface,
        parent: None,
        parent_offset: 0,
        constructor: None,
        members: &[Base::MEMBERS_INHERITANCE],
        exposed: true,
        aliases: &[],
        prototype: None,
        empty_prototype: false,
        serializable: false,
        transferable: false,
        serialize: None,
        transfer: None,
    };
    impl binding::Named for Base {
        const IDL_NAME: &'static str = "Base";
    }
    unsafe impl gc::Interface for Base {
        const DEF: &'static binding::InterfaceDef = &DEF;
    }
};
impl Base {
    fn name(&self) -> &str {
        &self.name
    }
}
const _: () = {
    use ::nano_runtime::{self, binding, gc, js, webidl};
    use ::nano_runtime::binding::{
        AnyName, Call, Member as Entry, NameOf, Outcome, PropertyName, Site,
    };
    use ::nano_runtime::webidl::idl;
    const _: &[u8] = ::core::include_bytes!("nano-macros/tests/idl/Inheritance.idl");
    impl Base {
        /// The members that this file of the IDL declares.
        #[doc(hidden)]
        pub const MEMBERS_INHERITANCE: &'static [Entry] = &[
            Entry::attribute("name", name_getter),
        ];
    }
    fn name_getter(call: &mut Call<'_, '_, '_>) -> Outcome {
        call.at(Site::Getter("Base", "name"));
        let this = call.receiver::<Base>()?;
        let value = Base::name(this.get());
        call.ret::<idl::DOMString, _>(value)
    }
};
pub struct Derived {
    base: Base,
}
unsafe impl ::nano_runtime::gc::Trace for Derived {
    fn trace(&self, tracer: &mut ::nano_runtime::gc::Tracer<'_>) {
        ::nano_runtime::gc::Trace::trace(&self.base, tracer);
    }
}
impl ::nano_runtime::gc::DerivedFrom<Base> for Derived {
    fn parent(&self) -> &Base {
        &self.base
    }
}
const _: () = {
    use ::nano_runtime::{binding, gc};
    const _: &[u8] = ::core::include_bytes!("nano-macros/tests/idl/Inheritance.idl");
    static DEF: binding::InterfaceDef = binding::InterfaceDef {
        name: "Derived",
        location: "tests/idl/Inheritance.idl:6",
        heap_name: c"Derived",
        kind: binding::DefKind::Interface,
        parent: Some(<Base as gc::Interface>::DEF),
        parent_offset: ::core::mem::offset_of!(Derived, base),
        constructor: Some(Derived::CONSTRUCTOR),
        members: &[Derived::MEMBERS_INHERITANCE],
        exposed: true,
        aliases: &[],
        prototype: None,
        empty_prototype: false,
        serializable: false,
        transferable: false,
        serialize: None,
        transfer: None,
    };
    impl binding::Named for Derived {
        const IDL_NAME: &'static str = "Derived";
    }
    unsafe impl gc::Interface for Derived {
        const DEF: &'static binding::InterfaceDef = &DEF;
    }
};
impl Derived {
    fn constructor() -> Self {
        Self::default()
    }
    fn mixed_in(&self) {}
    fn partly(&self) {}
}
const _: () = {
    use ::nano_runtime::{self, binding, gc, js, webidl};
    use ::nano_runtime::binding::{
        AnyName, Call, Member as Entry, NameOf, Outcome, PropertyName, Site,
    };
    use ::nano_runtime::webidl::idl;
    const _: &[u8] = ::core::include_bytes!("nano-macros/tests/idl/Inheritance.idl");
    impl Derived {
        #[doc(hidden)]
        pub const CONSTRUCTOR: binding::Constructor = binding::Constructor::new(
            0,
            constructor,
        );
        /// The members that this file of the IDL declares.
        #[doc(hidden)]
        pub const MEMBERS_INHERITANCE: &'static [Entry] = &[
            Entry::operation("partly", 0, partly),
            Entry::operation("mixedIn", 0, mixed_in),
        ];
    }
    fn constructor(call: &mut Call<'_, '_, '_>) -> Outcome {
        call.at(Site::Constructor("Derived"));
        call.require_new()?;
        let object = Derived::constructor();
        call.construct(object)
    }
    fn partly(call: &mut Call<'_, '_, '_>) -> Outcome {
        call.at(Site::Operation("Derived", "partly"));
        let this = call.receiver::<Derived>()?;
        Derived::partly(this.get());
        Ok(())
    }
    fn mixed_in(call: &mut Call<'_, '_, '_>) -> Outcome {
        call.at(Site::Operation("Derived", "mixedIn"));
        let this = call.receiver::<Derived>()?;
        Derived::mixed_in(this.get());
        Ok(())
    }
};
