//! Maplike and setlike interfaces, one with a method of its own, one readonly.

#[webapi("Maplike.idl")]
pub struct Maps {
    entries: MapEntries<DomString, Global<Value>>,
}

#[webapi("Maplike.idl")]
impl Maps {
    fn backing(&self) -> &MapEntries<DomString, Global<Value>> {
        &self.entries
    }
}

#[webapi("Maplike.idl")]
pub struct Sets {
    entries: SetEntries<u32>,
}

#[webapi("Maplike.idl")]
impl Sets {
    fn delete(&self, value: u32) -> bool {
        false
    }
    fn backing(&self) -> &SetEntries<u32> {
        &self.entries
    }
}

#[webapi("Maplike.idl")]
pub struct FixedSets {
    entries: SetEntries<Gc<Maps>>,
}

#[webapi("Maplike.idl")]
impl FixedSets {
    fn backing(&self) -> &SetEntries<Gc<Maps>> {
        &self.entries
    }
}
