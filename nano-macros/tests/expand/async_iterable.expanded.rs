pub struct IteratorOptions {
    prevent_cancel: bool,
}
const _: () = {
    use ::nano_runtime::{self, binding, webidl};
    use ::nano_runtime::binding::{AnyName, NameOf};
    use ::nano_runtime::webidl::idl;
    const _: &[u8] = ::core::include_bytes!("nano-macros/tests/idl/AsyncIterable.idl");
    impl binding::Named for IteratorOptions {
        const IDL_NAME: &'static str = "IteratorOptions";
    }
    impl<'s> webidl::Dictionary<'s> for IteratorOptions {
        const NAME: &'static str = "IteratorOptions";
        fn read(
            scope: &mut nano_runtime::Scope<'s, '_>,
            reader: webidl::dictionary::Reader<'s>,
        ) -> nano_runtime::Result<Self> {
            let prevent_cancel: bool = reader
                .with_default::<idl::Boolean, _, _>(scope, "preventCancel", false)?;
            Ok(Self { prevent_cancel })
        }
    }
};
pub struct AsyncValues {}
unsafe impl ::nano_runtime::gc::Trace for AsyncValues {
    fn trace(&self, _: &mut ::nano_runtime::gc::Tracer<'_>) {}
}
const _: () = {
    use ::nano_runtime::{binding, gc};
    const _: &[u8] = ::core::include_bytes!("nano-macros/tests/idl/AsyncIterable.idl");
    static DEF: binding::InterfaceDef = binding::InterfaceDef {
        name: "AsyncValues",
        location: "tests/idl/AsyncIterable.idl:5",
        heap_name: c"AsyncValues",
        kind: binding::DefKind::Interface,
        parent: None,
        parent_offset: 0,
        constructor: None,
        members: &[AsyncValues::MEMBERS_ASYNCITERABLE],
        exposed: true,
        aliases: &[],
        prototype: None,
        empty_prototype: false,
        serializable: false,
        transferable: false,
        serialize: None,
        transfer: None,
    };
    impl binding::Named for AsyncValues {
        const IDL_NAME: &'static str = "AsyncValues";
    }
    unsafe impl gc::Interface for AsyncValues {
        const DEF: &'static binding::InterfaceDef = &DEF;
    }
};
impl AsyncValues {
    fn async_iterator(
        this: Ref<'_, Self>,
        options: IteratorOptions,
    ) -> Result<IteratorState> {
        Err(Exception::Pending)
    }
    fn async_iterator_next<'s>(
        &self,
        scope: &mut Scope<'s, '_>,
        state: &IteratorState,
    ) -> Result<Local<'s, Promise>> {
        Err(Exception::Pending)
    }
    fn async_iterator_return<'s>(
        &self,
        scope: &mut Scope<'s, '_>,
        state: &IteratorState,
        value: Local<'s, Value>,
    ) -> Result<Local<'s, Promise>> {
        Err(Exception::Pending)
    }
}
const _: () = {
    use ::nano_runtime::{self, binding, gc, js, webidl};
    use ::nano_runtime::binding::{
        AnyName, Call, Member as Entry, NameOf, Outcome, PropertyName, Site,
    };
    use ::nano_runtime::webidl::idl;
    const _: &[u8] = ::core::include_bytes!("nano-macros/tests/idl/AsyncIterable.idl");
    impl AsyncValues {
        /// The members that this file of the IDL declares.
        #[doc(hidden)]
        pub const MEMBERS_ASYNCITERABLE: &'static [Entry] = &[
            Entry::operation("values", 0, values),
            Entry::alias(PropertyName::AsyncIterator, "values"),
        ];
    }
    static ASYNC_ITERATOR_MEMBERS: [Entry; 2] = binding::async_iterator_members_with_return::<
        AsyncValues,
    >();
    static ASYNC_ITERATOR: binding::InterfaceDef = binding::InterfaceDef::iterator(
        "AsyncValues AsyncIterator",
        c"AsyncValues AsyncIterator",
        binding::PrototypeIntrinsic::AsyncIterator,
        &[&ASYNC_ITERATOR_MEMBERS],
    );
    impl binding::AsyncIterable for AsyncValues {
        type State = (IteratorState);
        const ITERATOR: &'static binding::InterfaceDef = &ASYNC_ITERATOR;
        const PAIRS: bool = false;
        fn next<'s>(
            this: gc::Ref<'_, Self>,
            scope: &mut nano_runtime::Scope<'s, '_>,
            state: &Self::State,
        ) -> nano_runtime::Result<binding::NextPromise<'s>> {
            let promise = { AsyncValues::async_iterator_next(this.get(), scope, state) };
            promise.map(binding::NextPromise::from)
        }
        fn return_steps<'s>(
            this: gc::Ref<'_, Self>,
            scope: &mut nano_runtime::Scope<'s, '_>,
            state: &Self::State,
            value: js::Local<'s, js::Value>,
        ) -> nano_runtime::Result<js::Local<'s, js::Promise>> {
            AsyncValues::async_iterator_return(this.get(), scope, state, value)
        }
    }
    fn values(call: &mut Call<'_, '_, '_>) -> Outcome {
        call.at(Site::Operation("AsyncValues", "values"));
        let this = call.receiver::<AsyncValues>()?;
        let options: IteratorOptions = call
            .arg_or::<idl::Dictionary, _, _>(0, binding::Empty::Dictionary)?;
        let state = AsyncValues::async_iterator(this, options)?;
        binding::async_values(call, this, state)
    }
    const _: () = binding::expect_named(
        NameOf::<IteratorOptions>::IDL_NAME,
        "IteratorOptions",
        "argument `options` is `IteratorOptions` in the IDL\n --> tests/idl/AsyncIterable.idl:6:48\n  |\n6 |   async_iterable<any>(optional IteratorOptions options = {});",
    );
};
pub struct AsyncEntries {}
unsafe impl ::nano_runtime::gc::Trace for AsyncEntries {
    fn trace(&self, _: &mut ::nano_runtime::gc::Tracer<'_>) {}
}
const _: () = {
    use ::nano_runtime::{binding, gc};
    const _: &[u8] = ::core::include_bytes!("nano-macros/tests/idl/AsyncIterable.idl");
    static DEF: binding::InterfaceDef = binding::InterfaceDef {
        name: "AsyncEntries",
        location: "tests/idl/AsyncIterable.idl:9",
        heap_name: c"AsyncEntries",
        kind: binding::DefKind::Interface,
        parent: None,
        parent_offset: 0,
        constructor: None,
        members: &[AsyncEntries::MEMBERS_ASYNCITERABLE],
        exposed: true,
        aliases: &[],
        prototype: None,
        empty_prototype: false,
        serializable: false,
        transferable: false,
        serialize: None,
        transfer: None,
    };
    impl binding::Named for AsyncEntries {
        const IDL_NAME: &'static str = "AsyncEntries";
    }
    unsafe impl gc::Interface for AsyncEntries {
        const DEF: &'static binding::InterfaceDef = &DEF;
    }
};
impl AsyncEntries {
    fn async_iterator(&self) -> Cell<u32> {
        Cell::new(0)
    }
    fn async_iterator_next(
        &self,
        state: &Cell<u32>,
    ) -> impl Future<Output = Result<Option<(String, i32)>>> + 'static {
        async { Ok(None) }
    }
}
const _: () = {
    use ::nano_runtime::{self, binding, gc, js, webidl};
    use ::nano_runtime::binding::{
        AnyName, Call, Member as Entry, NameOf, Outcome, PropertyName, Site,
    };
    use ::nano_runtime::webidl::idl;
    const _: &[u8] = ::core::include_bytes!("nano-macros/tests/idl/AsyncIterable.idl");
    impl AsyncEntries {
        /// The members that this file of the IDL declares.
        #[doc(hidden)]
        pub const MEMBERS_ASYNCITERABLE: &'static [Entry] = &[
            Entry::operation("entries", 0, entries),
            Entry::operation("keys", 0, keys),
            Entry::operation("values", 0, values),
            Entry::alias(PropertyName::AsyncIterator, "entries"),
        ];
    }
    static ASYNC_ITERATOR_MEMBERS: [Entry; 1] = binding::async_iterator_members::<
        AsyncEntries,
    >();
    static ASYNC_ITERATOR: binding::InterfaceDef = binding::InterfaceDef::iterator(
        "AsyncEntries AsyncIterator",
        c"AsyncEntries AsyncIterator",
        binding::PrototypeIntrinsic::AsyncIterator,
        &[&ASYNC_ITERATOR_MEMBERS],
    );
    impl binding::AsyncIterable for AsyncEntries {
        type State = (Cell<u32>);
        const ITERATOR: &'static binding::InterfaceDef = &ASYNC_ITERATOR;
        const PAIRS: bool = true;
        fn next<'s>(
            this: gc::Ref<'_, Self>,
            scope: &mut nano_runtime::Scope<'s, '_>,
            state: &Self::State,
        ) -> nano_runtime::Result<binding::NextPromise<'s>> {
            let promise = {
                let future = AsyncEntries::async_iterator_next(this.get(), state);
                nano_runtime::promise::spawn::<
                    binding::NextPair<idl::DOMString, idl::Long>,
                    _,
                >(scope, future)
            };
            promise.map(binding::NextPromise::from)
        }
    }
    fn entries(call: &mut Call<'_, '_, '_>) -> Outcome {
        call.at(Site::Operation("AsyncEntries", "entries"));
        let this = call.receiver::<AsyncEntries>()?;
        let state = AsyncEntries::async_iterator(this.get());
        binding::async_entries(call, this, state)
    }
    fn keys(call: &mut Call<'_, '_, '_>) -> Outcome {
        call.at(Site::Operation("AsyncEntries", "keys"));
        let this = call.receiver::<AsyncEntries>()?;
        let state = AsyncEntries::async_iterator(this.get());
        binding::async_keys(call, this, state)
    }
    fn values(call: &mut Call<'_, '_, '_>) -> Outcome {
        call.at(Site::Operation("AsyncEntries", "values"));
        let this = call.receiver::<AsyncEntries>()?;
        let state = AsyncEntries::async_iterator(this.get());
        binding::async_values(call, this, state)
    }
};
