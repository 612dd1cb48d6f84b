//! The percent-encode sets that the URL parser uses: <https://url.spec.whatwg.org/#percent-encoded-bytes>

use percent_encoding::{AsciiSet, CONTROLS};

/// <https://url.spec.whatwg.org/#c0-control-percent-encode-set>
pub(super) const C0_CONTROL: &AsciiSet = CONTROLS;

/// <https://url.spec.whatwg.org/#fragment-percent-encode-set>
pub(super) const FRAGMENT: &AsciiSet =
    &C0_CONTROL.add(b' ').add(b'"').add(b'<').add(b'>').add(b'`');

/// <https://url.spec.whatwg.org/#query-percent-encode-set>
pub(super) const QUERY: &AsciiSet = &C0_CONTROL.add(b' ').add(b'"').add(b'#').add(b'<').add(b'>');

/// <https://url.spec.whatwg.org/#special-query-percent-encode-set>
pub(super) const SPECIAL_QUERY: &AsciiSet = &QUERY.add(b'\'');

/// <https://url.spec.whatwg.org/#path-percent-encode-set>
pub(super) const PATH: &AsciiSet = &QUERY.add(b'?').add(b'^').add(b'`').add(b'{').add(b'}');

/// <https://url.spec.whatwg.org/#userinfo-percent-encode-set>
pub(super) const USERINFO: &AsciiSet = &PATH
    .add(b'/')
    .add(b':')
    .add(b';')
    .add(b'=')
    .add(b'@')
    .add(b'[')
    .add(b'\\')
    .add(b']')
    .add(b'|');
