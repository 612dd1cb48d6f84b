//! WebIDL text to a checked model: lexer, parser, resolver, checks, and the standard's algorithms that need no engine.
//!
//! No V8 and no `proc_macro` here: this crate knows what IDL means, not what becomes of it.
//!
//! ```text
//! text --parse--> ast --resolve--> Model (names, partials, mixins, overloads) --check--> Model --print--> text
//!
//! parse(file: FileId, text: &str) -> (Ast, Vec<Diagnostic>)
//! resolve(files: &[(impl AsRef<str>, impl AsRef<str>)]) -> Result<Model, Diagnostics>     path and text of each file
//! load_dir(dir: &Path, shown: &str) -> io::Result<Vec<(String, String)>>
//!
//! Model::expand(&self, &Type) -> Type                       no typedefs left, annotations carried inwards
//! Model::flattened_members(&self, &Type) -> Vec<Type>       of a union, without nullables; each expanded
//! Model::includes_nullable(&self, &Type) -> bool
//! Model::includes_undefined(&self, &Type) -> bool
//! Model::distinguishable(&self, &Type, &Type) -> bool
//! Operation::effective_overload_set(&self, argument_count: usize) -> Vec<OverloadItem>
//! Model::distinguishing_argument_index(&self, &[OverloadItem]) -> Option<usize>
//! Operation::length(&self) -> usize
//! Model::dictionary_members(&self, name: &str) -> Vec<DictionaryLevel>   least derived first, sorted in each
//! Model::ancestors(&self, interface: &str) -> Vec<&Interface>            nearest first
//! Interface::is_serializable(&self), Interface::is_transferable(&self)
//! ```

mod algorithms;
pub mod ast;
mod check;
pub mod diagnostic;
mod lexer;
mod load;
pub mod model;
mod parser;
mod print;
mod resolve;
pub mod source;
mod suggest;
pub mod types;

pub use algorithms::{DictionaryLevel, Optionality, OverloadItem};
pub use ast::{Argument, Ast, Common, ExtAttr, ExtAttrValue, ExtAttrs, Ident, Literal, Special};
pub use diagnostic::{Diagnostic, Diagnostics, Severity};
pub use load::load_dir;
pub use model::*;
pub use parser::parse;
pub use print::print;
pub use resolve::resolve;
pub use source::{FileId, Position, SourceMap, Span};
pub use types::{Annotations, BufferKind, Type, TypeKind};
