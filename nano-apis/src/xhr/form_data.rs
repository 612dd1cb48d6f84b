//! The interface FormData: <https://xhr.spec.whatwg.org/#interface-formdata>

use std::cell::{self, RefCell};

use nano_runtime::js::{Local, Object};
use nano_runtime::webidl::UsvString;
use nano_runtime::{Exception, Gc, Member, Ref, Result, Scope, Trace, binding, webapi};

use crate::file::{Blob, File};

/// <https://html.spec.whatwg.org/multipage/form-control-infrastructure.html#form-entry>
#[derive(Trace)]
pub struct Entry {
    /// The name.
    pub name: String,
    /// The value.
    pub value: EntryValue,
}

/// The value of an [`Entry`].
#[derive(Trace)]
pub enum EntryValue {
    /// A string.
    Text(String),
    /// A file.
    File(Member<File>),
}

impl EntryValue {
    fn of_file(file: Ref<'_, File>) -> Self {
        Self::File(Member::from(file))
    }
}

/// <https://xhr.spec.whatwg.org/#formdataentryvalue>
#[webapi("xhr/FormData.idl")]
pub enum FormDataEntryValue {
    /// A file.
    File(Gc<File>),
    /// A string.
    UsvString(String),
}

/// <https://xhr.spec.whatwg.org/#interface-formdata>
#[webapi("xhr/FormData.idl")]
#[derive(Default)]
pub struct FormData {
    /// <https://xhr.spec.whatwg.org/#concept-formdata-entry-list>
    entries: RefCell<Vec<Entry>>,
}

/// <https://html.spec.whatwg.org/multipage/form-control-infrastructure.html#create-an-entry>, for a Blob.
fn create_an_entry(
    scope: &mut Scope<'_, '_>,
    name: UsvString,
    value: Ref<'_, Blob>,
    filename: Option<UsvString>,
) -> Entry {
    // 1. Set name to the result of converting name into a scalar value string. 2. is for strings.
    // 3. Otherwise: If value is not a File object, then set value to a new File object, representing the same bytes, whose name
    //    attribute value is "blob". If filename is given, then set value to a new File object, representing the same bytes, whose
    //    name attribute is filename.
    let value = match (value.downcast::<File>(), filename) {
        (Some(file), None) => EntryValue::of_file(file),
        (Some(file), Some(filename)) => {
            let file = file.renamed(filename.into_string());
            EntryValue::of_file(binding::allocate(scope, file))
        }
        (None, filename) => {
            let blob = Blob::new(value.data().clone(), value.media_type().to_owned());
            let filename = filename.map_or_else(|| "blob".to_owned(), UsvString::into_string);
            EntryValue::of_file(binding::allocate(scope, File::new(blob, filename)))
        }
    };
    // 4. Return an entry whose name is name and whose value is value.
    Entry {
        name: name.into_string(),
        value,
    }
}

/// As the other, for a string.
fn create_a_text_entry(name: UsvString, value: UsvString) -> Entry {
    // 2. If value is a string, then set value to the result of converting value into a scalar value string.
    Entry {
        name: name.into_string(),
        value: EntryValue::Text(value.into_string()),
    }
}

impl FormData {
    /// Lends the entry list. `read` runs no JavaScript.
    pub fn with_entries<R>(&self, read: impl FnOnce(&[Entry]) -> R) -> R {
        read(&self.entries.borrow())
    }

    /// Appends an entry to the entry list.
    pub fn push(&self, entry: Entry) {
        self.entries.borrow_mut().push(entry);
    }

    /// <https://xhr.spec.whatwg.org/#dom-formdata-set>, from step 3 on.
    fn set_entry(&self, entry: Entry) {
        let mut entries = self.entries.borrow_mut();
        match entries.iter().position(|other| other.name == entry.name) {
            // 3. If there are entries in this's entry list whose name is name, then replace the first such entry with entry and
            //    remove the others.
            Some(first) => {
                let mut index = 0;
                entries.retain(|other| {
                    let keep = index <= first || other.name != entry.name;
                    index += 1;
                    keep
                });
                if let Some(place) = entries.get_mut(first) {
                    *place = entry;
                }
            }
            // 4. Otherwise, append entry to this's entry list.
            None => entries.push(entry),
        }
    }
}

/// The value of an entry, for JavaScript.
fn entry_value(entry: &Entry) -> Option<FormDataEntryValue> {
    Some(match &entry.value {
        EntryValue::Text(text) => FormDataEntryValue::UsvString(text.clone()),
        // The edge is set when the entry is made.
        EntryValue::File(file) => FormDataEntryValue::File(file.get()?.into()),
    })
}

#[webapi("xhr/FormData.idl")]
impl FormData {
    /// <https://xhr.spec.whatwg.org/#dom-formdata>
    fn constructor(form: Option<Local<'_, Object>>) -> Result<Self> {
        // 1. If form is given, then: its entries. No object is a form here.
        match form {
            Some(_) => Err(Exception::type_error(
                "parameter 1 is not of type 'HTMLFormElement'.",
            )),
            None => Ok(Self::default()),
        }
    }

    /// <https://xhr.spec.whatwg.org/#dom-formdata-append>
    fn append(&self, name: UsvString, value: UsvString) {
        // 1. Let value be value if given; otherwise blobValue. 2. Let entry be the result of creating an entry with name, value, and
        //    filename if given. 3. Append entry to this's entry list.
        self.push(create_a_text_entry(name, value));
    }

    /// <https://xhr.spec.whatwg.org/#dom-formdata-append-blob>
    #[overload("append")]
    fn append_blob(
        &self,
        scope: &mut Scope<'_, '_>,
        name: UsvString,
        blob_value: Ref<'_, Blob>,
        filename: Option<UsvString>,
    ) {
        // 1. to 3. as above.
        self.push(create_an_entry(scope, name, blob_value, filename));
    }

    /// <https://xhr.spec.whatwg.org/#dom-formdata-delete>
    fn delete(&self, name: UsvString) {
        // Remove all entries whose name is name from this's entry list.
        self.entries
            .borrow_mut()
            .retain(|entry| entry.name != *name);
    }

    /// <https://xhr.spec.whatwg.org/#dom-formdata-get>
    fn get(&self, name: UsvString) -> Option<FormDataEntryValue> {
        // 1. If there is no entry whose name is name in this's entry list, then return null. 2. Return the value of the first entry
        //    whose name is name from this's entry list.
        let entries = self.entries.borrow();
        entries
            .iter()
            .find(|entry| entry.name == *name)
            .and_then(entry_value)
    }

    /// <https://xhr.spec.whatwg.org/#dom-formdata-getall>
    fn get_all(&self, name: UsvString) -> Vec<FormDataEntryValue> {
        // 1. If there is no entry whose name is name in this's entry list, then return the empty list. 2. Return the values of all
        //    entries whose name is name, in order, from this's entry list.
        let entries = self.entries.borrow();
        entries
            .iter()
            .filter(|entry| entry.name == *name)
            .filter_map(entry_value)
            .collect()
    }

    /// <https://xhr.spec.whatwg.org/#dom-formdata-has>
    fn has(&self, name: UsvString) -> bool {
        let entries = self.entries.borrow();
        entries.iter().any(|entry| entry.name == *name)
    }

    /// <https://xhr.spec.whatwg.org/#dom-formdata-set>
    fn set(&self, name: UsvString, value: UsvString) {
        // 1. and 2. as `append`.
        self.set_entry(create_a_text_entry(name, value));
    }

    /// <https://xhr.spec.whatwg.org/#dom-formdata-set-blob>
    #[overload("set")]
    fn set_blob(
        &self,
        scope: &mut Scope<'_, '_>,
        name: UsvString,
        blob_value: Ref<'_, Blob>,
        filename: Option<UsvString>,
    ) {
        self.set_entry(create_an_entry(scope, name, blob_value, filename));
    }

    /// The value pairs to iterate over are this's entry list's entries with the key being the name and the value being the value.
    fn value_pair(&self, index: usize) -> Option<(cell::Ref<'_, str>, FormDataEntryValue)> {
        let entries = self.entries.borrow();
        let value = entry_value(entries.get(index)?)?;
        let name = cell::Ref::filter_map(entries, |entries| {
            entries.get(index).map(|entry| entry.name.as_str())
        });
        Some((name.ok()?, value))
    }
}
