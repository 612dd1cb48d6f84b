//! Which IDL definition a Rust type stands for: what generated code compares at compile time.

/// A Rust type that `#[webapi]` made the implementation of an IDL definition.
pub trait Named {
    /// The definition's identifier; for a union its members, as `(A or B)`.
    const IDL_NAME: &'static str;
}

/// Asks a type for its [`Named::IDL_NAME`], if it has one: `NameOf::<T>::IDL_NAME`.
#[derive(Debug)]
pub struct NameOf<T>(std::marker::PhantomData<T>);

impl<T: Named> NameOf<T> {
    /// The definition that `T` stands for.
    pub const IDL_NAME: Option<&'static str> = Some(T::IDL_NAME);
}

/// What [`NameOf`] answers for a type that stands for no definition, such as a JavaScript handle. An inherent constant wins over it.
pub trait AnyName {
    /// None.
    const IDL_NAME: Option<&'static str> = None;
}

impl<T> AnyName for NameOf<T> {}

/// Fails with `message` unless a type of this name fits where the IDL wants `wanted`.
///
/// # Panics
///
/// If it does not: at compile time, where generated code calls this.
#[track_caller]
pub const fn expect_named(name: Option<&'static str>, wanted: &str, message: &'static str) {
    let Some(name) = name else { return };
    assert!(is_same(name, wanted), "{}", message);
}

/// Does nothing at run time: it compiles for what a future may own.
pub const fn expect_off_stack<T: crate::webidl::OffStack>() {}

const fn is_same(name: &str, wanted: &str) -> bool {
    let (name, wanted) = (name.as_bytes(), wanted.as_bytes());
    let mut index = 0;
    while index < name.len() && index < wanted.len() && name[index] == wanted[index] {
        index += 1;
    }
    index == name.len() && index == wanted.len()
}
