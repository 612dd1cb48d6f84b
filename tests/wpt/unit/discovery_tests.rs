//! Tests of `discovery`.

use tempfile::TempDir;

use crate::discovery::{TestUrl, discover, is_test};
use crate::tree;

fn wpt() -> TempDir {
    tree(&[
        ("url/b.any.js", "// META: variant=?2\n// META: variant=?1\n"),
        ("url/a.any.js", ""),
        ("url/a.window.js", ""),
        ("url/a.h2.any.js", ""),
        ("url/shadow.any.js", "// META: global=shadowrealm\n"),
        ("url/resources/data.any.js", ""),
        ("url/deep/c.https.any.js", ""),
        ("tools/d.any.js", ""),
    ])
}

fn keys(selections: &[&str]) -> Vec<String> {
    let root = wpt();
    let selections: Vec<String> = selections.iter().map(ToString::to_string).collect();
    discover(root.path(), &selections)
        .expect("tests")
        .iter()
        .map(TestUrl::key)
        .collect()
}

#[test]
fn a_folder_gives_what_is_below_it_in_order() {
    let expected = [
        "url/a.any.js",
        "url/b.any.js?1",
        "url/b.any.js?2",
        "url/deep/c.https.any.js",
    ];
    assert_eq!(keys(&["url"]), expected);
    assert_eq!(keys(&["url/"]), expected);
    assert_eq!(keys(&["."]), expected);
}

#[test]
fn a_star_gives_only_the_folders_own_files() {
    assert_eq!(
        keys(&["url/*"]),
        ["url/a.any.js", "url/b.any.js?1", "url/b.any.js?2"]
    );
}

#[test]
fn a_test_can_be_named_with_and_without_its_variant() {
    assert_eq!(
        keys(&["url/b.any.js"]),
        ["url/b.any.js?1", "url/b.any.js?2"]
    );
    assert_eq!(keys(&["url/b.any.js?2"]), ["url/b.any.js?2"]);
}

#[test]
fn a_test_selected_twice_runs_once_for_the_first_selection() {
    assert_eq!(
        keys(&["url/deep", "url"]),
        [
            "url/deep/c.https.any.js",
            "url/a.any.js",
            "url/b.any.js?1",
            "url/b.any.js?2"
        ]
    );
}

#[test]
fn a_selection_without_tests_is_an_error() {
    let root = wpt();
    for selection in [
        "nowhere",
        "url/b.any.js?3",
        "url/shadow.any.js",
        "url/a.window.js",
        "url/resources",
    ] {
        let result = discover(root.path(), &[selection.to_owned()]);
        assert!(result.is_err(), "{selection}");
    }
}

#[test]
fn the_parts_of_a_path() {
    let root = wpt();
    let tests = discover(root.path(), &["url/deep".to_owned()]).expect("tests");
    assert_eq!(tests[0].top(), "url");
    assert_eq!(tests[0].directory(), "url/deep");
    assert_eq!(tests[0].selection, "url/deep");
}

#[test]
fn what_is_a_test() {
    assert!(is_test("fetch/api/basic/integrity.sub.any.js"));
    assert!(is_test("fetch/resources-of-others/a.any.js"));
    assert!(!is_test("fetch/h2/a.h2.any.js"));
    assert!(!is_test("fetch/resources/a.any.js"));
    assert!(!is_test("tools/a.any.js"));
    assert!(!is_test("a.any.worker.js"));
}
