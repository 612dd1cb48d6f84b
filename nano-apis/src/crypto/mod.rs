//! Web Cryptography: <https://w3c.github.io/webcrypto/>
//!
//! `crypto.rs`, `subtle.rs` and `crypto_key.rs` are the interfaces, `methods` the steps of SubtleCrypto's methods. `registry.rs` is the standard's `supportedAlgorithms` and what an algorithm
//! can do, `normalize.rs` is 'normalize an algorithm', and each file of `algorithms` is one algorithm: its row of the registry and
//! its operations. `work.rs` decides which work leaves the event loop's thread.

mod algorithms;
#[allow(
    clippy::module_inception,
    reason = "the standard has an interface of its own name"
)]
mod crypto;
mod crypto_key;
mod failure;
mod jwk;
mod key;
mod methods;
mod normalize;
mod operations;
mod random;
mod registry;
mod subtle;
mod work;

pub use crypto::Crypto;
pub use crypto_key::CryptoKey;
pub use subtle::SubtleCrypto;
