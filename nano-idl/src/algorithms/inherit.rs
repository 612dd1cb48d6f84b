//! Inheritance: ancestors, the members of dictionaries in the order in which they are read, and what follows from
//! extended attributes of interfaces.

use crate::ast::{Common, ExtAttr};
use crate::model::{Dictionary, DictionaryMember, Exposure, Interface, Model, Part, PartKind};
use std::collections::BTreeSet;

/// A dictionary with its own members in the order in which they are read.
#[derive(Clone, Debug)]
pub struct DictionaryLevel<'a> {
    /// The dictionary.
    pub dictionary: &'a Dictionary,
    /// Its own members, sorted by name.
    pub members: Vec<&'a DictionaryMember>,
}

impl Model {
    /// <https://webidl.spec.whatwg.org/#dfn-inherited-interfaces>, nearest first.
    #[must_use]
    pub fn ancestors(&self, interface: &str) -> Vec<&Interface> {
        let parent = |interface: &Interface| -> Option<&Interface> {
            self.interface(&interface.parent.as_ref()?.name)
        };
        let first = self.interface(interface).and_then(parent);
        std::iter::successors(first, |interface| parent(interface)).collect()
    }

    /// Whether an interface is another or inherits from it.
    #[must_use]
    pub fn inherits_from(&self, interface: &str, ancestor: &str) -> bool {
        let mut ancestors = self.ancestors(interface).into_iter();
        interface == ancestor || ancestors.any(|interface| interface.name == ancestor)
    }

    /// The dictionary and those that it inherits from, least derived first, each with its members sorted by name: the
    /// order in which a dictionary is read from an object and written to one. Names sort by code point; identifiers
    /// are ASCII, so by code unit it is the same.
    ///
    /// Steps 3 to 5 of <https://webidl.spec.whatwg.org/#js-to-dictionary>
    #[must_use]
    pub fn dictionary_members(&self, name: &str) -> Vec<DictionaryLevel<'_>> {
        let parent = |dictionary: &Dictionary| -> Option<&Dictionary> {
            self.dictionary(&dictionary.parent.as_ref()?.name)
        };
        let chain = std::iter::successors(self.dictionary(name), |dictionary| parent(dictionary));
        let mut levels: Vec<_> = chain
            .map(|dictionary| {
                let mut members: Vec<_> = dictionary.members.iter().collect();
                members.sort_by(|a, b| a.field.name.name.cmp(&b.field.name.name));
                DictionaryLevel {
                    dictionary,
                    members,
                }
            })
            .collect();
        levels.reverse();
        levels
    }

    /// Whether a dictionary or one that it inherits from has a required member.
    #[must_use]
    pub fn has_required_members(&self, dictionary: &str) -> bool {
        let levels = self.dictionary_members(dictionary);
        let mut members = levels.iter().flat_map(|level| &level.members);
        members.any(|member| member.field.required)
    }

    /// Whether a global that the model declares has what is exposed there. Where none is declared everything is there.
    #[must_use]
    pub fn exposes(&self, exposure: &Exposure) -> bool {
        let globals = self.global_names();
        globals.is_empty()
            || *exposure == Exposure::All
            || globals.iter().any(|global| exposure.includes(global))
    }

    /// The definition's comments and extended attributes, whatever the name defines.
    #[must_use]
    pub fn definition_common(&self, name: &str) -> Option<&Common> {
        let interfaces = [
            &self.interfaces,
            &self.mixins,
            &self.namespaces,
            &self.callback_interfaces,
        ];
        let mut interfaces = interfaces.into_iter();
        let interface = interfaces.find_map(|map| map.get(name).map(|found| &found.common));
        interface
            .or_else(|| Some(&self.dictionary(name)?.common))
            .or_else(|| Some(&self.enumeration(name)?.common))
            .or_else(|| Some(&self.typedef(name)?.common))
            .or_else(|| Some(&self.callback(name)?.common))
    }

    /// Every global name that an interface declares: <https://webidl.spec.whatwg.org/#dfn-global-name>
    #[must_use]
    pub fn global_names(&self) -> BTreeSet<&str> {
        let interfaces = self.interfaces.values();
        interfaces.flat_map(Interface::global_names).collect()
    }
}

impl Interface {
    /// The extended attribute with this name on the definition or on one of its partials: `[Global]`, `[Transferable]`
    /// and their like mean the same on both. `[Exposed]` does not (see [`Interface::exposure`]).
    #[must_use]
    pub fn ext_attr(&self, name: &str) -> Option<&ExtAttr> {
        let own = |part: &&Part| matches!(part.kind, PartKind::Definition | PartKind::Partial);
        let mut parts = self.parts.iter().filter(own);
        parts.find_map(|part| part.common.ext_attrs.get(name))
    }

    /// <https://webidl.spec.whatwg.org/#dfn-global-name>: the names that `[Global]` gives it.
    #[must_use]
    pub fn global_names(&self) -> Vec<&str> {
        let Some(global) = self.ext_attr("Global") else {
            return Vec::new();
        };
        let names = global.value.idents().into_iter();
        names.map(|name| name.name.as_str()).collect()
    }

    /// <https://html.spec.whatwg.org/multipage/structured-data.html#serializable>
    #[must_use]
    pub fn is_serializable(&self) -> bool {
        self.ext_attr("Serializable").is_some()
    }

    /// <https://html.spec.whatwg.org/multipage/structured-data.html#transferable>
    #[must_use]
    pub fn is_transferable(&self) -> bool {
        self.ext_attr("Transferable").is_some()
    }

    /// The attribute with this name, regular or static.
    #[must_use]
    pub fn attribute(&self, name: &str, is_static: bool) -> Option<&crate::model::Attribute> {
        let mut attributes = self.attributes.iter();
        attributes.find(|attribute| attribute.name == name && attribute.is_static == is_static)
    }

    /// The operation with this name, regular or static.
    #[must_use]
    pub fn operation(&self, name: &str, is_static: bool) -> Option<&crate::model::Operation> {
        let mut operations = self.operations.iter();
        operations.find(|operation| operation.name == name && operation.is_static == is_static)
    }
}
