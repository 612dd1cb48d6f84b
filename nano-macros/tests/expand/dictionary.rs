//! Enumerations, and dictionaries: inherited, required, defaults.

#[webapi("Dictionary.idl")]
#[derive(Clone, Copy)]
pub enum Mode {
    Read,
    ReadWrite,
    Empty,
}

#[webapi("Dictionary.idl")]
pub struct BaseOptions {
    name: DomString,
    level: u8,
}

#[webapi("Dictionary.idl")]
pub struct Options {
    base_options: BaseOptions,
    mode: Mode,
    tags: Vec<DomString>,
    flag: Option<bool>,
    counts: Option<Record<UsvString, i32>>,
}

#[webapi("Dictionary.idl")]
pub struct Dictionaries {
    mode: Cell<Mode>,
}

#[webapi("Dictionary.idl")]
impl Dictionaries {
    fn normalize(&self, options: Options) -> Options {
        options
    }
    fn mode(&self) -> Mode {
        self.mode.get()
    }
    fn set_mode(&self, value: Mode) {
        self.mode.set(value);
    }
}
