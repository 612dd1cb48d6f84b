//! Readers that go away, streams that are closed, and much output.

use std::process::Stdio;

use super::support::Folder;

#[test]
fn a_closed_pipe_ends_the_command_quietly() {
    let folder = Folder::new(&[(
        "main.mjs",
        "console.log('x'.repeat(1 << 20)); console.log('more')",
    )]);
    for arguments in [["eval", "'x'.repeat(1 << 20)"], ["run", "main.mjs"]] {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let output = folder.command(&arguments).stdout(writer).output().unwrap();
        folder.ended(&output).prints("");
    }
}

#[test]
fn an_error_nobody_can_read_is_still_a_failure() {
    let folder = Folder::new(&[]);
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let output = folder
        .command(&["eval", "throw 1"])
        .stderr(writer)
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1));
}

#[cfg(unix)]
#[test]
fn streams_that_were_closed_before_the_start_do_no_harm() {
    let folder = Folder::new(&[]);
    let nano = env!("CARGO_BIN_EXE_nano");
    for closed in [">&-", ">&- 2>&-", "<&-", "<&- >&- 2>&-"] {
        let script = format!("exec \"$0\" eval 'console.log(1); console.error(2); 3' {closed}");
        let status = std::process::Command::new("sh")
            .args(["-c", &script, nano])
            .current_dir(folder.path())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()
            .unwrap();
        assert_eq!(status.code(), Some(0), "{closed}");
    }
}

#[test]
fn much_output_arrives_whole_and_in_order() {
    let folder = Folder::new(&[]);
    let ended = folder.nano(&["eval", "'x'.repeat(8e6)"]);
    assert_eq!((ended.code, ended.stdout.len()), (Some(0), 8_000_001));
    let ended = folder.nano(&[
        "eval",
        "for (let i = 0; i < 50000; i++) console.log(i); 'end'",
    ]);
    let expected: String = (0..50_000).map(|i| format!("{i}\n")).collect();
    ended.prints(&(expected + "end\n"));
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_an_error() {
    let folder = Folder::new(&[]);
    let full = std::fs::OpenOptions::new()
        .write(true)
        .open("/dev/full")
        .unwrap();
    let output = folder
        .command(&["eval", "1"])
        .stdout(full)
        .output()
        .unwrap();
    folder.ended(&output).fails(
        1,
        "error: cannot write to stdout: No space left on device (os error 28)\n",
    );
}

#[cfg(unix)]
#[test]
fn a_script_may_come_through_a_pipe() {
    let folder = Folder::new(&[]);
    let (reader, mut writer) = std::io::pipe().unwrap();
    std::io::Write::write_all(&mut writer, b"console.log('from a pipe')").unwrap();
    drop(writer);
    let output = folder
        .command(&["run", "/dev/stdin"])
        .stdin(reader)
        .output()
        .unwrap();
    folder.ended(&output).prints("from a pipe\n");
}
