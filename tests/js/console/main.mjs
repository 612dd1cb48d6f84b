import * as module from "./module.mjs";
import * as self from "./main.mjs";

console.log(module);
console.log(self);
export let later = 1;
console.log([self]);

class Registered {
  static {
    console.log(this);
  }
}

async function fails() {
  await null;
  throw new TypeError("outer", { cause: new RangeError("inner") });
}

try {
  await fails();
} catch (error) {
  console.log({ error });
}

console.group("group");
console.error("on %s\nin two lines", "stderr");
console.warn({ to: "stderr" });
console.info("on stdout");
console.groupEnd();
console.assert(later === 2, "later is", later);
console.table([{ a: 1 }, { b: "日本" }]);
console.log(Promise.reject(new Error("handled")).catch(() => {}), new Registered());
console.trace("where");
