//! Tests of `meta`.

use std::time::Duration;

use crate::meta::Meta;

#[test]
fn a_file_without_meta_runs_once_with_the_short_deadline() {
    let meta = Meta::parse("test(() => {});\n");
    assert_eq!(meta.globals, ["window", "dedicatedworker"]);
    assert_eq!(meta.variants, [""]);
    assert!(meta.scripts.is_empty());
    assert_eq!(meta.title, None);
    assert_eq!(meta.deadline(), Duration::from_secs(10));
    assert!(meta.runs_here());
}

#[test]
fn keys_repeat_and_keep_their_order() {
    let meta = Meta::parse(
        "// META: title=A = b\n//META:timeout=long\n// META: script=/b.js\n// META: script=a.js\n\
         // META: variant=?1-10\n// META: variant=?11-last\n// META: unknown=1\n'use strict';\n",
    );
    assert_eq!(meta.title.as_deref(), Some("A = b"));
    assert_eq!(meta.scripts, ["/b.js", "a.js"]);
    assert_eq!(meta.variants, ["?1-10", "?11-last"]);
    assert_eq!(meta.deadline(), Duration::from_secs(60));
}

#[test]
fn only_the_leading_run_counts() {
    for between in ["", "// a comment", "'use strict';"] {
        let source = format!("// META: script=a.js\n{between}\n// META: script=b.js\n");
        assert_eq!(Meta::parse(&source).scripts, ["a.js"], "after {between:?}");
    }
    let late = Meta::parse("\n// META: global=shadowrealm\n");
    assert_eq!(late.globals, ["window", "dedicatedworker"]);
}

#[test]
fn line_ends_and_byte_order_marks_are_no_part_of_a_value() {
    let meta = Meta::parse("\u{feff}// META: script=a.js \r\n// META: timeout=long\r\n");
    assert_eq!(meta.scripts, ["a.js"]);
    assert!(meta.long);
}

#[test]
fn runs_where_the_global_is_one_of_ours() {
    for (globals, expected) in [
        ("window", true),
        ("worker", true),
        ("dedicatedworker,sharedworker", true),
        ("jsshell", true),
        ("serviceworker, window", true),
        ("shadowrealm", false),
        ("sharedworker,serviceworker", false),
        ("shadowrealm-in-window", false),
    ] {
        let meta = Meta::parse(&format!("// META: global={globals}\n"));
        assert_eq!(meta.runs_here(), expected, "{globals}");
    }
}

#[test]
fn idlharness_is_recognised_by_its_script() {
    assert!(Meta::parse("// META: script=/resources/idlharness.js\n").uses_idlharness());
    assert!(!Meta::parse("// META: script=/resources/other.js\n").uses_idlharness());
}
