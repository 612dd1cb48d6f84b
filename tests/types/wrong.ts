// Mistakes that the declarations must find: a line under `@ts-expect-error` that compiles is an error.

// @ts-expect-error: there is no such member
new URL("https://example.com/").hreff;

// @ts-expect-error: a required argument
new URL();

// @ts-expect-error: readonly
new URL("https://example.com/").origin = "x";

// @ts-expect-error: not a string
new URLSearchParams().append("a", 1);

// @ts-expect-error: no constructor
new CryptoKey();

// @ts-expect-error: no value of the enumeration
new Request("https://example.com/", { mode: "frob" });

// @ts-expect-error: no member of the dictionary
new Response("text", { statusCode: 200 });

// @ts-expect-error: a required member of the dictionary
new PromiseRejectionEvent("x", { reason: 1 });

// @ts-expect-error: a string is no sequence of strings
new Headers(["ab"]);

// @ts-expect-error: no usage of a key
crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["frob"]);

// @ts-expect-error: the nonce is a buffer
crypto.subtle.encrypt({ name: "AES-GCM", iv: "nonce" }, {} as CryptoKey, new Uint8Array(1));

// @ts-expect-error: shared memory is only where a standard allows it
crypto.subtle.digest("SHA-256", new Uint8Array(new SharedArrayBuffer(1)));
new TextDecoder().decode(new Uint8Array(new SharedArrayBuffer(1)));

// @ts-expect-error: may be null
new Headers().get("a").length;

// @ts-expect-error: chunks are strings
new WritableStream<string>().getWriter().write(1);

// @ts-expect-error: a stream of numbers into one for strings
new ReadableStream<number>().pipeTo(new WritableStream<string>());

// @ts-expect-error: the size function of another type of chunk
new ReadableStream<string>({}, new ByteLengthQueuingStrategy({ highWaterMark: 1 }));

// @ts-expect-error: an abort event has no data
new AbortController().signal.addEventListener("abort", (event) => event.data);

// @ts-expect-error: a constant
DOMException.ABORT_ERR = 21;

// @ts-expect-error: windows have it, servers do not
document.title;

// @ts-expect-error: a frozen array
navigator.languages.push("en");

// @ts-expect-error: it is a promise
new Response().text().length;

export default {
  // @ts-expect-error: a handler answers with a response
  fetch: () => "text",
} satisfies ExportedHandler;
