//! The module map, and the records that V8's modules are found back by.

use std::cell::RefCell;
use std::collections::HashMap;
use std::num::NonZeroI32;
use std::rc::Rc;

use smallvec::SmallVec;
use url::Url;
use v8::{Global, Local};

use super::graph::Waiter;
use super::loader::{ModuleError, ModuleType};
use super::synthetic::SyntheticSteps;
use crate::js::Scope;

/// What a module is stored under.
///
/// <https://html.spec.whatwg.org/multipage/webappapis.html#module-map>
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ModuleKey {
    /// The URL that was asked for.
    pub url: Url,
    /// The type that was asked for.
    pub module_type: ModuleType,
}

/// A module that was compiled or made.
pub(crate) struct Record {
    pub(crate) module: Global<v8::Module>,
    pub(crate) identity_hash: NonZeroI32,
    pub(crate) key: ModuleKey,
    /// The base of relative imports.
    pub(crate) url: Url,
    pub(crate) requests: Vec<Request>,
    /// What a synthetic module does when it is evaluated, until it is.
    pub(crate) steps: RefCell<Option<SyntheticSteps>>,
}

/// One import of a module.
pub(crate) struct Request {
    pub(crate) specifier: String,
    pub(crate) key: ModuleKey,
    pub(crate) importer: Importer,
}

/// Where an import stands, for error messages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Importer {
    pub(crate) file: String,
    /// Counted from 1; 0 if unknown.
    pub(crate) line: usize,
    /// Counted from 1.
    pub(crate) column: usize,
}

impl std::fmt::Display for Importer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "imported from {}", self.file)?;
        if self.line > 0 {
            write!(f, ":{}:{}", self.line, self.column)?;
        }
        Ok(())
    }
}

/// Why a module is not there.
#[derive(Clone)]
pub(crate) enum Failure {
    /// It could not be found, fetched or used as what was asked for. Each importer gets a `TypeError` of its own.
    Load(ModuleError),
    /// It does not parse, or one of its imports does not resolve. All importers get the same error.
    Exception(Global<v8::Value>),
}

impl Failure {
    /// The exception that the importer gets.
    pub(crate) fn to_exception<'s>(
        &self,
        scope: &mut Scope<'s, '_>,
        importer: Option<&Importer>,
    ) -> Local<'s, v8::Value> {
        match self {
            Failure::Exception(exception) => Local::new(scope, exception),
            Failure::Load(error) => {
                let message = match importer {
                    Some(importer) => format!("{error}, {importer}"),
                    None => error.to_string(),
                };
                type_error(scope, &message)
            }
        }
    }
}

pub(crate) fn type_error<'s>(scope: &mut Scope<'s, '_>, message: &str) -> Local<'s, v8::Value> {
    let message = v8::String::new(scope, message).unwrap_or_else(|| v8::String::empty(scope));
    v8::Exception::type_error(scope, message)
}

/// What the map holds for a key.
pub(crate) enum Entry {
    Fetching(Vec<Waiter>),
    Loaded(Rc<Record>),
    /// Failures are kept: a module that failed once fails for every later import, as in browsers.
    Failed(Failure),
}

/// All modules of a realm.
#[derive(Default)]
pub(crate) struct ModuleMap {
    entries: RefCell<HashMap<ModuleKey, Entry>>,
    by_hash: RefCell<HashMap<NonZeroI32, SmallVec<[Rc<Record>; 1]>>>,
}

/// What [`ModuleMap::look_up`] found.
pub(crate) enum Found {
    Loaded(Rc<Record>),
    Failed(Failure),
    /// The waiter has been added to a fetch that is under way.
    Waiting,
    /// The waiter has been added to a new entry, and the module is to be fetched.
    New,
}

impl ModuleMap {
    /// Looks a module up for `waiter`.
    pub(crate) fn look_up(&self, key: &ModuleKey, waiter: impl FnOnce() -> Waiter) -> Found {
        let mut entries = self.entries.borrow_mut();
        match entries.get_mut(key) {
            Some(Entry::Loaded(record)) => Found::Loaded(Rc::clone(record)),
            Some(Entry::Failed(failure)) => Found::Failed(failure.clone()),
            Some(Entry::Fetching(waiters)) => {
                waiters.push(waiter());
                Found::Waiting
            }
            None => {
                entries.insert(key.clone(), Entry::Fetching(vec![waiter()]));
                Found::New
            }
        }
    }

    /// Stores what became of a key, and returns who waited for it.
    pub(crate) fn finish(
        &self,
        key: &ModuleKey,
        result: &Result<Rc<Record>, Failure>,
    ) -> Vec<Waiter> {
        let entry = match result {
            Ok(record) => {
                self.add_record(record);
                Entry::Loaded(Rc::clone(record))
            }
            Err(failure) => Entry::Failed(failure.clone()),
        };
        match self.entries.borrow_mut().insert(key.clone(), entry) {
            Some(Entry::Fetching(waiters)) => waiters,
            _ => Vec::new(),
        }
    }

    fn add_record(&self, record: &Rc<Record>) {
        self.by_hash
            .borrow_mut()
            .entry(record.identity_hash)
            .or_default()
            .push(Rc::clone(record));
    }

    /// The record of a module of this realm.
    pub(crate) fn record_of(&self, module: Local<'_, v8::Module>) -> Option<Rc<Record>> {
        let by_hash = self.by_hash.borrow();
        let candidates = by_hash.get(&module.get_identity_hash())?;
        candidates
            .iter()
            .find(|record| record.module == module)
            .map(Rc::clone)
    }

    /// Whether anything was ever asked for under a key.
    pub(crate) fn contains(&self, key: &ModuleKey) -> bool {
        self.entries.borrow().contains_key(key)
    }

    /// The record under a key, if it is loaded.
    pub(crate) fn loaded(&self, key: &ModuleKey) -> Option<Rc<Record>> {
        match self.entries.borrow().get(key) {
            Some(Entry::Loaded(record)) => Some(Rc::clone(record)),
            _ => None,
        }
    }

    pub(crate) fn clear(&self) {
        let entries = std::mem::take(&mut *self.entries.borrow_mut());
        let by_hash = std::mem::take(&mut *self.by_hash.borrow_mut());
        drop((entries, by_hash));
    }
}
