//! The words that begin with a dot.

/// What `.help` prints.
pub const HELP: &str = "\
.clear        Start afresh, with a new global
.editor       Write several lines, up to Ctrl-D
.exit         Leave (as does Ctrl-D)
.help         Print this
.load FILE    Evaluate a file
.save FILE    Write what was evaluated to a file

_ is the last value, _error the last error. await works everywhere.
Tab completes, Ctrl-R searches the history, Ctrl-C interrupts.
";

/// The words, for completion.
pub const WORDS: [&str; 6] = [".clear", ".editor", ".exit", ".help", ".load", ".save"];

/// A command.
#[derive(Debug, PartialEq, Eq)]
pub enum Command<'t> {
    Clear,
    Editor,
    Exit,
    Help,
    Load(&'t str),
    Save(&'t str),
    /// The command is none, or its argument is missing: what is wrong.
    Wrong(String),
}

/// Reads a command; `None` if it is JavaScript. `.5` is.
pub fn parse(input: &str) -> Option<Command<'_>> {
    let text = input.trim();
    let word = text.strip_prefix('.')?;
    if text.contains('\n') || !word.starts_with(|first: char| first.is_ascii_alphabetic()) {
        return None;
    }
    let (word, argument) = word.split_once(char::is_whitespace).unwrap_or((word, ""));
    let argument = argument.trim();
    Some(match word {
        "load" | "save" if argument.is_empty() => {
            Command::Wrong(format!(".{word} wants the name of a file"))
        }
        "load" => Command::Load(argument),
        "save" => Command::Save(argument),
        "clear" => Command::Clear,
        "editor" => Command::Editor,
        "exit" => Command::Exit,
        "help" => Command::Help,
        _ => Command::Wrong(format!("There is no command .{word}; .help lists them")),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dot_and_a_letter_begin_a_command() {
        for (input, command) in [
            (".help", Some(Command::Help)),
            (" .exit \n", Some(Command::Exit)),
            (".load  a file.js ", Some(Command::Load("a file.js"))),
            (".save\tx", Some(Command::Save("x"))),
            (
                ".load",
                Some(Command::Wrong(".load wants the name of a file".into())),
            ),
            (
                ".frob x",
                Some(Command::Wrong(
                    "There is no command .frob; .help lists them".into(),
                )),
            ),
            (".5 + 1", None),
            ("...[1]", None),
            ("help", None),
            (".then()\n.catch()", None),
            ("", None),
        ] {
            assert_eq!(parse(input), command, "{input:?}");
        }
    }

    #[test]
    fn every_command_is_in_the_help() {
        for word in WORDS {
            assert!(HELP.contains(&format!("{word} ")), "{word}");
            assert!(!matches!(
                parse(&format!("{word} x")),
                Some(Command::Wrong(_)) | None
            ));
        }
    }
}
