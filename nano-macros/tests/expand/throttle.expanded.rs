use std::cell::Cell;
use std::time::Duration;
use nano_runtime::{Exception, Result, webapi};
use tokio::time::{Instant, sleep_until};
/// Spaces out what waits for it: calls of a service that allows so many a second.
#[derive(Debug)]
pub struct Throttle {
    /// Milliseconds from one turn to the next.
    interval: Cell<u32>,
    /// When the next turn may be; any time, if there has been none.
    next: Cell<Option<Instant>>,
}
unsafe impl ::nano_runtime::gc::Trace for Throttle {
    fn trace(&self, tracer: &mut ::nano_runtime::gc::Tracer<'_>) {
        ::nano_runtime::gc::Trace::trace(&self.interval, tracer);
    }
}
const _: () = {
    use ::nano_runtime::{binding, gc};
    const _: &[u8] = ::core::include_bytes!(
        "nano-macros/tests/idl/throttle/Throttle.idl"
    );
    static DEF: binding::InterfaceDef = binding::InterfaceDef {
        name: "Throttle",
        location: "tests/idl/throttle/Throttle.idl:3",
        heap_name: c"Throttle",
        kind: binding::DefKind::Interface,
        parent: None,
        parent_offset: 0,
        constructor: Some(Throttle::CONSTRUCTOR),
        members: &[Throttle::MEMBERS_THROTTLE_THROTTLE],
        exposed: true,
        aliases: &[],
        prototype: None,
        empty_prototype: false,
        serializable: false,
        transferable: false,
        serialize: None,
        transfer: None,
    };
    impl binding::Named for Throttle {
        const IDL_NAME: &'static str = "Throttle";
    }
    unsafe impl gc::Interface for Throttle {
        const DEF: &'static binding::InterfaceDef = &DEF;
    }
};
impl Throttle {
    fn constructor(interval: u32) -> Result<Self> {
        Ok(Self {
            interval: Cell::new(positive(interval)?),
            next: Cell::new(None),
        })
    }
    fn interval(&self) -> u32 {
        self.interval.get()
    }
    fn set_interval(&self, value: u32) -> Result<()> {
        self.interval.set(positive(value)?);
        Ok(())
    }
    /// Takes the next turn, and waits for it.
    async fn turn(&self) {
        let now = Instant::now();
        let turn = self.next.get().map_or(now, |next| next.max(now));
        let interval = Duration::from_millis(self.interval.get().into());
        self.next.set(Some(turn + interval));
        sleep_until(turn).await;
    }
}
const _: () = {
    use ::nano_runtime::{self, binding, gc, js, webidl};
    use ::nano_runtime::binding::{
        AnyName, Call, Member as Entry, NameOf, Outcome, PropertyName, Site,
    };
    use ::nano_runtime::webidl::idl;
    const _: &[u8] = ::core::include_bytes!(
        "nano-macros/tests/idl/throttle/Throttle.idl"
    );
    impl Throttle {
        #[doc(hidden)]
        pub const CONSTRUCTOR: binding::Constructor = binding::Constructor::new(
            1,
            constructor,
        );
        /// The members that this file of the IDL declares.
        #[doc(hidden)]
        pub const MEMBERS_THROTTLE_THROTTLE: &'static [Entry] = &[
            Entry::attribute("interval", interval_getter).with_setter(interval_setter),
            Entry::operation("turn", 0, turn).returns_promise(),
        ];
    }
    fn constructor(call: &mut Call<'_, '_, '_>) -> Outcome {
        call.at(Site::Constructor("Throttle"));
        call.require_new()?;
        call.require(1)?;
        let interval: u32 = call.arg::<idl::EnforceRange<idl::UnsignedLong>, _>(0)?;
        let object = Throttle::constructor(interval)?;
        call.construct(object)
    }
    fn interval_getter(call: &mut Call<'_, '_, '_>) -> Outcome {
        call.at(Site::Getter("Throttle", "interval"));
        let this = call.receiver::<Throttle>()?;
        let value = Throttle::interval(this.get());
        call.ret::<idl::EnforceRange<idl::UnsignedLong>, _>(value)
    }
    fn interval_setter(call: &mut Call<'_, '_, '_>) -> Outcome {
        call.at(Site::Setter("Throttle", "interval"));
        let this = call.receiver::<Throttle>()?;
        let value: u32 = call.new_value::<idl::EnforceRange<idl::UnsignedLong>, _>()?;
        Throttle::set_interval(this.get(), value)?;
        Ok(())
    }
    fn turn(call: &mut Call<'_, '_, '_>) -> Outcome {
        call.at(Site::Operation("Throttle", "turn"));
        call.promise(|call| {
            let this = call.receiver::<Throttle>()?;
            let this = call.root(this);
            call.spawn::<
                    idl::Undefined,
                    _,
                >(async move { Ok(Throttle::turn(&this).await) })
        })
    }
};
fn positive(interval: u32) -> Result<u32> {
    match interval {
        0 => Err(Exception::range_error("The interval must be positive.")),
        _ => Ok(interval),
    }
}
