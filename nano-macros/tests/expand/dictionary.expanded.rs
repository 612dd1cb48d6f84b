#[derive(Clone, Copy)]
pub enum Mode {
    Read,
    ReadWrite,
    Empty,
}
const _: () = {
    use ::nano_runtime::{binding, webidl};
    const _: &[u8] = ::core::include_bytes!("nano-macros/tests/idl/Dictionary.idl");
    impl binding::Named for Mode {
        const IDL_NAME: &'static str = "Mode";
    }
    impl webidl::Enumeration for Mode {
        const NAME: &'static str = "Mode";
        fn from_str(value: &str) -> Option<Self> {
            Some(
                match value {
                    "read" => Self::Read,
                    "read-write" => Self::ReadWrite,
                    "" => Self::Empty,
                    _ => return None,
                },
            )
        }
        fn as_str(&self) -> &'static str {
            match self {
                Self::Read => "read",
                Self::ReadWrite => "read-write",
                Self::Empty => "",
            }
        }
    }
};
pub struct BaseOptions {
    name: DomString,
    level: u8,
}
const _: () = {
    use ::nano_runtime::{self, binding, webidl};
    use ::nano_runtime::binding::{AnyName, NameOf};
    use ::nano_runtime::webidl::idl;
    const _: &[u8] = ::core::include_bytes!("nano-macros/tests/idl/Dictionary.idl");
    impl binding::Named for BaseOptions {
        const IDL_NAME: &'static str = "BaseOptions";
    }
    impl<'s> webidl::Dictionary<'s> for BaseOptions {
        const NAME: &'static str = "BaseOptions";
        fn read(
            scope: &mut nano_runtime::Scope<'s, '_>,
            reader: webidl::dictionary::Reader<'s>,
        ) -> nano_runtime::Result<Self> {
            let level: u8 = reader
                .with_default::<idl::Clamp<idl::Octet>, _, _>(scope, "level", 3f64)?;
            let name: DomString = reader.required::<idl::DOMString, _>(scope, "name")?;
            Ok(Self { level, name })
        }
    }
    impl<'s> webidl::IntoDictionary<'s> for BaseOptions {
        fn write(
            self,
            scope: &mut nano_runtime::Scope<'s, '_>,
            writer: webidl::dictionary::Writer<'s>,
        ) -> nano_runtime::Result<()> {
            writer.member::<idl::Clamp<idl::Octet>, _>(scope, "level", self.level)?;
            writer.member::<idl::DOMString, _>(scope, "name", self.name)?;
            Ok(())
        }
    }
};
pub struct Options {
    base_options: BaseOptions,
    mode: Mode,
    tags: Vec<DomString>,
    flag: Option<bool>,
    counts: Option<Record<UsvString, i32>>,
}
const _: () = {
    use ::nano_runtime::{self, binding, webidl};
    use ::nano_runtime::binding::{AnyName, NameOf};
    use ::nano_runtime::webidl::idl;
    const _: &[u8] = ::core::include_bytes!("nano-macros/tests/idl/Dictionary.idl");
    impl binding::Named for Options {
        const IDL_NAME: &'static str = "Options";
    }
    impl<'s> webidl::Dictionary<'s> for Options {
        const NAME: &'static str = "Options";
        fn read(
            scope: &mut nano_runtime::Scope<'s, '_>,
            reader: webidl::dictionary::Reader<'s>,
        ) -> nano_runtime::Result<Self> {
            let base_options = <BaseOptions as webidl::Dictionary<
                '_,
            >>::read(
                scope,
                reader.inherited(<BaseOptions as webidl::Dictionary<'_>>::NAME),
            )?;
            let counts: Option<Record<UsvString, i32>> = reader
                .optional::<idl::Record<idl::USVString, idl::Long>, _>(scope, "counts")?;
            let flag: Option<bool> = reader.optional::<idl::Boolean, _>(scope, "flag")?;
            let mode: Mode = reader
                .with_default::<idl::Enumeration, _, _>(scope, "mode", "read")?;
            let tags: Vec<DomString> = reader
                .with_default::<
                    idl::Sequence<idl::DOMString>,
                    _,
                    _,
                >(scope, "tags", binding::Empty::Sequence)?;
            Ok(Self {
                base_options,
                counts,
                flag,
                mode,
                tags,
            })
        }
    }
    impl<'s> webidl::IntoDictionary<'s> for Options {
        fn write(
            self,
            scope: &mut nano_runtime::Scope<'s, '_>,
            writer: webidl::dictionary::Writer<'s>,
        ) -> nano_runtime::Result<()> {
            webidl::IntoDictionary::write(self.base_options, scope, writer)?;
            if let Some(value) = self.counts {
                writer
                    .member::<
                        idl::Record<idl::USVString, idl::Long>,
                        _,
                    >(scope, "counts", value)?;
            }
            if let Some(value) = self.flag {
                writer.member::<idl::Boolean, _>(scope, "flag", value)?;
            }
            writer.member::<idl::Enumeration, _>(scope, "mode", self.mode)?;
            writer.member::<idl::Sequence<idl::DOMString>, _>(scope, "tags", self.tags)?;
            Ok(())
        }
    }
    const _: () = binding::expect_named(
        NameOf::<Mode>::IDL_NAME,
        "Mode",
        "`mode` is `Mode` in the IDL\n --> tests/idl/Dictionary.idl:7:8\n  |\n7 |   Mode mode = \"read\";",
    );
};
pub struct Dictionaries {
    mode: Cell<Mode>,
}
unsafe impl ::nano_runtime::gc::Trace for Dictionaries {
    fn trace(&self, tracer: &mut ::nano_runtime::gc::Tracer<'_>) {
        ::nano_runtime::gc::Trace::trace(&self.mode, tracer);
    }
}
const _: () = {
    use ::nano_runtime::{binding, gc};
    const _: &[u8] = ::core::include_bytes!("nano-macros/tests/idl/Dictionary.idl");
    static DEF: binding::InterfaceDef = binding::InterfaceDef {
        name: "Dictionaries",
        location: "tests/idl/Dictionary.idl:13",
        heap_name: c"Dictionaries",
        kind: binding::DefKind::Interface,
        parent: None,
        parent_offset: 0,
        constructor: None,
        members: &[Dictionaries::MEMBERS_DICTIONARY],
        exposed: true,
        aliases: &[],
        prototype: None,
        empty_prototype: false,
        serializable: false,
        transferable: false,
        serialize: None,
        transfer: None,
    };
    impl binding::Named for Dictionaries {
        const IDL_NAME: &'static str = "Dictionaries";
    }
    unsafe impl gc::Interface for Dictionaries {
        const DEF: &'static binding::InterfaceDef = &DEF;
    }
};
impl Dictionaries {
    fn normalize(&self, options: Options) -> Options {
        options
    }
    fn mode(&self) -> Mode {
        self.mode.get()
    }
    fn set_mode(&self, value: Mode) {
        self.mode.set(value);
    }
}
const _: () = {
    use ::nano_runtime::{self, binding, gc, js, webidl};
    use ::nano_runtime::binding::{
        AnyName, Call, Member as Entry, NameOf, Outcome, PropertyName, Site,
    };
    use ::nano_runtime::webidl::idl;
    const _: &[u8] = ::core::include_bytes!("nano-macros/tests/idl/Dictionary.idl");
    impl Dictionaries {
        /// The members that this file of the IDL declares.
        #[doc(hidden)]
        pub const MEMBERS_DICTIONARY: &'static [Entry] = &[
            Entry::attribute("mode", mode_getter).with_setter(mode_setter),
            Entry::operation("normalize", 0, normalize),
        ];
    }
    fn mode_getter(call: &mut Call<'_, '_, '_>) -> Outcome {
        call.at(Site::Getter("Dictionaries", "mode"));
        let this = call.receiver::<Dictionaries>()?;
        let value = Dictionaries::mode(this.get());
        call.ret::<idl::Enumeration, _>(value)
    }
    fn mode_setter(call: &mut Call<'_, '_, '_>) -> Outcome {
        call.at(Site::Setter("Dictionaries", "mode"));
        let this = call.receiver::<Dictionaries>()?;
        let Some(value) = call.new_enumeration_value::<Mode>()? else { return Ok(()) };
        Dictionaries::set_mode(this.get(), value);
        Ok(())
    }
    fn normalize(call: &mut Call<'_, '_, '_>) -> Outcome {
        call.at(Site::Operation("Dictionaries", "normalize"));
        let this = call.receiver::<Dictionaries>()?;
        let options: Options = call
            .arg_or::<idl::Dictionary, _, _>(0, binding::Empty::Dictionary)?;
        let value = Dictionaries::normalize(this.get(), options);
        call.ret::<idl::Dictionary, _>(value)
    }
    const _: () = binding::expect_named(
        NameOf::<Mode>::IDL_NAME,
        "Mode",
        "the value of `mode` is `Mode` in the IDL\n  --> tests/idl/Dictionary.idl:15:18\n   |\n15 |   attribute Mode mode;",
    );
    const _: () = binding::expect_named(
        NameOf::<Options>::IDL_NAME,
        "Options",
        "argument `options` is `Options` in the IDL\n  --> tests/idl/Dictionary.idl:14:38\n   |\n14 |   Options normalize(optional Options options = {});",
    );
};
