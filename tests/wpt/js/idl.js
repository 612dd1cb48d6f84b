// Runs after the META scripts of an idlharness test: answers idlharness' own hook for IDL texts, so that the `fetch`
// such a test may be about stays the engine's. A function expression, called with the texts by specification name.
(interfaces) => {
  "use strict";
  globalThis.fetch_spec = async (spec) => {
    if (!Object.hasOwn(interfaces, spec)) throw new IdlHarnessError(`Error fetching /interfaces/${spec}.idl.`);
    return { spec, idl: interfaces[spec] };
  };
}
