pub struct Scope {}
unsafe impl ::nano_runtime::gc::Trace for Scope {
    fn trace(&self, _: &mut ::nano_runtime::gc::Tracer<'_>) {}
}
const _: () = {
    use ::nano_runtime::{binding, gc};
    const _: &[u8] = ::core::include_bytes!("nano-macros/tests/idl/Global.idl");
    static DEF: binding::InterfaceDef = binding::InterfaceDef {
        name: "Scope",
        location: "tests/idl/Global.idl:2",
        heap_name: c"Scope",
        kind: binding::DefKind::Global,
        parent: None,
        parent_offset: 0,
        constructor: None,
        members: &[Scope::MEMBERS_GLOBAL],
        exposed: true,
        aliases: &[],
        prototype: None,
        empty_prototype: false,
        serializable: false,
        transferable: false,
        serialize: None,
        transfer: None,
    };
    impl binding::Named for Scope {
        const IDL_NAME: &'static str = "Scope";
    }
    unsafe impl gc::Interface for Scope {
        const DEF: &'static binding::InterfaceDef = &DEF;
    }
};
impl Scope {
    fn self_(this: Ref<'_, Self>) -> Ref<'_, Scope> {
        this
    }
    fn structured_clone<'s>(
        &self,
        scope: &mut nano_runtime::Scope<'s, '_>,
        value: Local<'s, Value>,
    ) -> Result<()> {
        Ok(())
    }
}
const _: () = {
    use ::nano_runtime::{self, binding, gc, js, webidl};
    use ::nano_runtime::binding::{
        AnyName, Call, Member as Entry, NameOf, Outcome, PropertyName, Site,
    };
    use ::nano_runtime::webidl::idl;
    const _: &[u8] = ::core::include_bytes!("nano-macros/tests/idl/Global.idl");
    impl Scope {
        /// The members that this file of the IDL declares.
        #[doc(hidden)]
        pub const MEMBERS_GLOBAL: &'static [Entry] = &[
            Entry::attribute("self", self_getter),
            Entry::operation("structuredClone", 1, structured_clone),
        ];
    }
    fn self_getter(call: &mut Call<'_, '_, '_>) -> Outcome {
        call.at(Site::Getter("Scope", "self"));
        let this = call.receiver::<Scope>()?;
        let value = Scope::self_(this);
        call.ret::<idl::Interface, _>(value)
    }
    fn structured_clone(call: &mut Call<'_, '_, '_>) -> Outcome {
        call.at(Site::Operation("Scope", "structuredClone"));
        let this = call.receiver::<Scope>()?;
        call.require(1)?;
        let value: Local<'_, Value> = call.arg::<idl::Any, _>(0)?;
        Scope::structured_clone(this.get(), call.scope(), value)?;
        Ok(())
    }
    const _: () = binding::expect_named(
        NameOf::<Scope>::IDL_NAME,
        "Scope",
        "the value of `self` is `Scope` in the IDL\n --> tests/idl/Global.idl:3:28\n  |\n3 |   readonly attribute Scope self;",
    );
};
