//! Tests of `prelude` and `resources`: which scripts make a page, and which files travel with it.

use std::fs;
use std::path::Path;
use std::time::Duration;

use crate::discovery::{TestUrl, discover};
use crate::prelude::{Page, location, prepare};
use crate::resources::{Content, Resources, find, resolve};
use crate::tree;

const TEST: &str = "// META: title=A title\n// META: script=/resources/WebIDLParser.js\n\
    // META: script=../common/host.sub.js\n// META: script=helper.js\n\
    fetch('resources/data.json');\n";

fn test_of(root: &Path, selection: &str) -> TestUrl {
    let mut tests = discover(root, &[selection.to_owned()]).expect("a test");
    tests.pop().expect("a test")
}

fn names(page: &Page) -> Vec<String> {
    page.scripts
        .iter()
        .map(|script| {
            let name = script.file_name().expect("a file");
            name.to_string_lossy().into_owned()
        })
        .collect()
}

#[test]
fn a_page_is_prelude_harness_reporter_meta_scripts_and_test() {
    let root = tree(&[
        ("url/a.https.any.js", TEST),
        ("url/helper.js", ""),
        ("common/host.sub.js", "var host = '{{host}}';"),
        ("resources/webidl2/lib/webidl2.js", ""),
        ("url/resources/data.json", "[1]"),
    ]);
    let work = tempfile::tempdir().expect("a folder");
    let test = test_of(root.path(), "url/a.https.any.js");
    let page = prepare(root.path(), &test, Duration::from_secs(7), work.path()).expect("a page");

    assert_eq!(
        names(&page),
        [
            "prelude.js",
            "testharness.js",
            "reporter.js",
            "webidl2.js",
            "common_host.sub.js",
            "helper.js",
            "a.https.any.js"
        ]
    );
    assert_eq!(
        page.location,
        "https://web-platform.test:8443/url/a.https.any.html"
    );
    let substituted = fs::read_to_string(&page.scripts[4]).expect("a script");
    assert_eq!(substituted, "var host = 'web-platform.test';");

    let prelude = fs::read_to_string(&page.scripts[0]).expect("the prelude");
    let config = prelude.rsplit_once(")({").expect("its argument").1;
    assert!(config.contains(r#""title":"A title""#), "{config}");
    assert!(config.contains(r#""deadline":7000"#), "{config}");
    assert!(
        config.contains(r#""/url/resources/data.json":{"text":"[1]"}"#),
        "{config}"
    );
    assert!(
        config.contains(r#""resources/data.json":"/url/resources/data.json""#),
        "{config}"
    );
}

#[test]
fn idl_comes_before_the_test_and_after_its_scripts() {
    let root = tree(&[
        (
            "url/idlharness.any.js",
            "// META: script=/resources/idlharness.js\nidl_test(['url'], [\"dom\"]);\n",
        ),
        ("resources/idlharness.js", ""),
        ("interfaces/url.idl", "interface URL {};"),
        ("interfaces/dom.idl", "interface Node {};"),
        ("interfaces/html.idl", ""),
    ]);
    let work = tempfile::tempdir().expect("a folder");
    let test = test_of(root.path(), "url");
    let page = prepare(root.path(), &test, Duration::ZERO, work.path()).expect("a page");
    let scripts = names(&page);
    assert_eq!(
        scripts[3..],
        ["idlharness.js", "idl.js", "idlharness.any.js"]
    );
    let idl = fs::read_to_string(&page.scripts[4]).expect("the texts");
    let expected = r#"({"dom":"interface Node {};","url":"interface URL {};"});"#;
    assert!(idl.trim_end().ends_with(expected), "{idl}");
}

#[test]
fn a_script_that_is_missing_or_outside_is_an_error() {
    for script in ["/nowhere.js", "../../../etc/passwd", "//example.com/a.js"] {
        let root = tree(&[("url/a.any.js", &format!("// META: script={script}\n"))]);
        let work = tempfile::tempdir().expect("a folder");
        let test = test_of(root.path(), "url");
        let result = prepare(root.path(), &test, Duration::ZERO, work.path());
        assert!(result.is_err(), "{script}");
    }
}

#[test]
fn the_location_carries_the_variant() {
    let root = tree(&[("url/a.any.js", "// META: variant=?include=file\n")]);
    assert_eq!(
        location(&test_of(root.path(), "url")),
        "http://web-platform.test:8000/url/a.any.html?include=file"
    );
}

#[test]
fn references_resolve_like_urls() {
    for (reference, expected) in [
        ("a.json", Some("x/y/a.json")),
        ("./a.json", Some("x/y/a.json")),
        ("../a.json", Some("x/a.json")),
        ("/a.json", Some("a.json")),
        ("../../../a.json", None),
        ("//host/a.json", None),
    ] {
        assert_eq!(
            resolve("x/y", reference).as_deref(),
            expected,
            "{reference}"
        );
    }
}

#[test]
fn only_data_that_a_fetching_text_names_is_embedded() {
    let root = tree(&[
        ("x/a.json", "{}"),
        ("x/b.txt", "b"),
        ("x/unnamed.json", "{}"),
        ("x/helper.js", ""),
    ]);
    let text =
        "const a = 'a.json'; fetch(\"/x/b.txt\"); 'helper.js'; 'absent.json'; 'x'".to_owned();
    let found = find(root.path(), "x", std::slice::from_ref(&text)).expect("resources");
    let files: Vec<&str> = found.files.keys().map(String::as_str).collect();
    assert_eq!(files, ["/x/a.json", "/x/b.txt"]);
    assert_eq!(found.names.len(), 1);
    assert_eq!(found.names["a.json"], "/x/a.json");

    let silent = text.replace("fetch(", "load(");
    let found = find(root.path(), "x", &[silent]).expect("resources");
    assert_eq!(found, Resources::default());
}

#[test]
fn files_that_are_not_utf_8_travel_in_base64() {
    let root = tree(&[]);
    fs::write(root.path().join("a.bin"), [0xff, 0x00, 0x01]).expect("a file");
    let found = find(root.path(), "", &["fetch('a.bin')".to_owned()]).expect("resources");
    assert_eq!(found.files["/a.bin"], Content::Base64("/wAB".to_owned()));
}
