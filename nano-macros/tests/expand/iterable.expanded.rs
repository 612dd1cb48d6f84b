pub struct Pairs {}
unsafe impl ::nano_runtime::gc::Trace for Pairs {
    fn trace(&self, _: &mut ::nano_runtime::gc::Tracer<'_>) {}
}
const _: () = {
    use ::nano_runtime::{binding, gc};
    const _: &[u8] = ::core::include_bytes!("nano-macros/tests/idl/Iterable.idl");
    static DEF: binding::InterfaceDef = binding::InterfaceDef {
        name: "Pairs",
        location: "tests/idl/Iterable.idl:2",
        heap_name: c"Pairs",
        kind: binding::DefKind::Interface,
        parent: None,
        parent_offset: 0,
        constructor: None,
        members: &[Pairs::MEMBERS_ITERABLE],
        exposed: true,
        aliases: &[],
        prototype: None,
        empty_prototype: false,
        serializable: false,
        transferable: false,
        serialize: None,
        transfer: None,
    };
    impl binding::Named for Pairs {
        const IDL_NAME: &'static str = "Pairs";
    }
    unsafe impl gc::Interface for Pairs {
        const DEF: &'static binding::InterfaceDef = &DEF;
    }
};
impl Pairs {
    fn value_pair(&self, index: usize) -> Option<(UsvString, i32)> {
        None
    }
}
const _: () = {
    use ::nano_runtime::{self, binding, gc, js, webidl};
    use ::nano_runtime::binding::{
        AnyName, Call, Member as Entry, NameOf, Outcome, PropertyName, Site,
    };
    use ::nano_runtime::webidl::idl;
    const _: &[u8] = ::core::include_bytes!("nano-macros/tests/idl/Iterable.idl");
    impl Pairs {
        /// The members that this file of the IDL declares.
        #[doc(hidden)]
        pub const MEMBERS_ITERABLE: &'static [Entry] = &[
            Entry::operation("entries", 0, entries),
            Entry::operation("forEach", 1, for_each),
            Entry::operation("keys", 0, keys),
            Entry::operation("values", 0, values),
            Entry::alias(PropertyName::Iterator, "entries"),
        ];
    }
    static ITERATOR_MEMBERS: [Entry; 1] = binding::pair_iterator_members::<Pairs>();
    static ITERATOR: binding::InterfaceDef = binding::InterfaceDef::iterator(
        "Pairs Iterator",
        c"Pairs Iterator",
        binding::PrototypeIntrinsic::Iterator,
        &[&ITERATOR_MEMBERS],
    );
    impl binding::PairIterable for Pairs {
        const ITERATOR: &'static binding::InterfaceDef = &ITERATOR;
        fn pair<'s>(
            this: gc::Ref<'_, Self>,
            scope: &mut nano_runtime::Scope<'s, '_>,
            index: usize,
        ) -> nano_runtime::Result<Option<binding::Pair<'s>>> {
            let Some((key, value)) = Pairs::value_pair(this.get(), index) else {
                return Ok(None)
            };
            let key = webidl::IntoJs::<idl::USVString>::into_js(key, scope)?;
            let value = webidl::IntoJs::<idl::Long>::into_js(value, scope)?;
            Ok(Some(binding::Pair { key, value }))
        }
    }
    fn entries(call: &mut Call<'_, '_, '_>) -> Outcome {
        call.at(Site::Operation("Pairs", "entries"));
        binding::pair_entries::<Pairs>(call)
    }
    fn for_each(call: &mut Call<'_, '_, '_>) -> Outcome {
        call.at(Site::Operation("Pairs", "forEach"));
        binding::pair_for_each::<Pairs>(call)
    }
    fn keys(call: &mut Call<'_, '_, '_>) -> Outcome {
        call.at(Site::Operation("Pairs", "keys"));
        binding::pair_keys::<Pairs>(call)
    }
    fn values(call: &mut Call<'_, '_, '_>) -> Outcome {
        call.at(Site::Operation("Pairs", "values"));
        binding::pair_values::<Pairs>(call)
    }
};
pub struct Values {}
unsafe impl ::nano_runtime::gc::Trace for Values {
    fn trace(&self, _: &mut ::nano_runtime::gc::Tracer<'_>) {}
}
const _: () = {
    use ::nano_runtime::{binding, gc};
    const _: &[u8] = ::core::include_bytes!("nano-macros/tests/idl/Iterable.idl");
    static DEF: binding::InterfaceDef = binding::InterfaceDef {
        name: "Values",
        location: "tests/idl/Iterable.idl:6",
        heap_name: c"Values",
        kind: binding::DefKind::Interface,
        parent: None,
        parent_offset: 0,
        constructor: None,
        members: &[Values::MEMBERS_ITERABLE],
        exposed: true,
        aliases: &[],
        prototype: None,
        empty_prototype: false,
        serializable: false,
        transferable: false,
        serialize: None,
        transfer: None,
    };
    impl binding::Named for Values {
        const IDL_NAME: &'static str = "Values";
    }
    unsafe impl gc::Interface for Values {
        const DEF: &'static binding::InterfaceDef = &DEF;
    }
};
impl Values {
    fn length(&self) -> u32 {
        0
    }
    fn item(&self, index: u32) -> Option<String> {
        None
    }
}
const _: () = {
    use ::nano_runtime::{self, binding, gc, js, webidl};
    use ::nano_runtime::binding::{
        AnyName, Call, Member as Entry, NameOf, Outcome, PropertyName, Site,
    };
    use ::nano_runtime::webidl::idl;
    const _: &[u8] = ::core::include_bytes!("nano-macros/tests/idl/Iterable.idl");
    impl Values {
        /// The members that this file of the IDL declares.
        #[doc(hidden)]
        pub const MEMBERS_ITERABLE: &'static [Entry] = &[
            Entry::attribute("length", length_getter),
            Entry::operation("item", 1, item),
            Entry::intrinsic(
                PropertyName::Name("entries"),
                binding::ArrayIntrinsic::Entries,
            ),
            Entry::intrinsic(
                PropertyName::Name("forEach"),
                binding::ArrayIntrinsic::ForEach,
            ),
            Entry::intrinsic(PropertyName::Name("keys"), binding::ArrayIntrinsic::Keys),
            Entry::intrinsic(
                PropertyName::Name("values"),
                binding::ArrayIntrinsic::Values,
            ),
            Entry::intrinsic(PropertyName::Iterator, binding::ArrayIntrinsic::Values),
            Entry::indexed::<Values>(),
        ];
    }
    fn length_getter(call: &mut Call<'_, '_, '_>) -> Outcome {
        call.at(Site::Getter("Values", "length"));
        let this = call.receiver::<Values>()?;
        let value = Values::length(this.get());
        call.ret::<idl::UnsignedLong, _>(value)
    }
    fn item(call: &mut Call<'_, '_, '_>) -> Outcome {
        call.at(Site::Operation("Values", "item"));
        let this = call.receiver::<Values>()?;
        call.require(1)?;
        let index: u32 = call.arg::<idl::UnsignedLong, _>(0)?;
        let value = Values::item(this.get(), index);
        call.ret::<idl::Nullable<idl::DOMString>, _>(value)
    }
    impl binding::IndexedProperties for Values {
        fn length(
            this: gc::Ref<'_, Self>,
            scope: &mut nano_runtime::Scope<'_, '_>,
        ) -> nano_runtime::Result<u32> {
            let _ = &scope;
            Ok(Values::length(this.get()))
        }
        fn item<'s>(
            this: gc::Ref<'_, Self>,
            scope: &mut nano_runtime::Scope<'s, '_>,
            index: u32,
        ) -> nano_runtime::Result<js::Local<'s, js::Value>> {
            let value = Values::item(this.get(), index);
            webidl::IntoJs::<idl::Nullable<idl::DOMString>>::into_js(value, scope)
        }
    }
};
