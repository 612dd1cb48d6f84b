//! What each name means.

use crate::ast::{Definition, DefinitionKind, Ident};
use crate::diagnostic::Diagnostic;
use crate::parser::type_words;
use crate::source::Span;
use crate::suggest::did_you_mean;
use crate::types::{Type, TypeKind};
use std::collections::BTreeMap;

/// What a name is defined as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Interface,
    Mixin,
    Namespace,
    CallbackInterface,
    Dictionary,
    Enum,
    Typedef,
    Callback,
}

impl Kind {
    /// With its article, for messages.
    fn shown(self) -> &'static str {
        match self {
            Kind::Interface => "an interface",
            Kind::Mixin => "an interface mixin",
            Kind::Namespace => "a namespace",
            Kind::CallbackInterface => "a callback interface",
            Kind::Dictionary => "a dictionary",
            Kind::Enum => "an enumeration",
            Kind::Typedef => "a typedef",
            Kind::Callback => "a callback",
        }
    }
}

/// All names, with what they mean and where that is said.
#[derive(Default)]
pub(super) struct Names(BTreeMap<String, (Kind, Span)>);

impl Names {
    /// Takes the name of a definition, or reports that it is taken. Partials and includes statements declare nothing.
    pub(super) fn declare(&mut self, definition: &Definition, errors: &mut Vec<Diagnostic>) {
        if super::is_partial(&definition.kind) {
            return;
        }
        let kind = match &definition.kind {
            DefinitionKind::Interface { .. } => Kind::Interface,
            DefinitionKind::Mixin { .. } => Kind::Mixin,
            DefinitionKind::Namespace { .. } => Kind::Namespace,
            DefinitionKind::CallbackInterface { .. } => Kind::CallbackInterface,
            DefinitionKind::Dictionary { .. } => Kind::Dictionary,
            DefinitionKind::Enum { .. } => Kind::Enum,
            DefinitionKind::Typedef { .. } => Kind::Typedef,
            DefinitionKind::Callback { .. } => Kind::Callback,
            DefinitionKind::Includes { .. } => return,
        };
        let name = definition.kind.name();
        match self.0.get(&name.name) {
            None => {
                self.0.insert(name.name.clone(), (kind, name.span));
            }
            Some((_, first)) => {
                let message = format!("`{name}` is defined twice");
                let error = Diagnostic::new(name.span, message);
                errors.push(error.note(*first, "the first definition is here"));
            }
        }
    }

    /// What a name means.
    pub(super) fn kind(&self, name: &str) -> Option<Kind> {
        self.0.get(name).map(|(kind, _)| *kind)
    }

    /// Whether the name, where it stands, is the one that defines it.
    pub(super) fn is_first(&self, name: &Ident) -> bool {
        self.0
            .get(&name.name)
            .is_some_and(|(_, first)| first.place() == name.span.place())
    }

    /// The error that a name is not what it should be: something else, or not known.
    pub(super) fn not_a(&self, name: &Ident, wanted: Kind) -> Diagnostic {
        if let Some((kind, span)) = self.0.get(&name.name) {
            let message = format!("`{name}` is {}, not {}", kind.shown(), wanted.shown());
            return Diagnostic::new(name.span, message).note(*span, "it is defined here");
        }
        let message = format!("there is no {} `{name}`", wanted.shown_bare());
        let candidates = self.0.iter().filter(|(_, (kind, _))| *kind == wanted);
        let mut error = Diagnostic::new(name.span, message);
        error.help = did_you_mean(&name.name, candidates.map(|(name, _)| name.as_str()));
        error
    }

    /// Turns the names in a type into what they mean.
    pub(super) fn resolve(&self, ty: &mut Type, errors: &mut Vec<Diagnostic>) {
        let span = ty.span;
        match &mut ty.kind {
            TypeKind::Unresolved(name) => {
                let name = std::mem::take(name);
                ty.kind = self.meaning(name, span, errors);
            }
            TypeKind::Sequence(inner)
            | TypeKind::AsyncSequence(inner)
            | TypeKind::FrozenArray(inner)
            | TypeKind::ObservableArray(inner)
            | TypeKind::Promise(inner)
            | TypeKind::Nullable(inner) => self.resolve(inner, errors),
            TypeKind::Record(key, value) => {
                self.resolve(key, errors);
                self.resolve(value, errors);
            }
            TypeKind::Union(members) => {
                for member in members {
                    self.resolve(member, errors);
                }
            }
            _ => {}
        }
    }

    /// What a name means as a type.
    fn meaning(&self, name: String, span: Span, errors: &mut Vec<Diagnostic>) -> TypeKind {
        let error = match self.0.get(&name) {
            Some((Kind::Interface, _)) => return TypeKind::Interface(name),
            Some((Kind::CallbackInterface, _)) => return TypeKind::CallbackInterface(name),
            Some((Kind::Dictionary, _)) => return TypeKind::Dictionary(name),
            Some((Kind::Enum, _)) => return TypeKind::Enum(name),
            Some((Kind::Typedef, _)) => return TypeKind::Typedef(name),
            Some((Kind::Callback, _)) => return TypeKind::Callback(name),
            Some((kind @ (Kind::Mixin | Kind::Namespace), defined)) => {
                let message = format!("`{name}` is {}, not a type", kind.shown());
                Diagnostic::new(span, message).note(*defined, "it is defined here")
            }
            None => {
                let types = self
                    .0
                    .iter()
                    .filter(|(_, (kind, _))| !matches!(kind, Kind::Mixin | Kind::Namespace));
                let words = type_words().map(|word| -> &str { word });
                let candidates = types.map(|(name, _)| name.as_str()).chain(words);
                let mut error = Diagnostic::new(span, format!("there is no type `{name}`"));
                error.help = did_you_mean(&name, candidates);
                error
            }
        };
        errors.push(error);
        TypeKind::Unresolved(name)
    }
}

impl Kind {
    /// Without its article, for messages.
    fn shown_bare(self) -> &'static str {
        let shown = self.shown();
        shown.split_once(' ').map_or(shown, |(_, bare)| bare)
    }
}
