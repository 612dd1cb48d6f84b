//! The `console` namespace object. Arguments are converted as the IDL says; `algorithms` does the rest.

use nano_runtime::js::{Local, Object, Value};
use nano_runtime::webidl::DomString;
use nano_runtime::{Scope, webapi};

use super::algorithms::Console;
use super::printer::Level;

/// <https://console.spec.whatwg.org/#console-namespace>
#[webapi("console/console.idl", name = "console", empty_prototype)]
#[derive(Debug)]
pub struct ConsoleNamespace;

#[webapi("console/console.idl", name = "console")]
impl ConsoleNamespace {
    /// <https://console.spec.whatwg.org/#assert>
    fn assert(scope: &mut Scope<'_, '_>, condition: bool, data: Vec<Local<'_, Value>>) {
        Console::current(scope).assert(scope, condition, &data);
    }

    /// <https://console.spec.whatwg.org/#clear>
    fn clear(scope: &mut Scope<'_, '_>) {
        Console::current(scope).clear();
    }

    /// <https://console.spec.whatwg.org/#debug>
    fn debug(scope: &mut Scope<'_, '_>, data: Vec<Local<'_, Value>>) {
        Console::current(scope).logger(scope, Level::Debug, &data);
    }

    /// <https://console.spec.whatwg.org/#error>
    fn error(scope: &mut Scope<'_, '_>, data: Vec<Local<'_, Value>>) {
        Console::current(scope).logger(scope, Level::Error, &data);
    }

    /// <https://console.spec.whatwg.org/#info>
    fn info(scope: &mut Scope<'_, '_>, data: Vec<Local<'_, Value>>) {
        Console::current(scope).logger(scope, Level::Info, &data);
    }

    /// <https://console.spec.whatwg.org/#log>
    fn log(scope: &mut Scope<'_, '_>, data: Vec<Local<'_, Value>>) {
        Console::current(scope).logger(scope, Level::Log, &data);
    }

    /// <https://console.spec.whatwg.org/#table>
    fn table(
        scope: &mut Scope<'_, '_>,
        tabular_data: Option<Local<'_, Value>>,
        properties: Option<Vec<DomString>>,
    ) {
        Console::current(scope).table(scope, tabular_data, properties.as_deref());
    }

    /// <https://console.spec.whatwg.org/#trace>
    fn trace(scope: &mut Scope<'_, '_>, data: Vec<Local<'_, Value>>) {
        Console::current(scope).trace(scope, &data);
    }

    /// <https://console.spec.whatwg.org/#warn>
    fn warn(scope: &mut Scope<'_, '_>, data: Vec<Local<'_, Value>>) {
        Console::current(scope).logger(scope, Level::Warn, &data);
    }

    /// <https://console.spec.whatwg.org/#dir>
    fn dir(
        scope: &mut Scope<'_, '_>,
        item: Option<Local<'_, Value>>,
        options: Option<Option<Local<'_, Object>>>,
    ) {
        Console::current(scope).dir(scope, item, options.flatten());
    }

    /// <https://console.spec.whatwg.org/#dirxml>
    fn dirxml(scope: &mut Scope<'_, '_>, data: Vec<Local<'_, Value>>) {
        Console::current(scope).dirxml(scope, &data);
    }

    /// <https://console.spec.whatwg.org/#count>
    fn count(scope: &mut Scope<'_, '_>, label: DomString) {
        Console::current(scope).count(&label);
    }

    /// <https://console.spec.whatwg.org/#countreset>
    fn count_reset(scope: &mut Scope<'_, '_>, label: DomString) {
        Console::current(scope).count_reset(&label);
    }

    /// <https://console.spec.whatwg.org/#group>
    fn group(scope: &mut Scope<'_, '_>, data: Vec<Local<'_, Value>>) {
        Console::current(scope).group(scope, Level::Group, &data);
    }

    /// <https://console.spec.whatwg.org/#groupcollapsed>
    fn group_collapsed(scope: &mut Scope<'_, '_>, data: Vec<Local<'_, Value>>) {
        Console::current(scope).group(scope, Level::GroupCollapsed, &data);
    }

    /// <https://console.spec.whatwg.org/#groupend>
    fn group_end(scope: &mut Scope<'_, '_>) {
        Console::current(scope).group_end();
    }

    /// <https://console.spec.whatwg.org/#time>
    fn time(scope: &mut Scope<'_, '_>, label: DomString) {
        Console::current(scope).time(&label);
    }

    /// <https://console.spec.whatwg.org/#timelog>
    fn time_log(scope: &mut Scope<'_, '_>, label: DomString, data: Vec<Local<'_, Value>>) {
        Console::current(scope).time_log(scope, &label, &data);
    }

    /// <https://console.spec.whatwg.org/#timeend>
    fn time_end(scope: &mut Scope<'_, '_>, label: DomString) {
        Console::current(scope).time_end(&label);
    }
}
