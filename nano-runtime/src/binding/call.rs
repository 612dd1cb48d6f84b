//! [`Call`]: one call from JavaScript into a generated function.

use std::pin::Pin;
use std::task::Poll;

use super::callback::Outcome;
use super::{Candidate, Constructed, wrap};
use crate::exception::{Exception, Result};
use crate::gc::{Gc, Interface, Ref};
use crate::js::{Local, Object, Promise, Scope, Value};
use crate::webidl::{FromJs, IntoJs, OffStack, js_name};

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
}

impl<'s> Arguments<'s> {
    /// How many there are: most getters never ask.
    #[inline]
    fn length(self) -> usize {
        let args = v8::FunctionCallbackArguments::from_function_callback_info(self.info);
        usize::try_from(args.length()).unwrap_or(0)
    }

    #[inline]
    fn get(self, index: usize) -> Local<'s, Value> {
        // An index beyond `i32` cannot be an argument's; V8 answers `undefined` for one that was not given.
        let args = v8::FunctionCallbackArguments::from_function_callback_info(self.info);
        args.get(i32::try_from(index).unwrap_or(i32::MAX))
    }

    #[inline]
    fn this(self) -> Local<'s, Object> {
        v8::FunctionCallbackArguments::from_function_callback_info(self.info).this()
    }
}

impl<'c, 's, 'i> Call<'c, 's, 'i> {
    #[inline]
    pub(super) fn new(scope: &'c mut Scope<'s, 'i>, info: &'s v8::FunctionCallbackInfo) -> Self {
        Self {
            scope,
            args: Arguments { info },
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
        self.args.length()
    }

    /// Argument `index`, `undefined` when it was not passed.
    #[inline]
    pub fn value(&self, index: usize) -> Local<'s, Value> {
        self.args.get(index)
    }

    /// What the function was made with.
    pub(crate) fn data(&self) -> Local<'s, Value> {
        v8::FunctionCallbackArguments::from_function_callback_info(self.args.info).data()
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
        let present = self.args.length();
        if present >= required {
            Ok(())
        } else {
            Err(too_few(required, present))
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
    pub fn rest<I, T: FromJs<'s, I> + OffStack>(&mut self, index: usize) -> Result<Vec<T>> {
        (index..self.args.length())
            .map(|index| self.arg(index))
            .collect()
    }

    /// Converts the value that an attribute is set to.
    ///
    /// # Errors
    ///
    /// TypeError when the setter was called without one; what the conversion throws.
    #[inline]
    pub fn new_value<I, T: FromJs<'s, I>>(&mut self) -> Result<T> {
        self.require(1)?;
        let value = self.args.get(0);
        T::from_js(self.scope, value)
    }

    /// Converts the string that an enumeration attribute is set to; `None` for one that is no value of it, which is ignored.
    ///
    /// # Errors
    ///
    /// TypeError when the setter was called without a value; what converting the value to a string throws.
    pub fn new_enumeration_value<T: crate::webidl::Enumeration>(&mut self) -> Result<Option<T>> {
        self.require(1)?;
        let value = self.args.get(0);
        crate::webidl::enumeration::for_setter(self.scope, value)
    }

    /// Sets `[PutForwards]`: the value goes to an attribute of this attribute's value.
    ///
    /// # Errors
    ///
    /// TypeError when this attribute's value is no object; what reading or writing throws.
    pub fn put_forwards(&mut self, attribute: &'static str, target: &'static str) -> Outcome {
        let (this, value) = (self.args.this(), self.args.get(0));
        let key = js_name(self.scope, attribute).into();
        let object = this.get(self.scope, key).ok_or(Exception::Pending)?;
        let Ok(object) = Local::<Object>::try_from(object) else {
            return Err(Exception::type_error(
                "The attribute it forwards to is not an object.",
            ));
        };
        let key = js_name(self.scope, target).into();
        object
            .set(self.scope, key, value)
            .ok_or(Exception::Pending)?;
        Ok(())
    }

    /// Sets `[Replaceable]`: the value becomes an own property of the receiver.
    ///
    /// # Errors
    ///
    /// What defining the property throws.
    pub fn replace(&mut self, attribute: &'static str) -> Outcome {
        let (this, value) = (self.args.this(), self.args.get(0));
        let key = js_name(self.scope, attribute).into();
        this.create_data_property(self.scope, key, value)
            .ok_or(Exception::Pending)?;
        Ok(())
    }

    /// Chooses an overload by argument `index`.
    ///
    /// # Errors
    ///
    /// TypeError when no overload takes such an argument.
    pub fn choose(&mut self, index: usize, candidates: &[Candidate]) -> Result<usize> {
        let value = self.args.get(index);
        let selected = super::select(self.scope, value, candidates)?;
        selected
            .map(|selected| selected.index)
            .ok_or_else(|| self.no_overload())
    }

    /// The error of a call that fits no overload.
    #[cold]
    pub fn no_overload(&self) -> Exception {
        Exception::type_error("Overload resolution failed.")
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

    /// Returns the value of a `[SameObject]` attribute whose type is no interface: `make` makes it when it is first read, and
    /// the receiver keeps it.
    ///
    /// # Errors
    ///
    /// What `make` or the conversion throws.
    pub fn same_object<I, T: IntoJs<'s, I>>(
        &mut self,
        attribute: &'static str,
        make: impl FnOnce(&mut Self) -> Result<T>,
    ) -> Outcome {
        let this = self.args.this();
        let name = js_name(self.scope, attribute);
        let key = v8::Private::for_api(self.scope, Some(name));
        let kept = this
            .get_private(self.scope, key)
            .ok_or(Exception::Pending)?;
        if !kept.is_undefined() {
            self.slot.set(kept);
            return Ok(());
        }
        let value = make(self)?.into_js(self.scope)?;
        this.set_private(self.scope, key, value)
            .ok_or(Exception::Pending)?;
        self.slot.set(value);
        Ok(())
    }

    /// Makes `value` the native part of the object under construction.
    ///
    /// # Errors
    ///
    /// RangeError when the object cannot be allocated.
    #[inline]
    pub fn construct(&mut self, value: impl Constructed) -> Outcome {
        value.bind(self.scope, self.args.this());
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
    /// What a future that is ready at once yields, or the conversion of its value throws: [`Call::promise`] makes a rejection of it.
    pub fn spawn<I, T>(
        &mut self,
        future: impl Future<Output = Result<T>> + 'static,
    ) -> Result<Local<'s, Promise>>
    where
        I: 'static,
        T: for<'a> IntoJs<'a, I> + 'static,
    {
        let site = self.site;
        let mut future: Pin<Box<dyn Future<Output = Result<T>>>> = Box::pin(future);
        match crate::promise::poll_once(&mut future) {
            // A failure gets its prefix and rejects in `Call::promise`.
            Poll::Ready(result) => {
                let value = result?.into_js(self.scope)?;
                crate::promise::resolved(self.scope, value)
            }
            Poll::Pending => {
                let prefixed = async move {
                    let result = future.await;
                    result.map_err(|error| error.with_prefix(|| site.prefix()))
                };
                crate::promise::wait::<I, T>(self.scope, Box::pin(prefixed))
            }
        }
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
