//! The CSS of `%c` as ANSI sequences: colours, weight, slant and lines. Declarations a terminal cannot show are passed over.

/// Ends all styling.
pub(super) const RESET: &str = "\x1b[0m";

/// The sequence that ends the styling before and begins the one that `declarations` describe.
pub(super) fn to_ansi(declarations: &str) -> String {
    let mut out = String::from(RESET);
    for declaration in declarations.split(';') {
        let Some((property, value)) = declaration.split_once(':') else {
            continue;
        };
        let value = value.trim().to_ascii_lowercase();
        match property.trim().to_ascii_lowercase().as_str() {
            "color" => push_color(&mut out, 38, &value),
            "background" | "background-color" => push_color(&mut out, 48, &value),
            "font-weight"
                if value == "bold"
                    || value == "bolder"
                    || value.parse().is_ok_and(|weight: u16| weight >= 600) =>
            {
                out.push_str("\x1b[1m");
            }
            "font-style" if value == "italic" || value.starts_with("oblique") => {
                out.push_str("\x1b[3m")
            }
            "text-decoration" | "text-decoration-line" => {
                for line in value.split_whitespace() {
                    match line {
                        "underline" => out.push_str("\x1b[4m"),
                        "line-through" => out.push_str("\x1b[9m"),
                        "overline" => out.push_str("\x1b[53m"),
                        _ => {}
                    }
                }
            }
            _ => {}
        }
    }
    out
}

fn push_color(out: &mut String, ground: u8, value: &str) {
    if let Some((red, green, blue)) = parse_color(value) {
        out.push_str(&format!("\x1b[{ground};2;{red};{green};{blue}m"));
    }
}

/// A named, hexadecimal or `rgb()` colour; its opacity is dropped.
fn parse_color(value: &str) -> Option<(u8, u8, u8)> {
    csscolorparser::parse(value).ok().map(|color| {
        let [red, green, blue, _] = color.to_rgba8();
        (red, green, blue)
    })
}

#[cfg(test)]
mod tests {
    use super::to_ansi;

    #[test]
    fn declarations_become_sequences() {
        assert_eq!(
            to_ansi("color: red; font-weight: bold"),
            "\x1b[0m\x1b[38;2;255;0;0m\x1b[1m"
        );
        assert_eq!(
            to_ansi("BACKGROUND: #0f0;text-decoration:underline"),
            "\x1b[0m\x1b[48;2;0;255;0m\x1b[4m"
        );
        assert_eq!(
            to_ansi("display: none; color: nonsense; nothing"),
            "\x1b[0m"
        );
    }
}
