// An application as people write it, against the declarations that `nano types` prints: all of it must compile.

interface Note {
  id: number;
  text: string;
}

const notes = new Map<number, Note>();
const key = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);

async function seal(plain: BufferSource): Promise<Uint8Array<ArrayBuffer>> {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const sealed = new Uint8Array(await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, plain));
  const message = new Uint8Array(iv.length + sealed.length);
  message.set(iv);
  message.set(sealed, iv.length);
  return message;
}

function hex(bytes: ArrayBuffer): string {
  return [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

export default {
  async fetch(request, env, ctx) {
    const url = new URL(request.url);
    const query: URLSearchParams = url.searchParams;
    for (const [name, value] of query) console.log(name.length, value.length);
    const names: string[] = [...query.keys()];
    if (request.method === "POST") {
      const note: Note = await request.json();
      notes.set(note.id, note);
      ctx.waitUntil(crypto.subtle.digest("SHA-256", await seal(new TextEncoder().encode(note.text))).then(hex));
      return Response.json(note, { status: 201, headers: { location: `/notes/${note.id}` } });
    }
    const greeting: string = env["GREETING"] ?? "Hello";
    return new Response(`${greeting} ${names.join()} ${request.headers.get("user-agent")}`, {
      headers: [["content-type", "text/plain"]],
    });
  },
} satisfies ExportedHandler;

// A handler that is a function, with variables that it names.
export const handler: FetchHandler<{ TOKEN: string }> = (request, env) =>
  new Response(null, { status: request.headers.get("authorization") === env.TOKEN ? 204 : 401 });

// Streams know their chunks.
export async function lines(source: ReadableStream<Uint8Array<ArrayBuffer>>): Promise<string[]> {
  const found: string[] = [];
  for await (const text of source.pipeThrough(new TextDecoderStream())) found.push(text.trim());
  return found;
}

export function upper(): TransformStream<string, string> {
  return new TransformStream({
    transform(chunk: string, controller) {
      controller.enqueue(chunk.toUpperCase());
    },
  });
}

const numbers = new ReadableStream<number>({
  pull(controller) {
    controller.enqueue(controller.desiredSize ?? 0);
    controller.close();
  },
}, { highWaterMark: 4, size: (chunk) => chunk });
const [left, right] = numbers.tee();
const read = await left.getReader().read();
if (!read.done) read.value.toFixed();
for await (const number of right.values({ preventCancel: true })) number.toFixed();
for await (const word of ReadableStream.from(["a", "b"])) word.trim();

const bytes = new ReadableStream({
  type: "bytes",
  pull(controller) {
    controller.byobRequest?.respond(1);
  },
});
const { value } = await bytes.getReader({ mode: "byob" }).read(new Uint8Array(8));
const count: number | undefined = value?.byteLength;

const writer = new WritableStream<string>({ write: (chunk) => console.log(chunk.trim()) }).getWriter();
await writer.write("chunk");
await new ReadableStream<string>().pipeTo(new WritableStream<string>(), { signal: AbortSignal.timeout(1000) });
new WritableStream<Uint8Array>({}, new ByteLengthQueuingStrategy({ highWaterMark: 1 }));

// Events know their types.
const controller = new AbortController();
controller.signal.addEventListener("abort", (event) => event.timeStamp.toFixed(), { once: true });
controller.signal.onabort = function () {
  this.throwIfAborted();
};
addEventListener("unhandledrejection", (event) => {
  event.promise.catch(() => {});
  event.preventDefault();
});
self.onerror = (event, source) => console.error(event, source);
onunhandledrejection = (event) => console.error(event.reason);
const { port1, port2 } = new MessageChannel();
port1.onmessage = ({ data, ports }) => ports[0]?.postMessage(data);
port2.postMessage({ a: 1 }, [port1]);
class Counter extends EventTarget {
  count = 0;
  increase(): void {
    this.dispatchEvent(new CustomEvent("increase", { detail: ++this.count }));
  }
}
new Counter().addEventListener("increase", { handleEvent: (event) => console.log(event.type) });
new CustomEvent<number>("x", { detail: 1 }).detail.toFixed();

// What is passed in may be any iterable; what comes out is an array.
new URLSearchParams(new Map([["a", "b"]]));
new Headers([["a", "b"]] as const).forEach((value, name, headers) => headers.set(name, value.trim()));
new Blob(new Set(["a", new Uint8Array(1)]), { type: "text/plain" });
const cookies: string[] = new Headers().getSetCookie();
const form = new FormData();
form.append("file", new File(["text"], "name.txt"), "other.txt");
const entry = form.get("file");
if (entry instanceof File) entry.name.trim();
else entry?.trim();
new Request(new URL("https://example.com/"), { method: "POST", body: form, signal: controller.signal });
const target: URL | null = URL.parse("/path", new URL("https://example.com/"));

// Keys.
const jwk: JsonWebKey = await crypto.subtle.exportKey("jwk", key);
const raw: ArrayBuffer = await crypto.subtle.exportKey("raw", key);
const imported: CryptoKey = await crypto.subtle.importKey("jwk", jwk, { name: "HMAC", hash: "SHA-256" }, true, ["sign"]);
await crypto.subtle.importKey("raw", raw, "PBKDF2", false, new Set<KeyUsage>(["deriveKey"]));
const usages: KeyUsage[] = imported.usages;
if (imported instanceof CryptoKey) imported.algorithm.name.trim();
const id: string = crypto.randomUUID();

// Errors.
try {
  structuredClone(() => {});
} catch (error) {
  if (error instanceof DOMException && error.code === DOMException.DATA_CLONE_ERR) console.log(error.stack);
  if (error instanceof QuotaExceededError) console.log(error.quota);
}

// Timers pass their arguments on.
const timer: number = setTimeout((text, times) => console.log(text.repeat(times)), 10, "text", 3);
clearTimeout(timer);
await new Promise<string>((resolve) => setTimeout(resolve, 1, "done"));
await new Promise<void>((resolve) => setTimeout(resolve, 1));
const copy: { a: number } = structuredClone({ a: 1 });
globalThis.queueMicrotask(() => reportError(new Error(import.meta.url)));
console.log = () => {};
console.table([{ a: 1 }], ["a"]);
const agent: string = navigator.userAgent + navigator.languages.join() + location?.href + performance.now();

// WebAssembly is the engine's.
const { instance, module } = await WebAssembly.instantiate(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]), { env: { log: console.log } });
instance.exports["run"]();
for (const { name, kind } of WebAssembly.Module.exports(module)) console.log(name.trim(), kind === "function");
if (new Error() instanceof WebAssembly.CompileError) new Uint8Array(new WebAssembly.Memory({ initial: 1 }).buffer);

export { agent, cookies, copy, count, id, target, usages };
