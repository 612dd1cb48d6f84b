pub struct Maps {
    entries: MapEntries<DomString, Global<Value>>,
}
unsafe impl ::nano_runtime::gc::Trace for Maps {
    fn trace(&self, tracer: &mut ::nano_runtime::gc::Tracer<'_>) {
        ::nano_runtime::gc::Trace::trace(&self.entries, tracer);
    }
}
const _: () = {
    use ::nano_runtime::{binding, gc};
    const _: &[u8] = ::core::include_bytes!("nano-macros/tests/idl/Maplike.idl");
    static DEF: binding::InterfaceDef = binding::InterfaceDef {
        name: "Maps",
        location: "tests/idl/Maplike.idl:2",
        heap_name: c"Maps",
        kind: binding::DefKind::Interface,
        parent: None,
        parent_offset: 0,
        constructor: None,
        members: &[Maps::MEMBERS_MAPLIKE],
        exposed: true,
        aliases: &[],
        prototype: None,
        empty_prototype: false,
        serializable: false,
        transferable: false,
        serialize: None,
        transfer: None,
    };
    impl binding::Named for Maps {
        const IDL_NAME: &'static str = "Maps";
    }
    unsafe impl gc::Interface for Maps {
        const DEF: &'static binding::InterfaceDef = &DEF;
    }
};
impl Maps {
    fn backing(&self) -> &MapEntries<DomString, Global<Value>> {
        &self.entries
    }
}
const _: () = {
    use ::nano_runtime::{self, binding, gc, js, webidl};
    use ::nano_runtime::binding::{
        AnyName, Call, Member as Entry, NameOf, Outcome, PropertyName, Site,
    };
    use ::nano_runtime::webidl::idl;
    const _: &[u8] = ::core::include_bytes!("nano-macros/tests/idl/Maplike.idl");
    impl Maps {
        /// The members that this file of the IDL declares.
        #[doc(hidden)]
        pub const MEMBERS_MAPLIKE: &'static [Entry] = &[
            Entry::attribute("size", size_getter),
            Entry::operation("entries", 0, entries),
            Entry::operation("forEach", 1, for_each),
            Entry::operation("get", 1, get),
            Entry::operation("has", 1, has),
            Entry::operation("keys", 0, keys),
            Entry::operation("values", 0, values),
            Entry::operation("set", 2, set),
            Entry::operation("delete", 1, delete),
            Entry::operation("clear", 0, clear),
            Entry::alias(PropertyName::Iterator, "entries"),
        ];
    }
    impl binding::Maplike for Maps {
        type IdlKey = idl::DOMString;
        type IdlValue = idl::Any;
        type Key = DomString;
        type Value = Global<Value>;
        fn entries<'a>(
            this: gc::Ref<'a, Self>,
        ) -> &'a binding::MapEntries<DomString, Global<Value>> {
            Maps::backing(this.get())
        }
    }
    fn size_getter(call: &mut Call<'_, '_, '_>) -> Outcome {
        call.at(Site::Getter("Maps", "size"));
        binding::map_size::<Maps>(call)
    }
    fn entries(call: &mut Call<'_, '_, '_>) -> Outcome {
        call.at(Site::Operation("Maps", "entries"));
        binding::map_entries::<Maps>(call)
    }
    fn for_each(call: &mut Call<'_, '_, '_>) -> Outcome {
        call.at(Site::Operation("Maps", "forEach"));
        binding::map_for_each::<Maps>(call)
    }
    fn get(call: &mut Call<'_, '_, '_>) -> Outcome {
        call.at(Site::Operation("Maps", "get"));
        binding::map_get::<Maps>(call)
    }
    fn has(call: &mut Call<'_, '_, '_>) -> Outcome {
        call.at(Site::Operation("Maps", "has"));
        binding::map_has::<Maps>(call)
    }
    fn keys(call: &mut Call<'_, '_, '_>) -> Outcome {
        call.at(Site::Operation("Maps", "keys"));
        binding::map_keys::<Maps>(call)
    }
    fn values(call: &mut Call<'_, '_, '_>) -> Outcome {
        call.at(Site::Operation("Maps", "values"));
        binding::map_values::<Maps>(call)
    }
    fn set(call: &mut Call<'_, '_, '_>) -> Outcome {
        call.at(Site::Operation("Maps", "set"));
        binding::map_set::<Maps>(call)
    }
    fn delete(call: &mut Call<'_, '_, '_>) -> Outcome {
        call.at(Site::Operation("Maps", "delete"));
        binding::map_delete::<Maps>(call)
    }
    fn clear(call: &mut Call<'_, '_, '_>) -> Outcome {
        call.at(Site::Operation("Maps", "clear"));
        binding::map_clear::<Maps>(call)
    }
};
pub struct Sets {
    entries: SetEntries<u32>,
}
unsafe impl ::nano_runtime::gc::Trace for Sets {
    fn trace(&self, tracer: &mut ::nano_runtime::gc::Tracer<'_>) {
        ::nano_runtime::gc::Trace::trace(&self.entries, tracer);
    }
}
const _: () = {
    use ::nano_runtime::{binding, gc};
    const _: &[u8] = ::core::include_bytes!("nano-macros/tests/idl/Maplike.idl");
    static DEF: binding::InterfaceDef = binding::InterfaceDef {
        name: "Sets",
        location: "tests/idl/Maplike.idl:6",
        heap_name: c"Sets",
        kind: binding::DefKind::Interface,
        parent: None,
        parent_offset: 0,
        constructor: None,
        members: &[Sets::MEMBERS_MAPLIKE],
        exposed: true,
        aliases: &[],
        prototype: None,
        empty_prototype: false,
        serializable: false,
        transferable: false,
        serialize: None,
        transfer: None,
    };
    impl binding::Named for Sets {
        const IDL_NAME: &'static str = "Sets";
    }
    unsafe impl gc::Interface for Sets {
        const DEF: &'static binding::InterfaceDef = &DEF;
    }
};
impl Sets {
    fn delete(&self, value: u32) -> bool {
        false
    }
    fn backing(&self) -> &SetEntries<u32> {
        &self.entries
    }
}
const _: () = {
    use ::nano_runtime::{self, binding, gc, js, webidl};
    use ::nano_runtime::binding::{
        AnyName, Call, Member as Entry, NameOf, Outcome, PropertyName, Site,
    };
    use ::nano_runtime::webidl::idl;
    const _: &[u8] = ::core::include_bytes!("nano-macros/tests/idl/Maplike.idl");
    impl Sets {
        /// The members that this file of the IDL declares.
        #[doc(hidden)]
        pub const MEMBERS_MAPLIKE: &'static [Entry] = &[
            Entry::operation("delete", 1, delete),
            Entry::attribute("size", size_getter),
            Entry::operation("entries", 0, entries),
            Entry::operation("forEach", 1, for_each),
            Entry::operation("has", 1, has),
            Entry::operation("values", 0, values),
            Entry::operation("add", 1, add),
            Entry::operation("clear", 0, clear),
            Entry::alias(PropertyName::Name("keys"), "values"),
            Entry::alias(PropertyName::Iterator, "values"),
        ];
    }
    fn delete(call: &mut Call<'_, '_, '_>) -> Outcome {
        call.at(Site::Operation("Sets", "delete"));
        let this = call.receiver::<Sets>()?;
        call.require(1)?;
        let value: u32 = call.arg::<idl::UnsignedLong, _>(0)?;
        let value = Sets::delete(this.get(), value);
        call.ret::<idl::Boolean, _>(value)
    }
    impl binding::Setlike for Sets {
        type IdlValue = idl::UnsignedLong;
        type Value = u32;
        fn entries<'a>(this: gc::Ref<'a, Self>) -> &'a binding::SetEntries<u32> {
            Sets::backing(this.get())
        }
    }
    fn size_getter(call: &mut Call<'_, '_, '_>) -> Outcome {
        call.at(Site::Getter("Sets", "size"));
        binding::set_size::<Sets>(call)
    }
    fn entries(call: &mut Call<'_, '_, '_>) -> Outcome {
        call.at(Site::Operation("Sets", "entries"));
        binding::set_entries::<Sets>(call)
    }
    fn for_each(call: &mut Call<'_, '_, '_>) -> Outcome {
        call.at(Site::Operation("Sets", "forEach"));
        binding::set_for_each::<Sets>(call)
    }
    fn has(call: &mut Call<'_, '_, '_>) -> Outcome {
        call.at(Site::Operation("Sets", "has"));
        binding::set_has::<Sets>(call)
    }
    fn values(call: &mut Call<'_, '_, '_>) -> Outcome {
        call.at(Site::Operation("Sets", "values"));
        binding::set_values::<Sets>(call)
    }
    fn add(call: &mut Call<'_, '_, '_>) -> Outcome {
        call.at(Site::Operation("Sets", "add"));
        binding::set_add::<Sets>(call)
    }
    fn clear(call: &mut Call<'_, '_, '_>) -> Outcome {
        call.at(Site::Operation("Sets", "clear"));
        binding::set_clear::<Sets>(call)
    }
};
pub struct FixedSets {
    entries: SetEntries<Gc<Maps>>,
}
unsafe impl ::nano_runtime::gc::Trace for FixedSets {
    fn trace(&self, tracer: &mut ::nano_runtime::gc::Tracer<'_>) {
        ::nano_runtime::gc::Trace::trace(&self.entries, tracer);
    }
}
const _: () = {
    use ::nano_runtime::{binding, gc};
    const _: &[u8] = ::core::include_bytes!("nano-macros/tests/idl/Maplike.idl");
    static DEF: binding::InterfaceDef = binding::InterfaceDef {
        name: "FixedSets",
        location: "tests/idl/Maplike.idl:11",
        heap_name: c"FixedSets",
        kind: binding::DefKind::Interface,
        parent: None,
        parent_offset: 0,
        constructor: None,
        members: &[FixedSets::MEMBERS_MAPLIKE],
        exposed: true,
        aliases: &[],
        prototype: None,
        empty_prototype: false,
        serializable: false,
        transferable: false,
        serialize: None,
        transfer: None,
    };
    impl binding::Named for FixedSets {
        const IDL_NAME: &'static str = "FixedSets";
    }
    unsafe impl gc::Interface for FixedSets {
        const DEF: &'static binding::InterfaceDef = &DEF;
    }
};
impl FixedSets {
    fn backing(&self) -> &SetEntries<Gc<Maps>> {
        &self.entries
    }
}
const _: () = {
    use ::nano_runtime::{self, binding, gc, js, webidl};
    use ::nano_runtime::binding::{
        AnyName, Call, Member as Entry, NameOf, Outcome, PropertyName, Site,
    };
    use ::nano_runtime::webidl::idl;
    const _: &[u8] = ::core::include_bytes!("nano-macros/tests/idl/Maplike.idl");
    impl FixedSets {
        /// The members that this file of the IDL declares.
        #[doc(hidden)]
        pub const MEMBERS_MAPLIKE: &'static [Entry] = &[
            Entry::attribute("size", size_getter),
            Entry::operation("entries", 0, entries),
            Entry::operation("forEach", 1, for_each),
            Entry::operation("has", 1, has),
            Entry::operation("values", 0, values),
            Entry::alias(PropertyName::Name("keys"), "values"),
            Entry::alias(PropertyName::Iterator, "values"),
        ];
    }
    impl binding::Setlike for FixedSets {
        type IdlValue = idl::Interface;
        type Value = Gc<Maps>;
        fn entries<'a>(this: gc::Ref<'a, Self>) -> &'a binding::SetEntries<Gc<Maps>> {
            FixedSets::backing(this.get())
        }
    }
    fn size_getter(call: &mut Call<'_, '_, '_>) -> Outcome {
        call.at(Site::Getter("FixedSets", "size"));
        binding::set_size::<FixedSets>(call)
    }
    fn entries(call: &mut Call<'_, '_, '_>) -> Outcome {
        call.at(Site::Operation("FixedSets", "entries"));
        binding::set_entries::<FixedSets>(call)
    }
    fn for_each(call: &mut Call<'_, '_, '_>) -> Outcome {
        call.at(Site::Operation("FixedSets", "forEach"));
        binding::set_for_each::<FixedSets>(call)
    }
    fn has(call: &mut Call<'_, '_, '_>) -> Outcome {
        call.at(Site::Operation("FixedSets", "has"));
        binding::set_has::<FixedSets>(call)
    }
    fn values(call: &mut Call<'_, '_, '_>) -> Outcome {
        call.at(Site::Operation("FixedSets", "values"));
        binding::set_values::<FixedSets>(call)
    }
};
