// Gives Node.js, Deno and Bun the interface that the runner has with `nano run --classic`:
//
//   adapter.mjs --location URL --report PATH A.js B.js ...
//
// evaluates the scripts in order in the one global, without a microtask checkpoint between them, then lets the event
// loop run until it drains. It adds to the global what the runner counts on and the engine does not have: `self`,
// `location`, `gc`, and `error` / `unhandledrejection` events for what nothing catches.
import { Buffer } from "node:buffer";
import fs from "node:fs";
import process from "node:process";
import vm from "node:vm";

const { location: url, report: reportPath, scripts } = parseArguments(process.argv.slice(2));
const global = globalThis;

const define = (name, value) =>
  Object.defineProperty(global, name, { value, writable: true, enumerable: false, configurable: true });

if (!("self" in global)) define("self", global);
if (!("gc" in global) && global.Bun) define("gc", () => Bun.gc(true));
defineLocation(url);
defineReport(reportPath);
defineErrorEvents();

for (const script of scripts) {
  try {
    vm.runInThisContext(fs.readFileSync(script, "utf8"), { filename: script });
  } catch (error) {
    // As in a browser, a script that throws does not keep the next ones from running.
    reportException(error);
  }
}

function parseArguments(argv) {
  const parsed = { scripts: [] };
  while (argv.length > 0) {
    const argument = argv.shift();
    if (argument === "--location" || argument === "--report") parsed[argument.slice(2)] = argv.shift();
    else parsed.scripts.push(argument);
  }
  return parsed;
}

function defineLocation(href) {
  if (global.location?.href === href) return;
  const { origin, protocol, host, hostname, port, pathname, search, hash } = new URL(href);
  const location = { href, origin, protocol, host, hostname, port, pathname, search, hash, toString: () => href };
  Object.defineProperty(global, "location", { get: () => location, set() {}, enumerable: true, configurable: true });
}

function defineReport(path) {
  const channel = fs.openSync(path, "w");
  const write = (line) => {
    const bytes = Buffer.from(`${line}\n`);
    for (let written = 0; written < bytes.length; ) written += fs.writeSync(channel, bytes, written);
  };
  define("report", write);
}

function defineErrorEvents() {
  if (!("addEventListener" in global)) {
    const target = new EventTarget();
    for (const name of ["addEventListener", "removeEventListener", "dispatchEvent"]) {
      define(name, target[name].bind(target));
    }
  }
  // Deno dispatches these itself.
  if (global.Deno) return;
  process.on("uncaughtException", (error) => reportException(error));
  process.on("unhandledRejection", (reason, promise) => {
    const event = new Event("unhandledrejection", { cancelable: true });
    Object.assign(event, { reason, promise });
    if (global.dispatchEvent(event)) process.exitCode = 1;
  });
}

function reportException(error) {
  if (global.Deno) return global.reportError(error);
  const event = new Event("error", { cancelable: true });
  const message = `Uncaught ${error}`;
  Object.assign(event, { error, message, filename: url, lineno: 0, colno: 0 });
  const handled = typeof global.onerror === "function" && global.onerror(message, url, 0, 0, error) === true;
  if (global.dispatchEvent(event) && !handled) process.exitCode = 1;
}
