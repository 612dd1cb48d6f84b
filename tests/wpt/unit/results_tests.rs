//! Tests of `results`.

use crate::results::{Collector, Harness, Status};

fn collect(lines: &[&str]) -> Collector {
    let mut collector = Collector::default();
    for line in lines {
        collector.record(line).expect("a record");
    }
    collector
}

#[test]
fn final_statuses_replace_the_streamed_ones() {
    let collector = collect(&[
        r#"{"state":0,"name":"a\ud83d\ude00","status":3}"#,
        r#"{"result":0,"name":"a","status":0,"message":null}"#,
        r#"{"final":"a","status":1,"message":"in its cleanup"}"#,
        r#"{"complete":1,"message":"cleanup failed","stack":"at x"}"#,
    ]);
    assert!(collector.is_complete());
    let (harness, message, subtests) = collector.finish(|| unreachable!("the page is complete"));
    assert_eq!(harness, Harness::Error);
    assert_eq!(message.as_deref(), Some("cleanup failed\nat x"));
    assert_eq!(subtests.len(), 1);
    assert_eq!(subtests[0].status, Status::Fail);
    assert_eq!(subtests[0].message.as_deref(), Some("in its cleanup"));
}

#[test]
fn a_page_that_ends_early_keeps_what_is_known() {
    let collector = collect(&[
        r#"{"state":0,"name":"done","status":3}"#,
        r#"{"state":1,"name":"started","status":3}"#,
        r#"{"state":2,"name":"waiting","status":3}"#,
        r#"{"result":0,"name":"done","status":0,"message":null}"#,
        r#"{"state":1,"name":"started","status":2}"#,
    ]);
    assert!(!collector.is_complete());
    let (harness, _, subtests) = collector.finish(|| (Harness::Timeout, None));
    assert_eq!(harness, Harness::Timeout);
    let known: Vec<(&str, Status)> = subtests
        .iter()
        .map(|subtest| (subtest.name.as_str(), subtest.status))
        .collect();
    assert_eq!(
        known,
        [
            ("done", Status::Pass),
            ("started", Status::Timeout),
            ("waiting", Status::NotRun)
        ]
    );
}

#[test]
fn anything_else_on_the_channel_is_an_error() {
    for line in [
        "",
        "printed by a test",
        "{}",
        r#"{"final":"a","status":9,"message":null}"#,
        r#"{"complete":7,"message":null,"stack":null}"#,
    ] {
        assert!(Collector::default().record(line).is_err(), "{line:?}");
    }
}
