#[derive(Debug)]
pub struct Compare(::nano_runtime::webidl::CallbackFunction);
const _: () = {
    use ::nano_runtime::{self, binding, gc, webidl};
    use ::nano_runtime::webidl::idl;
    const _: &[u8] = ::core::include_bytes!("nano-macros/tests/idl/Callback.idl");
    impl binding::Named for Compare {
        const IDL_NAME: &'static str = "Compare";
    }
    unsafe impl gc::Trace for Compare {
        fn trace(&self, tracer: &mut gc::Tracer<'_>) {
            gc::Trace::trace(&self.0, tracer);
        }
    }
    impl webidl::Callback for Compare {
        fn from_callback(callback: webidl::CallbackFunction) -> Self {
            Self(callback)
        }
    }
    impl webidl::AsCallback for Compare {
        fn as_callback(&self) -> &webidl::CallbackFunction {
            &self.0
        }
    }
    impl Compare {
        /**Invokes the `Compare` with its arguments converted.

# Errors

What the callback or a conversion throws.*/
        #[allow(clippy::too_many_arguments, reason = "it has the callback's arguments")]
        #[allow(
            dead_code,
            reason = "some callbacks are only stored, or called without conversions"
        )]
        pub fn invoke<
            's,
            A0: webidl::IntoJs<'s, idl::Any>,
            A1: webidl::IntoJs<'s, idl::Any>,
            R: webidl::FromJs<'s, idl::Long>,
        >(
            &self,
            scope: &mut nano_runtime::Scope<'s, '_>,
            this: webidl::CallbackThis<'s>,
            argument0: A0,
            argument1: A1,
        ) -> nano_runtime::Result<R> {
            let arguments = [
                webidl::IntoJs::<idl::Any>::into_js(argument0, scope)?,
                webidl::IntoJs::<idl::Any>::into_js(argument1, scope)?,
            ];
            self.0.call_returning::<idl::Long, R>(scope, this, &arguments)
        }
    }
};
#[derive(Debug)]
pub struct Notify(::nano_runtime::webidl::CallbackFunction);
const _: () = {
    use ::nano_runtime::{self, binding, gc, webidl};
    use ::nano_runtime::webidl::idl;
    const _: &[u8] = ::core::include_bytes!("nano-macros/tests/idl/Callback.idl");
    impl binding::Named for Notify {
        const IDL_NAME: &'static str = "Notify";
    }
    unsafe impl gc::Trace for Notify {
        fn trace(&self, tracer: &mut gc::Tracer<'_>) {
            gc::Trace::trace(&self.0, tracer);
        }
    }
    impl webidl::Callback for Notify {
        fn from_callback(callback: webidl::CallbackFunction) -> Self {
            Self(callback)
        }
    }
    impl webidl::AsCallback for Notify {
        fn as_callback(&self) -> &webidl::CallbackFunction {
            &self.0
        }
    }
    impl Notify {
        /**Invokes the `Notify` with its arguments converted.

# Errors

What the callback or a conversion throws.*/
        #[allow(clippy::too_many_arguments, reason = "it has the callback's arguments")]
        #[allow(
            dead_code,
            reason = "some callbacks are only stored, or called without conversions"
        )]
        pub fn invoke<'s>(
            &self,
            scope: &mut nano_runtime::Scope<'s, '_>,
            this: webidl::CallbackThis<'s>,
            rest: Vec<impl webidl::IntoJs<'s, idl::DOMString>>,
        ) -> nano_runtime::Result<()> {
            let mut arguments = vec![];
            for value in rest {
                arguments.push(webidl::IntoJs::<idl::DOMString>::into_js(value, scope)?);
            }
            self.0.call(scope, this, &arguments).map(|_| ())
        }
    }
};
#[derive(Debug)]
pub struct Load(::nano_runtime::webidl::CallbackFunction);
const _: () = {
    use ::nano_runtime::{self, binding, gc, webidl};
    use ::nano_runtime::webidl::idl;
    const _: &[u8] = ::core::include_bytes!("nano-macros/tests/idl/Callback.idl");
    impl binding::Named for Load {
        const IDL_NAME: &'static str = "Load";
    }
    unsafe impl gc::Trace for Load {
        fn trace(&self, tracer: &mut gc::Tracer<'_>) {
            gc::Trace::trace(&self.0, tracer);
        }
    }
    impl webidl::Callback for Load {
        fn from_callback(callback: webidl::CallbackFunction) -> Self {
            Self(callback)
        }
    }
    impl webidl::AsCallback for Load {
        fn as_callback(&self) -> &webidl::CallbackFunction {
            &self.0
        }
    }
    impl Load {
        /**Invokes the `Load` with its arguments converted.

# Errors

What the callback or a conversion throws.*/
        #[allow(clippy::too_many_arguments, reason = "it has the callback's arguments")]
        #[allow(
            dead_code,
            reason = "some callbacks are only stored, or called without conversions"
        )]
        pub fn invoke<'s, A0: webidl::IntoJs<'s, idl::USVString>>(
            &self,
            scope: &mut nano_runtime::Scope<'s, '_>,
            this: webidl::CallbackThis<'s>,
            argument0: A0,
        ) -> nano_runtime::Result<
            nano_runtime::js::Local<'s, nano_runtime::js::Promise>,
        > {
            let arguments = [
                webidl::IntoJs::<idl::USVString>::into_js(argument0, scope)?,
            ];
            self.0.call_promise(scope, this, &arguments)
        }
    }
};
#[derive(Debug)]
pub struct Handler(::nano_runtime::webidl::CallbackFunction);
const _: () = {
    use ::nano_runtime::{self, binding, gc, webidl};
    use ::nano_runtime::webidl::idl;
    const _: &[u8] = ::core::include_bytes!("nano-macros/tests/idl/Callback.idl");
    impl binding::Named for Handler {
        const IDL_NAME: &'static str = "Handler";
    }
    unsafe impl gc::Trace for Handler {
        fn trace(&self, tracer: &mut gc::Tracer<'_>) {
            gc::Trace::trace(&self.0, tracer);
        }
    }
    impl webidl::Callback for Handler {
        fn from_callback(callback: webidl::CallbackFunction) -> Self {
            Self(callback)
        }
    }
    impl webidl::AsCallback for Handler {
        fn as_callback(&self) -> &webidl::CallbackFunction {
            &self.0
        }
    }
    impl Handler {
        /**Invokes the `Handler` with its arguments converted.

# Errors

What the callback or a conversion throws.*/
        #[allow(clippy::too_many_arguments, reason = "it has the callback's arguments")]
        #[allow(
            dead_code,
            reason = "some callbacks are only stored, or called without conversions"
        )]
        pub fn invoke<
            's,
            A0: webidl::IntoJs<'s, idl::Any>,
            R: webidl::FromJs<'s, idl::Any>,
        >(
            &self,
            scope: &mut nano_runtime::Scope<'s, '_>,
            this: webidl::CallbackThis<'s>,
            argument0: A0,
        ) -> nano_runtime::Result<R> {
            let arguments = [webidl::IntoJs::<idl::Any>::into_js(argument0, scope)?];
            self.0.call_returning::<idl::Any, R>(scope, this, &arguments)
        }
    }
};
#[derive(Debug)]
pub struct Listener(::nano_runtime::webidl::CallbackInterface);
const _: () = {
    use ::nano_runtime::{self, binding, gc, webidl};
    use ::nano_runtime::webidl::idl;
    const _: &[u8] = ::core::include_bytes!("nano-macros/tests/idl/Callback.idl");
    impl binding::Named for Listener {
        const IDL_NAME: &'static str = "Listener";
    }
    unsafe impl gc::Trace for Listener {
        fn trace(&self, tracer: &mut gc::Tracer<'_>) {
            gc::Trace::trace(&self.0, tracer);
        }
    }
    impl webidl::InterfaceCallback for Listener {
        fn from_callback(callback: webidl::CallbackInterface) -> Self {
            Self(callback)
        }
    }
    impl webidl::AsInterfaceCallback for Listener {
        fn as_callback(&self) -> &webidl::CallbackInterface {
            &self.0
        }
    }
    impl Listener {
        /**Invokes the `Listener` with its arguments converted.

# Errors

What the callback or a conversion throws.*/
        #[allow(clippy::too_many_arguments, reason = "it has the callback's arguments")]
        #[allow(
            dead_code,
            reason = "some callbacks are only stored, or called without conversions"
        )]
        pub fn invoke<'s, A0: webidl::IntoJs<'s, idl::Any>>(
            &self,
            scope: &mut nano_runtime::Scope<'s, '_>,
            this: webidl::CallbackThis<'s>,
            argument0: A0,
        ) -> nano_runtime::Result<()> {
            let arguments = [webidl::IntoJs::<idl::Any>::into_js(argument0, scope)?];
            self.0.call(scope, "handleEvent", this, &arguments).map(|_| ())
        }
    }
};
pub struct Callbacks {
    onchange: RefCell<Option<Handler>>,
}
unsafe impl ::nano_runtime::gc::Trace for Callbacks {
    fn trace(&self, tracer: &mut ::nano_runtime::gc::Tracer<'_>) {
        ::nano_runtime::gc::Trace::trace(&self.onchange, tracer);
    }
}
const _: () = {
    use ::nano_runtime::{binding, gc};
    const _: &[u8] = ::core::include_bytes!("nano-macros/tests/idl/Callback.idl");
    static DEF: binding::InterfaceDef = binding::InterfaceDef {
        name: "Callbacks",
        location: "tests/idl/Callback.idl:10",
        heap_name: c"Callbacks",
        kind: binding::DefKind::Interface,
        parent: None,
        parent_offset: 0,
        constructor: None,
        members: &[Callbacks::MEMBERS_CALLBACK],
        exposed: true,
        aliases: &[],
        prototype: None,
        empty_prototype: false,
        serializable: false,
        transferable: false,
        serialize: None,
        transfer: None,
    };
    impl binding::Named for Callbacks {
        const IDL_NAME: &'static str = "Callbacks";
    }
    unsafe impl gc::Interface for Callbacks {
        const DEF: &'static binding::InterfaceDef = &DEF;
    }
};
impl Callbacks {
    fn sort(&self, compare: Compare, listener: Option<Listener>) -> Result<()> {
        Ok(())
    }
    fn onchange(&self) -> Option<Handler> {
        self.onchange.borrow().clone()
    }
    fn set_onchange(&self, value: Option<Handler>) {
        self.onchange.replace(value);
    }
}
const _: () = {
    use ::nano_runtime::{self, binding, gc, js, webidl};
    use ::nano_runtime::binding::{
        AnyName, Call, Member as Entry, NameOf, Outcome, PropertyName, Site,
    };
    use ::nano_runtime::webidl::idl;
    const _: &[u8] = ::core::include_bytes!("nano-macros/tests/idl/Callback.idl");
    impl Callbacks {
        /// The members that this file of the IDL declares.
        #[doc(hidden)]
        pub const MEMBERS_CALLBACK: &'static [Entry] = &[
            Entry::attribute("onchange", onchange_getter).with_setter(onchange_setter),
            Entry::operation("sort", 1, sort),
        ];
    }
    fn onchange_getter(call: &mut Call<'_, '_, '_>) -> Outcome {
        call.at(Site::Getter("Callbacks", "onchange"));
        let this = call.receiver::<Callbacks>()?;
        let value = Callbacks::onchange(this.get());
        call.ret::<idl::Nullable<idl::AnyObjectCallback>, _>(value)
    }
    fn onchange_setter(call: &mut Call<'_, '_, '_>) -> Outcome {
        call.at(Site::Setter("Callbacks", "onchange"));
        let this = call.receiver::<Callbacks>()?;
        let value: Option<Handler> = call
            .new_value::<idl::Nullable<idl::AnyObjectCallback>, _>()?;
        Callbacks::set_onchange(this.get(), value);
        Ok(())
    }
    fn sort(call: &mut Call<'_, '_, '_>) -> Outcome {
        call.at(Site::Operation("Callbacks", "sort"));
        let this = call.receiver::<Callbacks>()?;
        call.require(1)?;
        let compare: Compare = call.arg::<idl::CallbackFunction, _>(0)?;
        let listener: Option<Listener> = call
            .arg_or::<idl::Nullable<idl::CallbackInterface>, _, _>(1, binding::Null)?;
        Callbacks::sort(this.get(), compare, listener)?;
        Ok(())
    }
    const _: () = binding::expect_named(
        NameOf::<Handler>::IDL_NAME,
        "Handler",
        "the value of `onchange` is `Handler?` in the IDL\n  --> tests/idl/Callback.idl:12:22\n   |\n12 |   attribute Handler? onchange;",
    );
    const _: () = binding::expect_named(
        NameOf::<Compare>::IDL_NAME,
        "Compare",
        "argument `compare` is `Compare` in the IDL\n  --> tests/idl/Callback.idl:11:26\n   |\n11 |   undefined sort(Compare compare, optional Listener? listener = null);",
    );
    const _: () = binding::expect_named(
        NameOf::<Listener>::IDL_NAME,
        "Listener",
        "argument `listener` is `Listener?` in the IDL\n  --> tests/idl/Callback.idl:11:54\n   |\n11 |   undefined sort(Compare compare, optional Listener? listener = null);",
    );
};
