pub struct Attributes {
    title: RefCell<String>,
}
unsafe impl ::nano_runtime::gc::Trace for Attributes {
    fn trace(&self, tracer: &mut ::nano_runtime::gc::Tracer<'_>) {
        ::nano_runtime::gc::Trace::trace(&self.title, tracer);
    }
}
const _: () = {
    use ::nano_runtime::{binding, gc};
    const _: &[u8] = ::core::include_bytes!("nano-macros/tests/idl/Attributes.idl");
    static DEF: binding::InterfaceDef = binding::InterfaceDef {
        name: "Attributes",
        location: "tests/idl/Attributes.idl:2",
        heap_name: c"Attributes",
        kind: binding::DefKind::Interface,
        parent: None,
        parent_offset: 0,
        constructor: None,
        members: &[Attributes::MEMBERS_ATTRIBUTES],
        exposed: true,
        aliases: &[],
        prototype: None,
        empty_prototype: false,
        serializable: false,
        transferable: false,
        serialize: None,
        transfer: None,
    };
    impl binding::Named for Attributes {
        const IDL_NAME: &'static str = "Attributes";
    }
    unsafe impl gc::Interface for Attributes {
        const DEF: &'static binding::InterfaceDef = &DEF;
    }
};
impl Attributes {
    fn count(&self) -> u32 {
        1
    }
    fn title(&self) -> String {
        self.title.borrow().clone()
    }
    fn set_title(&self, value: DomString) -> Result<()> {
        Ok(())
    }
    fn href(&self) -> &str {
        ""
    }
    fn set_href(&self, value: UsvString) {}
    fn supported() -> bool {
        true
    }
    fn ratio() -> f64 {
        0.5
    }
    fn set_ratio(value: f64) {}
    fn self_(this: Ref<'_, Self>) -> Ref<'_, Attributes> {
        this
    }
    fn names(&self) -> Vec<String> {
        Vec::new()
    }
    fn bag<'s>(&self, scope: &mut Scope<'s, '_>) -> Result<Traced<Object>> {
        Ok(Traced::empty())
    }
    fn target(this: Ref<'_, Self>) -> Ref<'_, Attributes> {
        this
    }
    fn origin<'s>(&self, scope: &mut Scope<'s, '_>) -> Local<'s, Value> {
        undefined(scope)
    }
    fn lenient(&self) -> i32 {
        0
    }
    fn ready<'s>(&self, scope: &mut Scope<'s, '_>) -> Result<Local<'s, Promise>> {
        Err(Exception::Pending)
    }
    fn is_trusted(&self) -> bool {
        false
    }
}
const _: () = {
    use ::nano_runtime::{self, binding, gc, js, webidl};
    use ::nano_runtime::binding::{
        AnyName, Call, Member as Entry, NameOf, Outcome, PropertyName, Site,
    };
    use ::nano_runtime::webidl::idl;
    const _: &[u8] = ::core::include_bytes!("nano-macros/tests/idl/Attributes.idl");
    impl Attributes {
        /// The members that this file of the IDL declares.
        #[doc(hidden)]
        pub const MEMBERS_ATTRIBUTES: &'static [Entry] = &[
            Entry::attribute("count", count_getter),
            Entry::attribute("title", title_getter).with_setter(title_setter),
            Entry::attribute("href", href_getter).with_setter(href_setter),
            Entry::attribute("supported", supported_getter).on_interface_object(),
            Entry::attribute("ratio", ratio_getter)
                .with_setter(ratio_setter)
                .on_interface_object(),
            Entry::attribute("self", self_getter),
            Entry::attribute("names", names_getter),
            Entry::attribute("bag", bag_getter),
            Entry::attribute("target", target_getter).with_setter(target_setter),
            Entry::attribute("origin", origin_getter).with_setter(origin_setter),
            Entry::attribute("lenient", lenient_getter).with_setter(lenient_setter),
            Entry::attribute("ready", ready_getter).returns_promise(),
            Entry::attribute("isTrusted", is_trusted_getter).unforgeable(),
            Entry::operation("toString", 0, href_getter),
        ];
    }
    fn count_getter(call: &mut Call<'_, '_, '_>) -> Outcome {
        call.at(Site::Getter("Attributes", "count"));
        let this = call.receiver::<Attributes>()?;
        let value = Attributes::count(this.get());
        call.ret::<idl::UnsignedLong, _>(value)
    }
    fn title_getter(call: &mut Call<'_, '_, '_>) -> Outcome {
        call.at(Site::Getter("Attributes", "title"));
        let this = call.receiver::<Attributes>()?;
        let value = Attributes::title(this.get());
        call.ret::<idl::DOMString, _>(value)
    }
    fn title_setter(call: &mut Call<'_, '_, '_>) -> Outcome {
        call.at(Site::Setter("Attributes", "title"));
        let this = call.receiver::<Attributes>()?;
        let value: DomString = call.new_value::<idl::DOMString, _>()?;
        Attributes::set_title(this.get(), value)?;
        Ok(())
    }
    fn href_getter(call: &mut Call<'_, '_, '_>) -> Outcome {
        call.at(Site::Getter("Attributes", "href"));
        let this = call.receiver::<Attributes>()?;
        let value = Attributes::href(this.get());
        call.ret::<idl::USVString, _>(value)
    }
    fn href_setter(call: &mut Call<'_, '_, '_>) -> Outcome {
        call.at(Site::Setter("Attributes", "href"));
        let this = call.receiver::<Attributes>()?;
        let value: UsvString = call.new_value::<idl::USVString, _>()?;
        Attributes::set_href(this.get(), value);
        Ok(())
    }
    fn supported_getter(call: &mut Call<'_, '_, '_>) -> Outcome {
        call.at(Site::Getter("Attributes", "supported"));
        let value = Attributes::supported();
        call.ret::<idl::Boolean, _>(value)
    }
    fn ratio_getter(call: &mut Call<'_, '_, '_>) -> Outcome {
        call.at(Site::Getter("Attributes", "ratio"));
        let value = Attributes::ratio();
        call.ret::<idl::Double, _>(value)
    }
    fn ratio_setter(call: &mut Call<'_, '_, '_>) -> Outcome {
        call.at(Site::Setter("Attributes", "ratio"));
        let value: f64 = call.new_value::<idl::Double, _>()?;
        Attributes::set_ratio(value);
        Ok(())
    }
    fn self_getter(call: &mut Call<'_, '_, '_>) -> Outcome {
        call.at(Site::Getter("Attributes", "self"));
        let this = call.receiver::<Attributes>()?;
        let value = Attributes::self_(this);
        call.ret::<idl::Interface, _>(value)
    }
    fn names_getter(call: &mut Call<'_, '_, '_>) -> Outcome {
        call.at(Site::Getter("Attributes", "names"));
        let this = call.receiver::<Attributes>()?;
        call.same_object::<
                idl::FrozenArray<idl::DOMString>,
                _,
            >("names", |call| Ok(Attributes::names(this.get())))
    }
    fn bag_getter(call: &mut Call<'_, '_, '_>) -> Outcome {
        call.at(Site::Getter("Attributes", "bag"));
        let this = call.receiver::<Attributes>()?;
        call.same_object::<
                idl::Object,
                _,
            >("bag", |call| Attributes::bag(this.get(), call.scope()))
    }
    fn target_getter(call: &mut Call<'_, '_, '_>) -> Outcome {
        call.at(Site::Getter("Attributes", "target"));
        let this = call.receiver::<Attributes>()?;
        let value = Attributes::target(this);
        call.ret::<idl::Interface, _>(value)
    }
    fn target_setter(call: &mut Call<'_, '_, '_>) -> Outcome {
        call.at(Site::Setter("Attributes", "target"));
        call.put_forwards("target", "title")
    }
    fn origin_getter(call: &mut Call<'_, '_, '_>) -> Outcome {
        call.at(Site::Getter("Attributes", "origin"));
        let this = call.receiver::<Attributes>()?;
        let value = Attributes::origin(this.get(), call.scope());
        call.ret::<idl::Any, _>(value)
    }
    fn origin_setter(call: &mut Call<'_, '_, '_>) -> Outcome {
        call.at(Site::Setter("Attributes", "origin"));
        call.replace("origin")
    }
    fn lenient_getter(call: &mut Call<'_, '_, '_>) -> Outcome {
        call.at(Site::Getter("Attributes", "lenient"));
        let this = call.receiver::<Attributes>()?;
        let value = Attributes::lenient(this.get());
        call.ret::<idl::Long, _>(value)
    }
    fn lenient_setter(call: &mut Call<'_, '_, '_>) -> Outcome {
        call.at(Site::Setter("Attributes", "lenient"));
        Ok(())
    }
    fn ready_getter(call: &mut Call<'_, '_, '_>) -> Outcome {
        call.at(Site::Getter("Attributes", "ready"));
        call.promise(|call| {
            let this = call.receiver::<Attributes>()?;
            Attributes::ready(this.get(), call.scope())
        })
    }
    fn is_trusted_getter(call: &mut Call<'_, '_, '_>) -> Outcome {
        call.at(Site::Getter("Attributes", "isTrusted"));
        let this = call.receiver::<Attributes>()?;
        let value = Attributes::is_trusted(this.get());
        call.ret::<idl::Boolean, _>(value)
    }
    const _: () = binding::expect_named(
        NameOf::<Attributes>::IDL_NAME,
        "Attributes",
        "the value of `self` is `Attributes` in the IDL\n --> tests/idl/Attributes.idl:8:46\n  |\n8 |   [SameObject] readonly attribute Attributes self;",
    );
};
