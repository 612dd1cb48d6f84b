// Runs before testharness.js, in the test's own global: everything that a test page expects to find there and that is
// the runner's business, not the engine's. A function expression; the runner calls it with
//   { title, origin, idlharness, deadline, files, names }
// and nothing of it stays visible to the test but the documented globals below.
(config) => {
  "use strict";
  const global = globalThis;
  const { stringify, parse } = JSON;
  const { toString } = Object.prototype;
  const { setTimeout, clearTimeout } = global;
  const define = (name, value) =>
    Object.defineProperty(global, name, { value, writable: true, enumerable: false, configurable: true });

  // The results' channel. An engine's `report` may carry two more functions, which spare a page that hangs the wait for
  // its deadline: `report.unref(timer)` keeps a timer from holding the event loop open, and `report.atDrain(callback)`
  // has the callback run when the loop drains.
  const report = global.report;
  delete global.report;
  const wellFormed = String.prototype.toWellFormed;
  const text = (value) => (value === null || value === undefined ? null : wellFormed.call(`${value}`));
  const send = (record) => report(stringify(record));

  // https://web-platform-tests.org/writing-tests/testharness.html#tests-for-other-or-multiple-globals-any-js
  define("GLOBAL", { isWindow: () => false, isWorker: () => false, isShadowRealm: () => false });
  if (config.title !== null) define("META_TITLE", config.title);

  // idlharness asks for 'Window' to know which interfaces to expect.
  if (config.idlharness && !("Window" in global)) define("Window", global.constructor);

  const giveUp = () => global.timeout();
  const timer = setTimeout(giveUp, config.deadline);
  report.unref?.(timer);
  report.atDrain?.(giveUp);

  // Taken by the reporter, which runs right after testharness.js.
  define("__reporter", {
    state: (test) => send({ state: test.index, name: text(test.name), status: test.status }),
    result: (test) =>
      send({ result: test.index, name: text(test.name), status: test.status, message: text(test.message) }),
    complete: (tests, status) => {
      clearTimeout(timer);
      for (const { name, status, message } of tests) {
        send({ final: text(name), status, message: text(message) });
      }
      send({ complete: status.status, message: text(status.message), stack: text(status.stack) });
    },
  });

  // Data files the test fetches. Another path of the test's own origin is one that WPT does not have; every other URL goes
  // to the engine's own fetch.
  if (Object.keys(config.files).length === 0) return;
  const native = global.fetch;
  const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

  const fromBase64 = (encoded) => {
    const bytes = [];
    let bits = 0;
    let count = 0;
    for (const character of encoded) {
      if (character === "=") break;
      bits = ((bits << 6) | DIGITS.indexOf(character)) & 0xffffff;
      count += 6;
      if (count >= 8) {
        count -= 8;
        bytes.push((bits >> count) & 0xff);
      }
    }
    return new Uint8Array(bytes);
  };

  // As much of a Response as test data needs.
  class Resource {
    #content;
    constructor(url, content) {
      this.#content = content ?? { text: "" };
      this.url = url;
      this.ok = content !== undefined;
      this.status = this.ok ? 200 : 404;
    }
    async bytes() {
      const { text, base64 } = this.#content;
      return text === undefined ? fromBase64(base64) : new TextEncoder().encode(text);
    }
    async arrayBuffer() {
      return (await this.bytes()).buffer;
    }
    async text() {
      const { text, base64 } = this.#content;
      return text === undefined ? new TextDecoder().decode(fromBase64(base64)) : text.replace(/^\ufeff/, "");
    }
    async json() {
      return parse(await this.text());
    }
  }

  const own = (object, key) => (Object.hasOwn(object, key) ? object[key] : undefined);
  const lookUp = (input) => {
    const url = String(input);
    const reference = url.startsWith(config.origin) ? url.slice(config.origin.length) : url;
    if (/^[a-z][a-z0-9+.-]*:|^\/\//i.test(reference)) return undefined;
    const path = own(config.names, reference) ?? reference;
    return new Resource(config.origin + path, own(config.files, path));
  };

  define("fetch", async function fetch(input) {
    const resource = typeof input === "string" || toString.call(input) === "[object URL]" ? lookUp(input) : undefined;
    if (resource) return resource;
    if (native === undefined) throw new TypeError(`there is no fetch for ${input}`);
    return native.apply(this, arguments);
  });
}
