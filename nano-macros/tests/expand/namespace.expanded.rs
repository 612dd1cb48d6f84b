pub struct Tools;
unsafe impl ::nano_runtime::gc::Trace for Tools {
    fn trace(&self, _: &mut ::nano_runtime::gc::Tracer<'_>) {}
}
const _: () = {
    use ::nano_runtime::{binding, gc};
    const _: &[u8] = ::core::include_bytes!("nano-macros/tests/idl/Namespace.idl");
    static DEF: binding::InterfaceDef = binding::InterfaceDef {
        name: "tools",
        location: "tests/idl/Namespace.idl:2",
        heap_name: c"tools",
        kind: binding::DefKind::Namespace,
        parent: None,
        parent_offset: 0,
        constructor: None,
        members: &[Tools::MEMBERS_NAMESPACE],
        exposed: true,
        aliases: &[],
        prototype: None,
        empty_prototype: true,
        serializable: false,
        transferable: false,
        serialize: None,
        transfer: None,
    };
    impl binding::Named for Tools {
        const IDL_NAME: &'static str = "tools";
    }
    unsafe impl gc::Interface for Tools {
        const DEF: &'static binding::InterfaceDef = &DEF;
    }
};
impl Tools {
    fn version() -> &'static str {
        "1"
    }
    fn log<'s>(scope: &mut Scope<'s, '_>, data: Vec<Local<'s, Value>>) -> Result<()> {
        Ok(())
    }
}
const _: () = {
    use ::nano_runtime::{self, binding, gc, js, webidl};
    use ::nano_runtime::binding::{
        AnyName, Call, Member as Entry, NameOf, Outcome, PropertyName, Site,
    };
    use ::nano_runtime::webidl::idl;
    const _: &[u8] = ::core::include_bytes!("nano-macros/tests/idl/Namespace.idl");
    impl Tools {
        /// The members that this file of the IDL declares.
        #[doc(hidden)]
        pub const MEMBERS_NAMESPACE: &'static [Entry] = &[
            Entry::constant("LIMIT", binding::ConstantValue::Number(10f64)),
            Entry::attribute("version", version_getter),
            Entry::operation("log", 0, log),
        ];
    }
    fn version_getter(call: &mut Call<'_, '_, '_>) -> Outcome {
        call.at(Site::Getter("tools", "version"));
        let value = Tools::version();
        call.ret::<idl::DOMString, _>(value)
    }
    fn log(call: &mut Call<'_, '_, '_>) -> Outcome {
        call.at(Site::Operation("tools", "log"));
        let data: Vec<Local<'_, Value>> = call.rest::<idl::Any, _>(0)?;
        Tools::log(call.scope(), data)?;
        Ok(())
    }
};
