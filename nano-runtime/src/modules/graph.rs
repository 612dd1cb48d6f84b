//! Loading a module with all it imports.
//!
//! <https://tc39.es/ecma262/#sec-LoadRequestedModules> with HTML's fetching: each module is fetched once, whichever graph asks
//! first, and a graph is done when all of it is loaded or the first part of it failed.

use std::cell::{Cell, RefCell};
use std::collections::HashSet;
use std::rc::Rc;

use super::compile::create_module;
use super::loader::{ModuleError, ModuleSource};
use super::map::{Failure, Found, Importer, ModuleKey, Record};
use crate::js::Scope;
use crate::realm::Realm;
use crate::task_scope::TaskScopeId;

/// What is done with a loaded graph: its root, or what failed and who imported that.
pub(crate) type Done = Box<
    dyn for<'s, 'i> FnOnce(&mut Scope<'s, 'i>, Result<Rc<Record>, (Failure, Option<Importer>)>),
>;

/// A graph that is being loaded.
pub(crate) struct GraphLoad {
    root: ModuleKey,
    visited: RefCell<HashSet<ModuleKey>>,
    pending: Cell<usize>,
    done: RefCell<Option<Done>>,
}

/// A graph that waits for a fetch, and the import that made it wait.
pub(crate) struct Waiter {
    graph: Rc<GraphLoad>,
    importer: Option<Importer>,
}

/// Loads `root` with all it imports and then calls `done`: before this returns if everything is there already, later from the event
/// loop otherwise.
pub(crate) fn load(
    scope: &mut Scope<'_, '_>,
    root: ModuleKey,
    importer: Option<Importer>,
    done: Done,
) {
    let graph = Rc::new(GraphLoad {
        root: root.clone(),
        visited: RefCell::default(),
        pending: Cell::new(0),
        done: RefCell::new(Some(done)),
    });
    graph.visit(scope, vec![(root, importer)]);
}

impl GraphLoad {
    /// Looks up or fetches the modules of `queue` and all that those which are there import.
    fn visit(
        self: &Rc<Self>,
        scope: &mut Scope<'_, '_>,
        mut queue: Vec<(ModuleKey, Option<Importer>)>,
    ) {
        let realm = Realm::from_scope(scope);
        // Modules are visited in the order of their imports.
        queue.reverse();
        while let Some((key, importer)) = queue.pop() {
            if !self.visited.borrow_mut().insert(key.clone()) {
                continue;
            }
            let waiter = || Waiter {
                graph: Rc::clone(self),
                importer: importer.clone(),
            };
            match realm.modules.map.look_up(&key, waiter) {
                Found::Loaded(record) => queue.extend(imports_of(&record).rev()),
                Found::Failed(failure) => {
                    self.finish(scope, Err((failure, importer)));
                    return;
                }
                Found::Waiting => self.pending.set(self.pending.get() + 1),
                Found::New => {
                    self.pending.set(self.pending.get() + 1);
                    fetch(realm, key);
                }
            }
        }
        if self.pending.get() == 0
            && let Some(record) = realm.modules.map.loaded(&self.root)
        {
            self.finish(scope, Ok(record));
        }
    }

    fn finish(
        &self,
        scope: &mut Scope<'_, '_>,
        result: Result<Rc<Record>, (Failure, Option<Importer>)>,
    ) {
        let done = self.done.borrow_mut().take();
        if let Some(done) = done {
            done(scope, result);
        }
    }

    fn is_done(&self) -> bool {
        self.done.borrow().is_none()
    }
}

fn imports_of(record: &Record) -> impl DoubleEndedIterator<Item = (ModuleKey, Option<Importer>)> {
    record
        .requests
        .iter()
        .map(|request| (request.key.clone(), Some(request.importer.clone())))
}

/// <https://html.spec.whatwg.org/multipage/webappapis.html#fetch-a-single-module-script>
///
/// Modules belong to the realm, not to the request that happens to import them first.
fn fetch(realm: &Realm, key: ModuleKey) {
    let load = realm
        .modules
        .loader()
        .map(|loader| loader.load(&key.url, key.module_type));
    let op = async move {
        let result = match load {
            Some(load) => load.await,
            None => Err(ModuleError::new(format!(
                "Cannot find module \"{}\"",
                key.url
            ))),
        };
        move |scope: &mut Scope<'_, '_>| finish_fetch(scope, &key, result)
    };
    realm.spawn_op_in(TaskScopeId::ROOT, op, true);
}

fn finish_fetch(
    scope: &mut Scope<'_, '_>,
    key: &ModuleKey,
    result: Result<ModuleSource, ModuleError>,
) {
    let realm = Realm::from_scope(scope);
    let result = match result {
        Ok(source) => create_module(scope, key, &source),
        Err(error) => Err(Failure::Load(error)),
    };
    for Waiter { graph, importer } in realm.modules.map.finish(key, &result) {
        graph.pending.set(graph.pending.get() - 1);
        if graph.is_done() {
            continue;
        }
        match &result {
            Ok(record) => graph.visit(scope, imports_of(record).collect()),
            Err(failure) => graph.finish(scope, Err((failure.clone(), importer))),
        }
    }
}
