//! The code blocks of a Markdown document.

/// A block between two fences.
#[derive(Debug, PartialEq)]
pub struct Block {
    /// What stands behind the opening fence.
    pub language: String,
    /// The lines between the fences.
    pub text: String,
    /// The line of the opening fence, from 1.
    pub line: usize,
    /// The paragraph before it, as one line.
    pub before: String,
}

/// Every fenced block.
pub fn blocks(document: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut before: Vec<&str> = Vec::new();
    let mut lines = document.lines().enumerate();
    while let Some((index, line)) = lines.next() {
        if let Some(language) = line.strip_prefix("```") {
            let text = lines
                .by_ref()
                .map(|(_, line)| line)
                .take_while(|line| *line != "```")
                .flat_map(|line| [line, "\n"])
                .collect();
            blocks.push(Block {
                language: language.to_owned(),
                text,
                line: index + 1,
                before: before.join(" "),
            });
            before.clear();
        } else if !line.is_empty() {
            before.push(line);
        } else if lines
            .clone()
            .next()
            .is_some_and(|(_, next)| !next.starts_with("```"))
        {
            before.clear();
        }
    }
    blocks
}

/// A command of a `console` block, and what it prints.
#[derive(Debug, PartialEq)]
pub struct Command {
    /// Behind the `$`; its lines end with a backslash where it goes on.
    pub line: String,
    /// The lines up to the next command.
    pub output: String,
}

/// The commands of a `console` block.
pub fn commands(text: &str) -> Vec<Command> {
    let mut commands: Vec<Command> = Vec::new();
    for line in text.lines() {
        match (line.strip_prefix("$ "), commands.last_mut()) {
            (Some(line), _) => commands.push(Command {
                line: line.to_owned(),
                output: String::new(),
            }),
            (None, Some(command)) if command.line.ends_with('\\') => {
                command.line.truncate(command.line.len() - 1);
                command.line.push_str(line.trim_start());
            }
            (None, Some(command)) => {
                command.output.push_str(line);
                command.output.push('\n');
            }
            (None, None) => panic!("a console block starts with a command: {line}"),
        }
    }
    commands
}

#[test]
fn blocks_are_found_with_what_stands_before() {
    let document = "# A\n\nOne\ntwo:\n\n```js\n1;\n\n2;\n```\nthree\n\nfour\n```\nx\n```\n";
    let block = |language: &str, text: &str, line, before: &str| Block {
        language: language.into(),
        text: text.into(),
        line,
        before: before.into(),
    };
    assert_eq!(
        blocks(document),
        [
            block("js", "1;\n\n2;\n", 6, "One two:"),
            block("", "x\n", 14, "four")
        ]
    );
}

#[test]
fn commands_are_told_from_their_output() {
    let command = |line: &str, output: &str| Command {
        line: line.into(),
        output: output.into(),
    };
    assert_eq!(
        commands("$ a b\n1\n\n2\n$ c \\\n    d\n$ e\n"),
        [
            command("a b", "1\n\n2\n"),
            command("c d", ""),
            command("e", "")
        ]
    );
}
