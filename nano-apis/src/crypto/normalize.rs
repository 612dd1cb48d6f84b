//! Normalizing an algorithm: <https://w3c.github.io/webcrypto/#algorithm-normalization-normalize-an-algorithm>

use nano_runtime::js::{Local, Object};
use nano_runtime::webidl::{Dictionary, DomExceptionName, DomString, FromJs, dictionary, idl};
use nano_runtime::{Exception, Result, Scope, webapi};

use super::registry::{self, Normalize, Registration};

/// <https://w3c.github.io/webcrypto/#dom-algorithmidentifier>
#[webapi("crypto/Algorithm.idl")]
#[derive(Clone)]
pub(super) enum AlgorithmIdentifier<'s> {
    Object(Local<'s, Object>),
    DomString(DomString),
}

/// <https://w3c.github.io/webcrypto/#dfn-Algorithm>
#[webapi("crypto/Algorithm.idl")]
pub(super) struct Algorithm {
    pub(super) name: DomString,
}

/// What an algorithm's dictionary is read from.
pub(super) enum Parameters<'s> {
    /// A new Algorithm dictionary with this name and nothing else.
    Name(&'static str),
    /// The object that the script passed.
    Object(Local<'s, Object>),
}

impl<'s> Parameters<'s> {
    /// Converts the parameters to an IDL dictionary.
    ///
    /// # Errors
    ///
    /// What the conversion throws.
    pub(super) fn read<T: Dictionary<'s>>(self, scope: &mut Scope<'s, '_>) -> Result<T> {
        let object = match self {
            Self::Object(object) => object,
            Self::Name(name) => {
                let writer = dictionary::Writer::new(scope);
                writer.member::<idl::DOMString, _>(scope, "name", name)?;
                writer.object()
            }
        };
        <T as FromJs<'s, idl::Dictionary>>::from_js(scope, object.into())
    }
}

/// An algorithm that was normalized for one operation.
pub(super) struct Normalized<T> {
    /// The recognized algorithm name.
    pub(super) name: &'static str,
    /// The operation, with its parameters.
    pub(super) operation: T,
}

/// <https://w3c.github.io/webcrypto/#dfn-normalize-an-algorithm>
///
/// `op` picks the operation from an algorithm's registration.
///
/// # Errors
///
/// NotSupportedError when no algorithm of that name supports the operation; what reading the parameters throws.
pub(super) fn normalize_an_algorithm<'s, T>(
    scope: &mut Scope<'s, '_>,
    alg: AlgorithmIdentifier<'s>,
    op: impl FnOnce(&Registration) -> Option<Normalize<T>>,
) -> Result<Normalized<T>> {
    let (name, object) = match alg {
        // If alg is an instance of a DOMString: return the result of running the algorithm with alg set to a new Algorithm
        // dictionary whose name attribute is alg.
        AlgorithmIdentifier::DomString(name) => (name, None),
        // If alg is an object:
        // 1. Let registeredAlgorithms be the associative container stored at the op key of supportedAlgorithms.
        // 2.–3. Let initialAlg be the result of converting alg to the IDL dictionary type Algorithm; return an error.
        // 4. Let algName be the value of the name attribute of initialAlg.
        AlgorithmIdentifier::Object(object) => {
            let initial = <Algorithm as FromJs<'s, idl::Dictionary>>::from_js(scope, object.into())
                .map_err(|error| error.with_prefix(|| "Algorithm: ".into()))?;
            (initial.name, Some(object))
        }
    };
    // 5. If registeredAlgorithms contains a key that is a case-insensitive string match for algName: set algName to the value of the
    //    matching key, and let desiredType be the IDL dictionary type stored at algName in registeredAlgorithms.
    let found = name
        .as_str()
        .and_then(registry::find)
        .and_then(|registration| Some((registration.name, op(registration)?)));
    // Otherwise: return a new NotSupportedError and terminate this algorithm.
    let Some((name, normalize)) = found else {
        return Err(Exception::dom(
            DomExceptionName::NotSupportedError,
            "Algorithm: Unrecognized name",
        ));
    };
    // 6. Let normalizedAlgorithm be the result of converting alg to desiredType. 7. Set its name attribute to algName.
    // 8.–10. Return an error; copy the buffer sources and normalize the algorithms among its members: which members there are, the
    // algorithm's registration knows.
    let parameters = object.map_or(Parameters::Name(name), Parameters::Object);
    let operation =
        normalize(scope, parameters).map_err(|error| error.with_prefix(|| format!("{name}: ")))?;
    // 11. Return normalizedAlgorithm.
    Ok(Normalized { name, operation })
}
