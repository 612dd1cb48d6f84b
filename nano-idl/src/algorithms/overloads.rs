//! Overloads: the effective overload set, the argument that tells overloads apart, and `length`.

use crate::ast::Argument;
use crate::model::{Model, Operation};
use crate::types::Type;

/// <https://webidl.spec.whatwg.org/#dfn-optionality-value>
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Optionality {
    /// It must be given.
    Required,
    /// It may be left out.
    Optional,
    /// It stands for any number of arguments.
    Variadic,
}

impl Optionality {
    /// That of an argument.
    #[must_use]
    pub fn of(argument: &Argument) -> Self {
        if argument.variadic {
            Self::Variadic
        } else if argument.optional {
            Self::Optional
        } else {
            Self::Required
        }
    }
}

/// An item of an effective overload set.
#[derive(Clone, Debug, PartialEq)]
pub struct OverloadItem {
    /// The index of the overload in [`Operation::overloads`].
    pub overload: usize,
    /// The types of the arguments, as declared.
    pub types: Vec<Type>,
    /// Whether each may be left out; as long as `types`.
    pub optionality: Vec<Optionality>,
}

impl Operation {
    /// <https://webidl.spec.whatwg.org/#compute-the-effective-overload-set>, for a call with `argument_count`
    /// arguments.
    #[must_use]
    pub fn effective_overload_set(&self, argument_count: usize) -> Vec<OverloadItem> {
        let overloads = self.overloads.iter();
        let lists = overloads.map(|overload| overload.arguments.as_slice());
        effective_overload_set(lists, argument_count)
    }

    /// The `length` of its function object: the smallest number of arguments that an overload takes.
    ///
    /// <https://webidl.spec.whatwg.org/#js-operations> (creating an operation function, the last steps)
    #[must_use]
    pub fn length(&self) -> usize {
        let set = self.effective_overload_set(0);
        set.iter().map(|item| item.types.len()).min().unwrap_or(0)
    }
}

/// <https://webidl.spec.whatwg.org/#compute-the-effective-overload-set>
pub(crate) fn effective_overload_set<'a>(
    lists: impl Iterator<Item = &'a [Argument]> + Clone,
    argument_count: usize,
) -> Vec<OverloadItem> {
    // 1. Let S be an ordered set.
    let mut set = Vec::new();
    // 2. Let F be an ordered set with items as follows, according to the kind of effective overload set: (`lists`)
    // 3. Let maxarg be the maximum number of arguments the operations, legacy factory functions, or callback functions
    //    in F are declared to take. For variadic operations and legacy factory functions, the argument on which the
    //    ellipsis appears counts as a single argument.
    let maxarg = lists.clone().map(<[Argument]>::len).max().unwrap_or(0);
    // 4. Let max be max(maxarg, N).
    let max = maxarg.max(argument_count);
    // 5. For each operation or extended attribute X of F:
    for (overload, arguments) in lists.enumerate() {
        // 5.1. Let arguments be the list of arguments X is declared to take.
        // 5.2. Let n be the size of arguments.
        let n = arguments.len();
        // 5.3. Let types be a type list.
        // 5.4. Let optionalityValues be an optionality list.
        // 5.5. For each argument in arguments: (append its type and its optionality value)
        let types: Vec<Type> = arguments.iter().map(|a| a.ty.clone()).collect();
        let optionality: Vec<Optionality> = arguments.iter().map(Optionality::of).collect();
        // 5.6. Append the tuple (X, types, optionalityValues) to S.
        set.push(OverloadItem {
            overload,
            types: types.clone(),
            optionality: optionality.clone(),
        });
        // 5.7. If X is declared to be variadic, then:
        if let Some(last) = arguments.last().filter(|last| last.variadic) {
            // 5.7.1. For each i in the range n to max − 1, inclusive: (append the types and optionality values so
            //        far, and the type of the last argument with "variadic" for each index from n to i)
            for i in n..max {
                let mut item = OverloadItem {
                    overload,
                    types: types.clone(),
                    optionality: optionality.clone(),
                };
                item.types.resize(i + 1, last.ty.clone());
                item.optionality.resize(i + 1, Optionality::Variadic);
                set.push(item);
            }
        }
        // 5.8. Let i be n − 1.
        // 5.9. While i ≥ 0:
        for i in (0..n).rev() {
            // 5.9.1. If arguments[i] is not optional (i.e., it is not marked as "optional" and is not a final,
            //        variadic argument), then break.
            if optionality.get(i) == Some(&Optionality::Required) {
                break;
            }
            // 5.9.2. to 5.9.5. Append the tuple of X and the first i types and optionality values to S.
            set.push(OverloadItem {
                overload,
                types: types.iter().take(i).cloned().collect(),
                optionality: optionality.iter().take(i).copied().collect(),
            });
            // 5.9.6. Set i to i − 1.
        }
    }
    // 6. Return S. An ordered set holds equal items once; items of different overloads are never equal, and those of
    //    one overload differ in length.
    set
}

impl Model {
    /// <https://webidl.spec.whatwg.org/#dfn-distinguishing-argument-index> of items that have type lists of the same
    /// length. `None`: there is none, because there is at most one item (and for more there always is in a model).
    #[must_use]
    pub fn distinguishing_argument_index(&self, items: &[OverloadItem]) -> Option<usize> {
        if items.len() < 2 {
            return None;
        }
        let length = items.iter().map(|item| item.types.len()).min()?;
        (0..length).find(|index| {
            let types: Vec<Type> = items
                .iter()
                .filter_map(|item| item.types.get(*index))
                .map(|ty| self.expand(ty))
                .collect();
            let mut pairs = types
                .iter()
                .enumerate()
                .flat_map(|(at, a)| types.iter().skip(at + 1).map(move |b| (a, b)));
            pairs.all(|(a, b)| self.distinguishable_expanded(a, b))
        })
    }
}
