//! `console.table`: rows and columns drawn with box characters.

use nano_runtime::js::{Array, Local, Name, Object, Proxy, Scope, Value};
use nano_runtime::reflect::{self, Keys, Slot};
use nano_runtime::webidl::{DomString, IntoJs, idl};

use super::inspect::{Fragment, InspectOptions, inspect_fragment};

/// The table of `data`, restricted to the columns `properties` if given. `None` when `data` is not tabular.
pub(super) fn table(
    scope: &mut Scope<'_, '_>,
    data: Local<Value>,
    properties: Option<&[DomString]>,
    options: &InspectOptions,
) -> Option<String> {
    let data: Local<Object> = target(scope, data)?;
    let value: Local<Value> = data.into();
    let cell_options = InspectOptions {
        depth: Some(1),
        max_array_length: 3,
        break_length: usize::MAX,
        compact: usize::MAX,
        ..options.clone()
    };
    let mut table = Table {
        options: &cell_options,
        properties,
        columns: Vec::new(),
        rows: Vec::new(),
        values: false,
    };

    let (members, pairs) =
        if value.is_map() || value.is_set() || value.is_map_iterator() || value.is_set_iterator() {
            let (members, pairs) = data.preview_entries(scope);
            (Some(members?), pairs || value.is_map())
        } else {
            (None, false)
        };
    let index = match members {
        Some(members) if pairs => {
            table.key_value(scope, members);
            "(iteration index)"
        }
        Some(members) => {
            for i in 0..members.length() {
                let value = members.get_index(scope, i)?;
                table.row(scope, i.to_string(), Slot::Data(value));
            }
            "(iteration index)"
        }
        None => {
            for key in reflect::own_keys(
                scope,
                data,
                Keys {
                    indices: true,
                    hidden: false,
                },
            ) {
                if !key.is_string() {
                    continue;
                }
                if let Some(property) = reflect::own_property(scope, data, key) {
                    let name = key.to_rust_string_lossy(scope);
                    table.row(scope, name, property.slot);
                }
            }
            "(index)"
        }
    };
    Some(table.draw(index))
}

/// An object, or what is behind a Proxy: its traps do not run.
fn target<'s>(scope: &mut Scope<'s, '_>, value: Local<Value>) -> Option<Local<'s, Object>> {
    let mut value = Local::new(scope, value);
    while let Ok(proxy) = Local::<Proxy>::try_from(value) {
        if proxy.is_revoked() {
            return None;
        }
        value = proxy.get_target(scope);
    }
    value.try_into().ok()
}

struct Row {
    label: String,
    cells: Vec<(usize, Fragment)>,
    value: Option<Fragment>,
}

struct Table<'a> {
    options: &'a InspectOptions,
    properties: Option<&'a [DomString]>,
    columns: Vec<String>,
    rows: Vec<Row>,
    /// Whether any row has a value of its own.
    values: bool,
}

impl Table<'_> {
    fn column(&mut self, name: String) -> usize {
        match self.columns.iter().position(|known| *known == name) {
            Some(index) => index,
            None => {
                self.columns.push(name);
                self.columns.len() - 1
            }
        }
    }

    /// A row of `slot`'s properties, or with `slot` as its only value.
    fn row(&mut self, scope: &mut Scope<'_, '_>, label: String, slot: Slot) {
        let mut row = Row {
            label,
            cells: Vec::new(),
            value: None,
        };
        let object = match slot {
            Slot::Data(value) if !value.is_function() => target(scope, value),
            _ => None,
        };
        match object {
            Some(object) => match self.properties {
                Some(properties) => {
                    for name in properties {
                        let column = self.column(name.to_string_lossy().into_owned());
                        let property = IntoJs::<idl::DOMString>::into_js(name, scope)
                            .ok()
                            .and_then(|key| Local::<Name>::try_from(key).ok())
                            .and_then(|key| reflect::own_property(scope, object, key));
                        if let Some(property) = property {
                            row.cells.push((column, self.cell(scope, property.slot)));
                        }
                    }
                }
                None => {
                    for key in reflect::own_keys(
                        scope,
                        object,
                        Keys {
                            indices: true,
                            hidden: false,
                        },
                    ) {
                        self.add_cell(scope, &mut row, object, key);
                    }
                }
            },
            None => {
                if let Some(properties) = self.properties {
                    for name in properties {
                        self.column(name.to_string_lossy().into_owned());
                    }
                } else {
                    self.values = true;
                    row.value = Some(self.cell(scope, slot));
                }
            }
        }
        self.rows.push(row);
    }

    fn add_cell(
        &mut self,
        scope: &mut Scope<'_, '_>,
        row: &mut Row,
        object: Local<Object>,
        key: Local<Name>,
    ) {
        if key.is_string()
            && let Some(property) = reflect::own_property(scope, object, key)
        {
            let column = self.column(key.to_rust_string_lossy(scope));
            row.cells.push((column, self.cell(scope, property.slot)));
        }
    }

    /// Rows of a Map: a column for keys and one for values.
    fn key_value(&mut self, scope: &mut Scope<'_, '_>, flat: Local<Array>) {
        let (keys, values) = (self.column("Key".into()), self.column("Values".into()));
        for i in 0..flat.length() / 2 {
            let mut row = Row {
                label: i.to_string(),
                cells: Vec::new(),
                value: None,
            };
            for (column, index) in [(keys, 2 * i), (values, 2 * i + 1)] {
                if let Some(value) = flat.get_index(scope, index) {
                    row.cells
                        .push((column, self.cell(scope, Slot::Data(value))));
                }
            }
            self.rows.push(row);
        }
    }

    fn cell(&self, scope: &mut Scope<'_, '_>, slot: Slot) -> Fragment {
        match slot {
            Slot::Data(value) => inspect_fragment(scope, value, self.options),
            Slot::Accessor(getter, _) if getter.is_function() => Fragment::plain("[Getter]"),
            Slot::Accessor(..) => Fragment::plain("[Setter]"),
        }
    }

    fn draw(mut self, index: &str) -> String {
        let mut header = vec![Fragment::plain(index)];
        header.extend(self.columns.iter().map(Fragment::plain));
        if self.values {
            header.push(Fragment::plain("Values"));
        }
        let width = header.len();
        let mut lines = Vec::new();
        for row in std::mem::take(&mut self.rows) {
            let mut cells = vec![Fragment::default(); width];
            let last = width - 1;
            let labelled = std::iter::once((0, Fragment::plain(row.label)));
            let placed = row
                .cells
                .into_iter()
                .map(|(column, cell)| (column + 1, cell));
            for (place, cell) in labelled
                .chain(placed)
                .chain(row.value.map(|value| (last, value)))
            {
                if let Some(slot) = cells.get_mut(place) {
                    *slot = cell;
                }
            }
            lines.extend(split_lines(cells));
        }
        let widths: Vec<usize> = (0..width)
            .map(|i| {
                std::iter::once(&header)
                    .chain(&lines)
                    .filter_map(|row| row.get(i))
                    .map(Fragment::width)
                    .max()
                    .unwrap_or(0)
                    + 2
            })
            .collect();
        let rule = |left: &str, middle: &str, right: &str| {
            let bars: Vec<String> = widths.iter().map(|width| "─".repeat(*width)).collect();
            format!("{left}{}{right}", bars.join(middle))
        };
        let mut out = rule("┌", "┬", "┐") + "\n";
        push_row(&mut out, &header, &widths);
        out.push_str(&(rule("├", "┼", "┤") + "\n"));
        for line in &lines {
            push_row(&mut out, line, &widths);
        }
        out + &rule("└", "┴", "┘")
    }
}

/// A row whose cells span lines, as one row for each line.
fn split_lines(cells: Vec<Fragment>) -> Vec<Vec<Fragment>> {
    if !cells.iter().any(Fragment::is_multiline) {
        return vec![cells];
    }
    let height = cells
        .iter()
        .map(|cell| cell.as_str().lines().count())
        .max()
        .unwrap_or(1);
    (0..height)
        .map(|line| {
            cells
                .iter()
                .map(|cell| Fragment::plain(cell.as_str().lines().nth(line).unwrap_or_default()))
                .collect()
        })
        .collect()
}

fn push_row(out: &mut String, cells: &[Fragment], widths: &[usize]) {
    for (cell, width) in cells.iter().zip(widths) {
        out.push_str("│ ");
        out.push_str(cell.as_str());
        out.extend(std::iter::repeat_n(
            ' ',
            width.saturating_sub(cell.width() + 1),
        ));
    }
    out.push_str("│\n");
}
