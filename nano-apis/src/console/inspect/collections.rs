//! What is inside arrays, typed arrays, buffers, Maps, Sets, their iterators and promises.

use nano_runtime::js::{
    Array, ArrayBuffer, ArrayBufferView, Local, Name, Object, Scope, SharedArrayBuffer,
    String as JsString, Value,
};
use nano_runtime::reflect;

use super::layout::Entries;
use super::object::Contents;
use super::options::Style;
use super::text::Fragment;
use super::{Inspector, Path};

/// Entries, how they align, and whether the last of them says how many more there are.
type Listed = (Vec<Fragment>, Entries, bool);

impl Inspector<'_> {
    /// Everything between an object's braces except its properties.
    pub(super) fn contents(
        &mut self,
        scope: &mut Scope<'_, '_>,
        object: Local<Object>,
        contents: &Contents,
        path: &Path,
        depth: usize,
    ) -> Listed {
        let properties = |entries| (entries, Entries::Properties, false);
        match contents {
            Contents::None => properties(Vec::new()),
            Contents::Array(length) => self.array(scope, object, *length, path, depth),
            Contents::TypedArray(length) => self.typed_array(scope, object, *length),
            Contents::Set | Contents::Map | Contents::Iterator => {
                let (members, pairs) = object.preview_entries(scope);
                let Some(members) = members else {
                    return properties(Vec::new());
                };
                properties(match contents {
                    Contents::Map => self.pairs(scope, members, " => ", path, depth),
                    Contents::Iterator if pairs => self.entry_arrays(scope, members, path, depth),
                    _ => self.members(scope, members, path, depth),
                })
            }
            Contents::Bytes => properties(self.bytes(scope, object)),
            Contents::DataView => properties(self.data_view(scope, object, path, depth)),
            Contents::Promise(promise) => {
                properties(vec![self.promise(scope, *promise, path, depth)])
            }
            Contents::Weak => properties(vec![self.special("<items unknown>")]),
            Contents::Getters(members) => {
                let mut entries = Vec::with_capacity(members.len());
                for (name, value) in members {
                    let mut text = Fragment::plain(format!("{name}: "));
                    text.push(&self.nested(scope, *value, path, depth));
                    entries.push(text);
                }
                properties(entries)
            }
            Contents::Pairs(pairs) => {
                let mut entries = Vec::new();
                for (key, value) in pairs.iter().take(self.options.max_array_length) {
                    let mut text = self.nested(scope, *key, path, depth);
                    text.push_str(" => ");
                    text.push(&self.nested(scope, *value, path, depth));
                    entries.push(text);
                }
                entries.extend(self.more(pairs.len()));
                properties(entries)
            }
        }
    }

    /// The line that stands for what `max_array_length` leaves out of `total`.
    fn more(&self, total: usize) -> Option<Fragment> {
        let left = total
            .checked_sub(self.options.max_array_length)
            .filter(|left| *left > 0)?;
        Some(Fragment::plain(format!(
            "... {left} more item{}",
            if left > 1 { "s" } else { "" }
        )))
    }

    /// Array elements, runs of holes counted as one.
    fn array(
        &mut self,
        scope: &mut Scope<'_, '_>,
        object: Local<Object>,
        length: u32,
        path: &Path,
        depth: usize,
    ) -> Listed {
        /// Holes that are looked at one by one before all indices of the array are fetched.
        const PATIENCE: u32 = 1024;
        let mut entries = Vec::new();
        let mut numbers = true;
        let mut indices: Option<Vec<u32>> = None;
        let mut index = 0;
        while index < length && entries.len() < self.options.max_array_length {
            let element = reflect::with_handles(scope, |scope| {
                let key: Local<Name> = JsString::new(scope, &index.to_string())?.into();
                let property = reflect::own_property(scope, object, key)?;
                numbers &= matches!(property.slot, reflect::Slot::Data(value) if value.is_number() || value.is_big_int());
                Some(self.slot(scope, object, Some(property), path, depth))
            });
            if let Some(element) = element {
                entries.push(element);
                index += 1;
                continue;
            }
            let start = index;
            index += 1;
            while index < length && index - start < PATIENCE && object_lacks(scope, object, index) {
                index += 1;
            }
            if index < length && index - start >= PATIENCE {
                let indices = indices.get_or_insert_with(|| reflect::own_indices(scope, object));
                let next = indices.partition_point(|known| *known < index);
                index = indices.get(next).copied().unwrap_or(length).min(length);
            }
            let holes = index - start;
            numbers = false;
            entries.push(self.styled(
                format!("<{holes} empty item{}>", if holes > 1 { "s" } else { "" }),
                Style::Undefined,
            ));
        }
        let left = length - index;
        if left > 0 {
            entries.push(Fragment::plain(format!(
                "... {left} more item{}",
                if left > 1 { "s" } else { "" }
            )));
        }
        let kind = if numbers {
            Entries::Numbers
        } else {
            Entries::Elements
        };
        (entries, kind, left > 0)
    }

    fn typed_array(
        &mut self,
        scope: &mut Scope<'_, '_>,
        object: Local<Object>,
        length: usize,
    ) -> Listed {
        let shown = length.min(self.options.max_array_length);
        let mut entries: Vec<Fragment> = (0..shown)
            .filter_map(|index| {
                reflect::with_handles(scope, |scope| {
                    // An integer-indexed element is never an accessor.
                    let element = object.get_index(scope, u32::try_from(index).ok()?)?;
                    Some(self.primitive(scope, element))
                })
            })
            .collect();
        let more = self.more(length);
        let is_cut = more.is_some();
        entries.extend(more);
        (entries, Entries::Numbers, is_cut)
    }

    /// The members of a Set or of an iterator.
    fn members(
        &mut self,
        scope: &mut Scope<'_, '_>,
        members: Local<Array>,
        path: &Path,
        depth: usize,
    ) -> Vec<Fragment> {
        let total = members.length() as usize;
        let mut entries = Vec::new();
        for index in 0..total.min(self.options.max_array_length) {
            entries.extend(self.member(scope, members, index, path, depth));
        }
        entries.extend(self.more(total));
        entries
    }

    /// Map entries from a flat list of keys and values.
    fn pairs(
        &mut self,
        scope: &mut Scope<'_, '_>,
        flat: Local<Array>,
        separator: &str,
        path: &Path,
        depth: usize,
    ) -> Vec<Fragment> {
        let total = flat.length() as usize / 2;
        let mut entries = Vec::new();
        for index in 0..total.min(self.options.max_array_length) {
            let Some(mut text) = self.member(scope, flat, 2 * index, path, depth) else {
                continue;
            };
            text.push_str(separator);
            if let Some(value) = self.member(scope, flat, 2 * index + 1, path, depth) {
                text.push(&value);
            }
            entries.push(text);
        }
        entries.extend(self.more(total));
        entries
    }

    /// The entries of an `entries()` iterator, `[ key, value ]` each.
    fn entry_arrays(
        &mut self,
        scope: &mut Scope<'_, '_>,
        flat: Local<Array>,
        path: &Path,
        depth: usize,
    ) -> Vec<Fragment> {
        let mut entries = self.pairs(scope, flat, ", ", path, depth);
        let shown = (flat.length() as usize / 2)
            .min(entries.len())
            .min(self.options.max_array_length);
        for entry in entries.iter_mut().take(shown) {
            let mut text = Fragment::plain("[ ");
            text.push(entry);
            text.push_str(" ]");
            *entry = text;
        }
        entries
    }

    fn member(
        &mut self,
        scope: &mut Scope<'_, '_>,
        list: Local<Array>,
        index: usize,
        path: &Path,
        depth: usize,
    ) -> Option<Fragment> {
        reflect::with_handles(scope, |scope| {
            let value = list.get_index(scope, u32::try_from(index).ok()?)?;
            Some(self.nested(scope, value, path, depth))
        })
    }

    fn bytes(&mut self, scope: &mut Scope<'_, '_>, object: Local<Object>) -> Vec<Fragment> {
        let value: Local<Value> = object.into();
        let (store, detached) = if let Ok(buffer) = Local::<ArrayBuffer>::try_from(value) {
            (buffer.get_backing_store(), buffer.was_detached())
        } else if let Ok(buffer) = Local::<SharedArrayBuffer>::try_from(value) {
            (buffer.get_backing_store(), false)
        } else {
            return Vec::new();
        };
        let mut entries = Vec::new();
        if detached {
            entries.push(self.special("(detached)"));
        } else {
            let mut text = self.special("[Uint8Contents]");
            text.push_str(": <");
            let shown: Vec<String> = store
                .iter()
                .take(self.options.max_array_length)
                .map(|byte| format!("{:02x}", byte.get()))
                .collect();
            text.push_str(&shown.join(" "));
            let left = store.len() - shown.len();
            if left > 0 {
                text.push_str(&format!(
                    " ... {left} more byte{}",
                    if left > 1 { "s" } else { "" }
                ));
            }
            text.push_str(">");
            entries.push(text);
        }
        let mut length = Fragment::plain("byteLength: ");
        length.push(&self.count(scope, if detached { 0 } else { store.len() }));
        entries.push(length);
        entries
    }

    fn data_view(
        &mut self,
        scope: &mut Scope<'_, '_>,
        object: Local<Object>,
        path: &Path,
        depth: usize,
    ) -> Vec<Fragment> {
        let Ok(view) = Local::<ArrayBufferView>::try_from(object) else {
            return Vec::new();
        };
        let mut entries = Vec::new();
        for (name, number) in [
            ("byteLength", view.byte_length()),
            ("byteOffset", view.byte_offset()),
        ] {
            let mut text = Fragment::plain(format!("{name}: "));
            text.push(&self.count(scope, number));
            entries.push(text);
        }
        if let Some(buffer) = view.buffer(scope) {
            let mut text = Fragment::plain("buffer: ");
            text.push(&self.nested(scope, buffer.into(), path, depth));
            entries.push(text);
        }
        entries
    }
}

/// Whether there is no own property `index`.
fn object_lacks(scope: &mut Scope<'_, '_>, object: Local<Object>, index: u32) -> bool {
    reflect::with_handles(scope, |scope| {
        let Some(key) = JsString::new(scope, &index.to_string()) else {
            return true;
        };
        object.has_own_property(scope, key.into()) != Some(true)
    })
}
