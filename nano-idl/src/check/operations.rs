//! Operations and constructors: each declaration, and overloads together.

use super::types::Place;
use super::{Checker, is_included, what};
use crate::algorithms::OverloadItem;
use crate::diagnostic::Diagnostic;
use crate::model::{Interface, Operation, Overload};
use crate::types::{Type, TypeKind};

impl Checker<'_> {
    /// Checks all operations of an interface.
    pub(super) fn operations(&mut self, interface: &Interface) {
        let operations = interface.operations.iter();
        for operation in operations {
            for overload in &operation.overloads {
                self.declaration(interface, overload);
            }
            if operation.is_static && operation.name == "prototype" {
                let message = "a static operation cannot be called `prototype`";
                self.error(operation.name.span, message);
            }
            self.overloads(interface, operation, "operation");
            self.json_operation(interface, operation);
        }
        if let Some(constructor) = &interface.constructor {
            for overload in &constructor.overloads {
                self.declaration(interface, overload);
            }
            self.overloads(interface, constructor, "constructor");
        }
        for function in &interface.factory_functions {
            for overload in &function.overloads {
                self.arguments(&overload.arguments);
            }
            self.overloads(interface, function, "factory function");
        }
        for special in &interface.specials {
            if special.name.is_none() {
                self.declaration(interface, &special.overload);
            }
        }
    }

    /// Checks one declaration by itself.
    fn declaration(&mut self, interface: &Interface, overload: &Overload) {
        if is_included(interface, overload.info.part) {
            return;
        }
        self.ty(&overload.return_type, Place::Other);
        self.arguments(&overload.arguments);
    }

    /// <https://webidl.spec.whatwg.org/#idl-overloading>
    fn overloads(&mut self, interface: &Interface, operation: &Operation, kind: &str) {
        let Some((first, others)) = operation.overloads.split_first() else {
            return;
        };
        if others.is_empty() {
            return;
        }
        let mut apart = false;
        for overload in others {
            // "Operations must not be overloaded across interface, partial interface, interface mixin, and partial
            // interface mixin definitions."
            if overload.info.part != first.info.part {
                apart = true;
                let message = format!(
                    "overloads of the {kind} `{}` are in different definitions of the {} `{}`",
                    operation.name,
                    what(interface),
                    interface.name
                );
                let (span, other) = (overload.info.common.span, first.info.common.span);
                let warning = Diagnostic::new(span, message).warning();
                self.errors.push(warning.note(other, "the first is here"));
            }
            self.same_extended_attributes(overload, first);
            let promise = |ty: &Type| matches!(self.model.expand(ty).kind, TypeKind::Promise(_));
            if promise(&overload.return_type) != promise(&first.return_type) {
                let message = "either all overloads return a promise or none does";
                let (span, other) = (overload.return_type.span, first.return_type.span);
                self.error_with_note(span, message, other, "the first overload returns this");
            }
        }
        if !is_included(interface, first.info.part) {
            self.distinguishing(operation, apart);
        }
    }

    /// Extended attributes that must be on all overloads or on none.
    fn same_extended_attributes(&mut self, overload: &Overload, first: &Overload) {
        for name in [
            "Exposed",
            "SecureContext",
            "CrossOriginIsolated",
            "LegacyUnforgeable",
        ] {
            let (a, b) = (
                &overload.info.common.ext_attrs,
                &first.info.common.ext_attrs,
            );
            if a.get(name).map(|it| &it.value) != b.get(name).map(|it| &it.value) {
                let message = format!("[{name}] must be the same on all overloads");
                let (span, other) = (overload.info.common.span, first.info.common.span);
                self.error_with_note(span, message, other, "the first overload is here");
            }
        }
    }

    /// For each number of arguments the overloads that take so many must differ at some argument.
    ///
    /// `apart`: they are in different definitions, which is reported already.
    fn distinguishing(&mut self, operation: &Operation, apart: bool) {
        let longest = operation
            .overloads
            .iter()
            .map(|it| it.arguments.len())
            .max();
        // One more than the longest, so that two variadic overloads meet behind their declared arguments.
        let longest = longest.unwrap_or(0) + 1;
        let set = operation.effective_overload_set(longest);
        for length in 0..=longest {
            let items: Vec<OverloadItem> = set
                .iter()
                .filter(|item| item.types.len() == length)
                .cloned()
                .collect();
            let [first, .., last] = items.as_slice() else {
                continue;
            };
            let spans = [first.overload, last.overload]
                .map(|index| operation.overloads.get(index).map(|it| it.info.common.span));
            let [Some(first), Some(last)] = spans else {
                continue;
            };
            if let Some((bad, problem)) = self.overload_problem(&items, length) {
                let message = format!(
                    "calls of `{}` with {length} argument{} are ambiguous: {problem}",
                    operation.name,
                    if length == 1 { "" } else { "s" }
                );
                let problem =
                    Diagnostic::new(last, message).note(first, "the other overload is here");
                self.errors.push(if bad && !apart {
                    problem
                } else {
                    problem.warning()
                });
                return;
            }
        }
    }

    /// What is wrong with items of one length, of which there are at least two, and whether that is an error.
    fn overload_problem(&self, items: &[OverloadItem], length: usize) -> Option<(bool, String)> {
        let Some(index) = self.model.distinguishing_argument_index(items) else {
            let problem = match length {
                0 => "there is no argument to tell overloads apart",
                _ => "there is no argument whose types differ enough",
            };
            return Some((true, problem.to_owned()));
        };
        let expanded: Vec<Vec<Type>> = items
            .iter()
            .map(|item| item.types.iter().map(|ty| self.model.expand(ty)).collect())
            .collect();
        let column = |at: usize| expanded.iter().filter_map(move |types| types.get(at));
        // "An effective overload set must not contain more than one item with the same type list size, where one has
        // a bigint argument at the distinguishing argument index and another has a numeric type argument."
        let bigint = column(index).any(|ty| ty.non_null().kind == TypeKind::BigInt);
        let numeric = column(index).any(|ty| ty.non_null().kind.is_numeric());
        if bigint && numeric {
            let problem = "overloads cannot differ by bigint and number";
            return Some((true, problem.to_owned()));
        }
        // "… for each index j, where j is less than the distinguishing argument index, the types at index j in all of
        // the items' type lists must be the same, and the optionality values …"
        let (first, others) = items.split_first()?;
        for j in 0..index {
            let mut types = column(j);
            let one = types.next()?;
            let same_type = types.all(|ty| ty.kind == one.kind);
            let mut others = others.iter();
            let same_optionality =
                others.all(|it| it.optionality.get(j) == first.optionality.get(j));
            if !same_type || !same_optionality {
                // The constructors of URLPattern differ in optionality: overload resolution then goes by the first.
                let problem = format!(
                    "argument {} differs, but only argument {} tells overloads apart",
                    j + 1,
                    index + 1
                );
                return Some((!same_type, problem));
            }
        }
        None
    }
}
