//! Startup snapshots: a context with its APIs installed, as bytes from which isolates start.

use std::borrow::Cow;
use std::sync::Arc;

use url::Url;
use v8::Local;

use crate::engine::{Engine, Options};
use crate::error::RunError;
use crate::foreground::ForegroundQueue;
use crate::isolate::{SnapshotPermit, address_of};
use crate::realm::Realm;
use crate::runtime::{GlobalTemplate, Install, make_context};
use crate::task_scope::TaskScopeId;

/// What a snapshot is made of.
pub struct SnapshotOptions {
    /// Every native address the snapshot may refer to: callbacks of templates, above all. An isolate that starts from the snapshot
    /// is given the same in the same order.
    pub external_references: Cow<'static, [v8::ExternalReference]>,
    /// The template of the global object.
    pub global_template: Option<GlobalTemplate>,
    /// Installs the APIs, and adds what it wants back to the snapshot (`add_isolate_data`). It makes no native object: a snapshot
    /// cannot hold one.
    pub install: Install,
}

impl std::fmt::Debug for SnapshotOptions {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SnapshotOptions")
            .field("external_references", &self.external_references.len())
            .finish_non_exhaustive()
    }
}

/// Makes a startup snapshot for [`crate::isolate::IsolateOptions::snapshot`].
///
/// # Errors
/// [`RunError::Snapshot`] while another isolate exists in the process: V8 writes to what all isolates share. Make snapshots at the
/// start. Otherwise what `install` left uncaught.
pub fn create(options: SnapshotOptions) -> Result<Vec<u8>, RunError> {
    Engine::init(&Options::default())?;
    let Some(_permit) = SnapshotPermit::new() else {
        return Err(RunError::Snapshot("another isolate exists"));
    };
    let location = Url::parse("file:///").map_err(|error| RunError::Panicked(error.to_string()))?;
    let mut isolate = v8::Isolate::snapshot_creator(Some(options.external_references), None);
    isolate.set_microtasks_policy(v8::MicrotasksPolicy::Explicit);
    let address = address_of(&isolate);
    let realm = Realm::attach(&mut isolate, ForegroundQueue::of(address), location);
    let (global_template, install) = (options.global_template, options.install);
    realm.guard(|| {
        make_context(&realm, &mut isolate, global_template);
        realm.with_context(&mut isolate, |scope| {
            realm.run_task_steps(scope, TaskScopeId::ROOT, install);
            let context = Local::new(scope, realm.context());
            scope.set_default_context(context);
        });
    });
    let failure = realm.take_failure();
    let foreground = Arc::clone(realm.foreground());
    // A snapshot may not contain a global handle.
    realm.detach(&mut isolate);
    foreground.close();
    // Also after a failure: an isolate of this kind ends in no other way.
    let blob = isolate.create_blob(v8::FunctionCodeHandling::Keep);
    ForegroundQueue::forget(address);
    match (failure, blob) {
        (Some(error), _) => Err(error),
        (None, Some(blob)) => Ok(blob.to_vec()),
        (None, None) => Err(RunError::Snapshot("V8 refused")),
    }
}
