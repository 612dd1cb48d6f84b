//! A member as a line of TypeScript.

/// What is said about a declaration.
#[derive(Clone, Debug, Default)]
pub(crate) struct Doc {
    /// Sentences.
    pub text: Option<String>,
    /// The value of a dictionary member that is left out.
    pub default: Option<String>,
    /// The standard's definition.
    pub link: Option<String>,
}

/// A member: a line of a declaration, or the two lines of an accessor.
#[derive(Clone, Debug)]
pub(crate) struct Line {
    /// The name of the property: `constructor` for what `new` takes.
    pub name: String,
    /// Whether it is on the interface object.
    pub is_static: bool,
    /// Whether it is on instances too, as constants are.
    pub is_constant: bool,
    /// What it is.
    pub shape: Shape,
    /// What is said about it.
    pub doc: Doc,
    /// The index of the definition that it comes from, and the place there.
    pub(super) at: (usize, u32),
}

/// What a [`Line`] declares.
#[derive(Clone, Debug)]
pub(crate) enum Shape {
    /// `readonly x?: T`
    Property {
        readonly: bool,
        optional: bool,
        ty: String,
    },
    /// A property that is written with another type than it is read.
    Accessor { get: String, set: String },
    /// `f(a: A): B`, from the parenthesis on.
    Method(String),
    /// An index signature, as it stands.
    Index(String),
}

impl Line {
    /// A member that no IDL declares.
    pub(crate) fn new(name: &str, shape: Shape) -> Self {
        Self {
            name: name.to_owned(),
            is_static: false,
            is_constant: false,
            shape,
            doc: Doc::default(),
            at: (0, 0),
        }
    }

    /// As a member of an interface.
    pub(crate) fn text(&self) -> String {
        let name = property_name(&self.name);
        match &self.shape {
            Shape::Property {
                readonly,
                optional,
                ty,
            } => {
                let readonly = if *readonly { "readonly " } else { "" };
                let optional = if *optional { "?" } else { "" };
                format!("{readonly}{name}{optional}: {ty};")
            }
            Shape::Accessor { get, set } => {
                format!("get {name}(): {get};\nset {name}(value: {set});")
            }
            Shape::Method(rest) if self.name == "constructor" => format!("new{rest};"),
            Shape::Method(rest) => format!("{name}{rest};"),
            Shape::Index(text) => format!("{text};"),
        }
    }
}

/// The name of a property, quoted where it must be.
fn property_name(name: &str) -> String {
    if name.contains('-') {
        format!("\"{name}\"")
    } else {
        name.to_owned()
    }
}

/// `<T, U>` of `<T extends X = Y, U>`.
pub(super) fn parameter_names(parameters: &str) -> String {
    let mut names: Vec<String> = Vec::new();
    let mut depth = 0_usize;
    let mut before = ' ';
    for c in parameters.chars() {
        match c {
            '<' if depth == 0 => names.push(String::new()),
            ',' if depth == 1 => names.push(String::new()),
            _ if depth == 1 => {
                if let Some(name) = names.last_mut() {
                    name.push(c);
                }
            }
            _ => {}
        }
        match c {
            '<' => depth += 1,
            '>' if before != '=' => depth = depth.saturating_sub(1),
            _ => {}
        }
        before = c;
    }
    let names = names.iter().filter_map(|name| {
        let name = name.split_whitespace().next()?;
        Some(name.trim_end_matches('>'))
    });
    let names: Vec<&str> = names.collect();
    if names.is_empty() {
        return String::new();
    }
    format!("<{}>", names.join(", "))
}
