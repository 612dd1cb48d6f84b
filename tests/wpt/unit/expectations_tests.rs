//! Tests of `expectations`.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::time::Duration;

use crate::discovery::{TestUrl, discover};
use crate::expectations::{Expectation, Expectations, Mismatch, compare, updated};
use crate::results::{Harness, Outcome, Status, Subtest};
use crate::{tree, write};

fn outcome(harness: Harness, subtests: &[(&str, Status)]) -> Outcome {
    Outcome {
        harness,
        message: None,
        subtests: subtests
            .iter()
            .map(|(name, status)| Subtest {
                name: (*name).to_owned(),
                status: *status,
                message: None,
            })
            .collect(),
        elapsed: Duration::ZERO,
        stderr: String::new(),
    }
}

fn entry(harness: Harness, count: usize, failing: &[(&str, &str)]) -> Expectation {
    Expectation::Run {
        harness,
        harness_reason: (harness != Harness::Ok).then(|| "because".to_owned()),
        count,
        failing: failing
            .iter()
            .map(|(name, reason)| ((*name).to_owned(), (*reason).to_owned()))
            .collect(),
    }
}

fn failure(name: &str, status: Status) -> Mismatch {
    Mismatch::Failure {
        name: name.to_owned(),
        status,
        message: None,
    }
}

#[test]
fn without_an_entry_a_url_must_pass_whole() {
    let clean = outcome(Harness::Ok, &[("a", Status::Pass)]);
    assert_eq!(compare(None, &clean), []);

    for status in [
        Status::Fail,
        Status::Timeout,
        Status::NotRun,
        Status::PreconditionFailed,
    ] {
        let run = outcome(Harness::Ok, &[("a", status)]);
        assert_eq!(compare(None, &run), [failure("a", status)]);
    }
    assert_eq!(compare(None, &outcome(Harness::Ok, &[])), [Mismatch::Empty]);
    let ended = outcome(Harness::Timeout, &[("a", Status::Pass)]);
    assert!(matches!(
        compare(None, &ended)[..],
        [Mismatch::Harness {
            expected: Harness::Ok,
            actual: Harness::Timeout,
            ..
        }]
    ));
}

#[test]
fn an_entry_that_the_run_meets_has_no_differences() {
    let run = outcome(Harness::Ok, &[("a", Status::Fail), ("b", Status::Pass)]);
    let expected = entry(Harness::Ok, 2, &[("a", "browsers only")]);
    assert_eq!(compare(Some(&expected), &run), []);

    let run = outcome(Harness::Timeout, &[("a", Status::Timeout)]);
    let expected = entry(Harness::Timeout, 1, &[("a", "browsers only")]);
    assert_eq!(compare(Some(&expected), &run), []);
}

#[test]
fn every_way_to_differ_is_found() {
    let expected = entry(Harness::Ok, 2, &[("a", "known"), ("b", "known")]);
    let run = outcome(
        Harness::Ok,
        &[
            ("a", Status::Pass),
            ("c", Status::Fail),
            ("d", Status::Pass),
        ],
    );
    assert_eq!(
        compare(Some(&expected), &run),
        [
            Mismatch::Count {
                expected: 2,
                actual: 3
            },
            failure("c", Status::Fail),
            Mismatch::Pass("a".to_owned()),
            Mismatch::Absent("b".to_owned()),
        ]
    );
}

#[test]
fn an_entry_for_a_url_that_passes_whole_is_needless() {
    let run = outcome(Harness::Ok, &[("a", Status::Pass)]);
    let expected = entry(Harness::Ok, 1, &[]);
    assert_eq!(compare(Some(&expected), &run), [Mismatch::Needless]);
}

#[test]
fn an_empty_reason_fails_the_run() {
    let run = outcome(Harness::Error, &[("a", Status::Fail)]);
    let expected = Expectation::Run {
        harness: Harness::Error,
        harness_reason: Some(" ".to_owned()),
        count: 1,
        failing: BTreeMap::from([("a".to_owned(), String::new())]),
    };
    assert_eq!(
        compare(Some(&expected), &run),
        [
            Mismatch::NoReason("a".to_owned()),
            Mismatch::NoReason("harness_reason".to_owned())
        ]
    );
}

#[test]
fn an_update_keeps_reasons_and_leaves_new_ones_empty() {
    let known = entry(Harness::Ok, 1, &[("a", "known"), ("gone", "known")]);
    let run = outcome(Harness::Ok, &[("a", Status::Fail), ("b", Status::NotRun)]);
    let new = updated(Some(&known), &run).expect("an entry");
    assert_eq!(new, entry(Harness::Ok, 2, &[("a", "known"), ("b", "")]));
    assert_eq!(
        compare(Some(&new), &run),
        [Mismatch::NoReason("b".to_owned())]
    );

    let clean = outcome(Harness::Ok, &[("a", Status::Pass)]);
    assert_eq!(updated(Some(&known), &clean), None);
}

#[test]
fn an_update_keeps_a_harness_reason_only_for_the_same_status() {
    let known = entry(Harness::Timeout, 0, &[]);
    let reason = |run: &Outcome| match updated(Some(&known), run) {
        Some(Expectation::Run { harness_reason, .. }) => harness_reason,
        other => panic!("{other:?}"),
    };
    assert_eq!(
        reason(&outcome(Harness::Timeout, &[])).as_deref(),
        Some("because")
    );
    assert_eq!(reason(&outcome(Harness::Crash, &[])).as_deref(), Some(""));
}

fn tests(root: &Path) -> Vec<TestUrl> {
    discover(root, &["url".to_owned()]).expect("tests")
}

fn load(folder: &Path) -> Expectations {
    Expectations::load(folder, &BTreeSet::from(["url".to_owned()])).expect("expectations")
}

#[test]
fn files_are_read_updated_and_written_back() {
    let root = tree(&[
        ("url/a.any.js", ""),
        ("url/b.any.js", "// META: variant=?x\n"),
    ]);
    let folder = tree(&[(
        "url.json",
        r#"{"url/b.any.js?x": {"harness": "OK", "count": 1, "failing": {"f": "why"}}}"#,
    )]);
    let tests = tests(root.path());
    let mut expectations = load(folder.path());
    assert_eq!(expectations.get(&tests[0]), None);
    let listed = entry(Harness::Ok, 1, &[("f", "why")]);
    assert_eq!(expectations.get(&tests[1]), Some(&listed));

    expectations.update(&tests[0], &outcome(Harness::Crash, &[]));
    expectations.update(&tests[1], &outcome(Harness::Ok, &[("f", Status::Pass)]));
    expectations.save(folder.path()).expect("written");
    assert_eq!(
        fs::read_to_string(folder.path().join("url.json")).expect("the file"),
        "{\n  \"url/a.any.js\": {\n    \"harness\": \"CRASH\",\n    \"harness_reason\": \"\",\n    \"count\": 0\n  }\n}\n"
    );

    expectations.update(&tests[0], &outcome(Harness::Ok, &[("f", Status::Pass)]));
    expectations.save(folder.path()).expect("written");
    assert!(!folder.path().join("url.json").exists());
}

#[test]
fn stale_entries_are_found_and_pruned() {
    let root = tree(&[
        ("url/b.any.js", "// META: variant=?x\n"),
        ("url/s.any.js", ""),
    ]);
    let folder = tree(&[(
        "url.json",
        r#"{"url/absent.any.js": {"skip": "why"}, "url/b.any.js?y": {"skip": "why"}, "url/b.any.js?x": {"skip": "why"},
            "url/s.any.js": {"skip": ""}}"#,
    )]);
    let mut expectations = load(folder.path());
    let stale = expectations.stale(root.path()).expect("readable tests");
    assert_eq!(
        stale,
        [
            ("url/absent.any.js".to_owned(), Mismatch::NoFile),
            ("url/b.any.js?y".to_owned(), Mismatch::NoFile),
            (
                "url/s.any.js".to_owned(),
                Mismatch::NoReason("skip".to_owned())
            ),
        ]
    );
    assert_eq!(expectations.skip(&tests(root.path())[0]), Some("why"));

    expectations.prune(root.path()).expect("readable tests");
    assert_eq!(
        expectations
            .stale(root.path())
            .expect("readable tests")
            .len(),
        1
    );
}

#[test]
fn a_file_of_another_shape_is_an_error() {
    for text in [
        r#"{"url/a.any.js": {"harness": "FINE", "count": 1}}"#,
        r#"{"url/a.any.js": {"harness": "OK"}}"#,
        r#"{"url/a.any.js": {"skip": "why", "count": 1}}"#,
        r#"{"encoding/a.any.js": {"skip": "why"}}"#,
        "[]",
    ] {
        let folder = tree(&[]);
        write(folder.path(), "url.json", text);
        let result = Expectations::load(folder.path(), &BTreeSet::from(["url".to_owned()]));
        assert!(result.is_err(), "{text}");
    }
}
