//! Dictionaries: <https://webidl.spec.whatwg.org/#js-dictionary>

use super::names::property_name;
use super::{FromJs, IntoJs, idl};
use crate::binding::DefaultValue;
use crate::exception::{Exception, Result};
use crate::js::{Local, Object, Scope, Value};

/// A Rust struct that stands for an IDL dictionary that scripts pass in. `#[webapi]` writes the implementation.
pub trait Dictionary<'s>: Sized {
    /// The dictionary's identifier.
    const NAME: &'static str;

    /// Reads the members: the inherited dictionaries' first, each dictionary's in lexicographical order.
    ///
    /// # Errors
    ///
    /// What a getter or a member's conversion throws; TypeError when a required member is missing.
    fn read(scope: &mut Scope<'s, '_>, reader: Reader<'s>) -> Result<Self>;
}

/// A Rust struct that stands for an IDL dictionary that APIs return. `#[webapi]` writes the implementation.
pub trait IntoDictionary<'s>: Sized {
    /// Writes the members that are present, in the order in which [`Dictionary::read`] reads them.
    ///
    /// # Errors
    ///
    /// What a member's conversion throws.
    fn write(self, scope: &mut Scope<'s, '_>, writer: Writer<'s>) -> Result<()>;
}

impl<'s, T: Dictionary<'s>> FromJs<'s, idl::Dictionary> for T {
    #[inline]
    fn from_js(scope: &mut Scope<'s, '_>, value: Local<'s, Value>) -> Result<Self> {
        let reader = Reader::new(value, T::NAME)?;
        T::read(scope, reader)
    }
}

impl<'s, T: IntoDictionary<'s>> IntoJs<'s, idl::Dictionary> for T {
    #[inline]
    fn into_js(self, scope: &mut Scope<'s, '_>) -> Result<Local<'s, Value>> {
        // 1. Let O be OrdinaryObjectCreate(%Object.prototype%).
        let writer = Writer::new(scope);
        self.write(scope, writer)?;
        // 4. Return O.
        Ok(writer.object.into())
    }
}

/// Reads the members of a dictionary from a JavaScript value.
#[derive(Clone, Copy, Debug)]
pub struct Reader<'s> {
    /// `None` stands for undefined and null, of which every member is missing.
    object: Option<Local<'s, Object>>,
    name: &'static str,
}

impl<'s> Reader<'s> {
    /// Begins the conversion of `value` to the dictionary `name`.
    ///
    /// # Errors
    ///
    /// TypeError when the value is neither an object nor undefined nor null.
    #[inline]
    pub fn new(value: Local<'s, Value>, name: &'static str) -> Result<Self> {
        // 1. If jsDict is not an Object and jsDict is neither undefined nor null, then throw a TypeError.
        let object = if value.is_null_or_undefined() {
            None
        } else {
            match Local::<Object>::try_from(value) {
                Ok(object) => Some(object),
                Err(_) => return Err(not_a_dictionary(name)),
            }
        };
        Ok(Self { object, name })
    }

    /// The same object, for the members that the inherited dictionary `name` declares.
    #[inline]
    #[must_use]
    pub fn inherited(self, name: &'static str) -> Self {
        Self { name, ..self }
    }

    /// The value of a member; `None` when it is missing or undefined.
    fn get(
        &self,
        scope: &mut Scope<'s, '_>,
        member: &'static str,
    ) -> Result<Option<Local<'s, Value>>> {
        // 4.1.2. If jsDict is either undefined or null, then let jsMemberValue be undefined.
        let Some(object) = self.object else {
            return Ok(None);
        };
        // 4.1.3. Otherwise, let jsMemberValue be ? Get(jsDict, key).
        let key = property_name(scope, member);
        let value = object.get(scope, key.into()).ok_or(Exception::Pending)?;
        Ok((!value.is_undefined()).then_some(value))
    }

    /// A member that need not be there.
    ///
    /// # Errors
    ///
    /// What the getter or the conversion throws.
    #[inline]
    pub fn optional<I, T: FromJs<'s, I>>(
        &self,
        scope: &mut Scope<'s, '_>,
        member: &'static str,
    ) -> Result<Option<T>> {
        match self.get(scope, member)? {
            // 4.1.4. If jsMemberValue is not undefined, then convert it.
            Some(value) => self.convert(scope, member, value).map(Some),
            None => Ok(None),
        }
    }

    /// A member with a default value.
    ///
    /// # Errors
    ///
    /// What the getter or the conversion throws.
    #[inline]
    pub fn with_default<I, T: FromJs<'s, I>, D: DefaultValue<'s, I, T>>(
        &self,
        scope: &mut Scope<'s, '_>,
        member: &'static str,
        default: D,
    ) -> Result<T> {
        match self.get(scope, member)? {
            Some(value) => self.convert(scope, member, value),
            // 4.1.5. Otherwise, if member has a default value, then let idlValue be that.
            None => default.make(scope),
        }
    }

    /// A required member.
    ///
    /// # Errors
    ///
    /// TypeError when it is missing; what the getter or the conversion throws.
    #[inline]
    pub fn required<I, T: FromJs<'s, I>>(
        &self,
        scope: &mut Scope<'s, '_>,
        member: &'static str,
    ) -> Result<T> {
        match self.get(scope, member)? {
            Some(value) => self.convert(scope, member, value),
            // 4.1.6. Otherwise, if member is required, then throw a TypeError.
            None => Err(self.missing(member)),
        }
    }

    #[inline]
    fn convert<I, T: FromJs<'s, I>>(
        &self,
        scope: &mut Scope<'s, '_>,
        member: &'static str,
        value: Local<'s, Value>,
    ) -> Result<T> {
        T::from_js(scope, value).map_err(|error| error.with_prefix(|| self.prefix(member)))
    }

    fn prefix(&self, member: &str) -> String {
        format!(
            "Failed to read the '{member}' property from '{}': ",
            self.name
        )
    }

    #[cold]
    fn missing(&self, member: &str) -> Exception {
        Exception::type_error(format!(
            "{}required member {member} is undefined.",
            self.prefix(member)
        ))
    }
}

#[cold]
fn not_a_dictionary(name: &str) -> Exception {
    Exception::type_error(format!("The provided value is not of type '{name}'."))
}

/// Writes the members of a dictionary to a new JavaScript object.
#[derive(Clone, Copy, Debug)]
pub struct Writer<'s> {
    object: Local<'s, Object>,
}

impl<'s> Writer<'s> {
    /// Begins a new object.
    #[must_use]
    pub fn new(scope: &Scope<'s, '_>) -> Self {
        Self {
            object: Object::new(scope),
        }
    }

    /// Writes a member that is present.
    ///
    /// # Errors
    ///
    /// What the conversion throws.
    #[inline]
    pub fn member<I, T: IntoJs<'s, I>>(
        self,
        scope: &mut Scope<'s, '_>,
        name: &'static str,
        value: T,
    ) -> Result<()> {
        // 3.1.1. If D[key] exists: let value be it, converted to a JavaScript value.
        let value = value.into_js(scope)?;
        // 3.1.2. Perform ! CreateDataProperty(O, key, value).
        let key = property_name(scope, name).into();
        self.object
            .create_data_property(scope, key, value)
            .ok_or(Exception::Pending)?;
        Ok(())
    }

    /// Writes a member if it is present.
    ///
    /// # Errors
    ///
    /// What the conversion throws.
    #[inline]
    pub fn optional<I, T: IntoJs<'s, I>>(
        self,
        scope: &mut Scope<'s, '_>,
        name: &'static str,
        value: Option<T>,
    ) -> Result<()> {
        match value {
            Some(value) => self.member(scope, name, value),
            None => Ok(()),
        }
    }

    /// The object.
    #[must_use]
    pub fn object(self) -> Local<'s, Object> {
        self.object
    }
}
