//! [`Call`]: one call from JavaScript into a generated function.

use super::callback::Outcome;
use super::wrap;
use crate::exception::{Exception, Result};
use crate::gc::{Gc, Interface, Ref};
use crate::js::{Local, Object, Promise, Scope, Value};
use crate::webidl::{FromJs, IntoJs};

/// Which member is running: what error messages say.
#[derive(Clone, Copy, Debug)]
pub enum Site {
    /// Nothing was said yet.
    Unknown,
    /// The constructor of an interface.
    Constructor(&'static str),
    /// An operation: the interface and the member.
    Operation(&'static str, &'static str),
    /// Reading an attribute.
    Getter(&'static str, &'static str),
    /// Writing an attribute.
    Setter(&'static str, &'static str),
}

impl Site {
    /// What a message about a failure here begins with, as Chrome words it.
    #[must_use]
    pub fn prefix(self) -> String {
        match self {
            Self::Unknown => String::new(),
            Self::Constructor(interface) => format!("Failed to construct '{interface}': "),
            Self::Operation(interface, member) => {
                format!("Failed to execute '{member}' on '{interface}': ")
            }
            Self::Getter(interface, member) => {
                format!("Failed to read the '{member}' property from '{interface}': ")
            }
            Self::Setter(interface, member) => {
                format!("Failed to set the '{member}' property on '{interface}': ")
            }
        }
    }
}

/// One call from JavaScript: its scope, its arguments and its return slot.
pub struct Call<'c, 's, 'i> {
    scope: &'c mut Scope<'s, 'i>,
    args: Arguments<'s>,
    slot: v8::ReturnValue<'s, Value>,
    site: Site,
}

/// The arguments of a call; the receiver stands among them.
#[derive(Clone, Copy)]
struct Arguments<'s> {
    info: &'s v8::FunctionCallbackInfo,
    length: usize,
}

impl<'s> Arguments<'s> {
    fn get(self, index: usize) -> Local<'s, Value> {
        // An index beyond `i32` cannot be an argument's; V8 answers `undefined` for one that was not given.
        let args = v8::FunctionCallbackArguments::from_function_callback_info(self.info);
        args.get(i32::try_from(index).unwrap_or(i32::MAX))
    }

    fn this(self) -> Local<'s, Object> {
        v8::FunctionCallbackArguments::from_function_callback_info(self.info).this()
    }
}

impl<'c, 's, 'i> Call<'c, 's, 'i> {
    pub(super) fn new(scope: &'c mut Scope<'s, 'i>, info: &'s v8::FunctionCallbackInfo) -> Self {
        let length = v8::FunctionCallbackArguments::from_function_callback_info(info).length();
        Self {
            scope,
            args: Arguments {
                info,
                length: usize::try_from(length).unwrap_or(0),
            },
            slot: v8::ReturnValue::from_function_callback_info(info),
            site: Site::Unknown,
        }
    }

    /// Says which member is running, for error messages.
    #[inline]
    pub fn at(&mut self, site: Site) {
        self.site = site;
    }

    /// The scope of the call.
    #[inline]
    pub fn scope(&mut self) -> &mut Scope<'s, 'i> {
        self.scope
    }

    /// How many arguments were passed.
    #[inline]
    pub fn length(&self) -> usize {
        self.args.length
    }

    /// Argument `index`, `undefined` when it was not passed.
    #[inline]
    pub fn value(&self, index: usize) -> Local<'s, Value> {
        self.args.get(index)
    }

    /// The receiver as a JavaScript object.
    #[inline]
    pub fn this(&self) -> Local<'s, Object> {
        self.args.this()
    }

    /// The receiver as a `T`.
    ///
    /// # Errors
    ///
    /// `TypeError: Illegal invocation` when the receiver is not a platform object that implements `T`'s interface.
    #[inline]
    pub fn receiver<T: Interface>(&mut self) -> Result<Ref<'s, T>> {
        let this = self.args.this();
        wrap::receiver(self.scope, this).ok_or_else(|| Exception::type_error("Illegal invocation"))
    }

    /// Fails unless the call is a construct call.
    ///
    /// # Errors
    ///
    /// TypeError when the constructor was called as a function.
    pub fn require_new(&mut self) -> Result<()> {
        if self.args.info.is_construct_call() {
            return Ok(());
        }
        let name = match self.site {
            Site::Constructor(name) => name,
            _ => "the interface",
        };
        self.site = Site::Unknown;
        Err(Exception::type_error(format!(
            "Failed to construct '{name}': Please use the 'new' operator, this DOM object constructor cannot be called as a function."
        )))
    }

    /// Fails when fewer than `required` arguments were passed.
    ///
    /// # Errors
    ///
    /// TypeError with both numbers.
    #[inline]
    pub fn require(&self, required: usize) -> Result<()> {
        if self.args.length >= required {
            Ok(())
        } else {
            Err(too_few(required, self.args.length))
        }
    }

    /// Converts argument `index`.
    ///
    /// # Errors
    ///
    /// What the conversion throws.
    #[inline]
    pub fn arg<I, T: FromJs<'s, I>>(&mut self, index: usize) -> Result<T> {
        let value = self.args.get(index);
        T::from_js(self.scope, value).map_err(|error| error.for_argument(index))
    }

    /// Converts argument `index`, or is `None` when it is missing or `undefined`.
    ///
    /// # Errors
    ///
    /// What the conversion throws.
    #[inline]
    pub fn optional<I, T: FromJs<'s, I>>(&mut self, index: usize) -> Result<Option<T>> {
        let value = self.args.get(index);
        if value.is_undefined() {
            return Ok(None);
        }
        T::from_js(self.scope, value)
            .map(Some)
            .map_err(|error| error.for_argument(index))
    }

    /// Converts argument `index`, or makes its default value when it is missing or `undefined`.
    ///
    /// # Errors
    ///
    /// What the conversion throws.
    #[inline]
    pub fn arg_or<I, T: FromJs<'s, I>, D: super::DefaultValue<'s, I, T>>(
        &mut self,
        index: usize,
        default: D,
    ) -> Result<T> {
        let value = self.args.get(index);
        if value.is_undefined() {
            return default.make(self.scope);
        }
        T::from_js(self.scope, value).map_err(|error| error.for_argument(index))
    }

    /// Converts every argument from `index` on.
    ///
    /// # Errors
    ///
    /// What the first failing conversion throws.
    pub fn rest<I, T: FromJs<'s, I>>(&mut self, index: usize) -> Result<Vec<T>> {
        (index..self.args.length)
            .map(|index| self.arg(index))
            .collect()
    }

    /// Returns `value` to JavaScript.
    ///
    /// # Errors
    ///
    /// What the conversion throws.
    #[inline]
    pub fn ret<I, T: IntoJs<'s, I>>(&mut self, value: T) -> Outcome {
        value.into_return(self.scope, &mut self.slot)
    }

    /// Makes `value` the native part of the object under construction.
    ///
    /// # Errors
    ///
    /// RangeError when the object cannot be allocated.
    #[inline]
    pub fn construct<T: Interface>(&mut self, value: T) -> Outcome {
        wrap::bind(self.scope, self.args.this(), value);
        Ok(())
    }

    /// Runs a promise-returning member: whatever fails in `body` becomes a rejection.
    ///
    /// # Errors
    ///
    /// Only `Pending`, when the isolate is being terminated.
    pub fn promise(
        &mut self,
        body: impl FnOnce(&mut Call<'_, 's, 'i>) -> Result<Local<'s, Promise>>,
    ) -> Outcome {
        let promise = crate::promise::catching(self.scope, |scope| {
            let mut inner = Call {
                scope,
                args: self.args,
                slot: self.slot,
                site: self.site,
            };
            body(&mut inner).map_err(|error| error.with_prefix(|| inner.site.prefix()))
        })?;
        self.slot.set(promise.into());
        Ok(())
    }

    /// Settles a new promise with what `future` yields; the receiver and the arguments are inside the future.
    ///
    /// # Errors
    ///
    /// `Pending`, when the isolate is being terminated.
    pub fn spawn<I, T>(
        &mut self,
        future: impl Future<Output = Result<T>> + 'static,
    ) -> Result<Local<'s, Promise>>
    where
        I: 'static,
        T: for<'a> IntoJs<'a, I> + 'static,
    {
        let site = self.site;
        crate::promise::spawn::<I, T>(self.scope, async move {
            future
                .await
                .map_err(|error| error.with_prefix(|| site.prefix()))
        })
    }

    /// A root for a receiver that a future keeps.
    pub fn root<T: Interface>(&self, object: Ref<'_, T>) -> Gc<T> {
        Gc::from(object)
    }

    pub(super) fn throw(&mut self, exception: Exception) {
        let site = self.site;
        exception.with_prefix(|| site.prefix()).throw(self.scope);
    }
}

#[cold]
fn too_few(required: usize, present: usize) -> Exception {
    let plural = if required == 1 { "" } else { "s" };
    Exception::type_error(format!(
        "{required} argument{plural} required, but only {present} present."
    ))
}
