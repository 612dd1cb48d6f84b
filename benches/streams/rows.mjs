// The rows of the streams benchmark. The same file runs under every engine: it uses web APIs only and leaves out what an engine
// does not have.

/** A source of `count` chunks that enqueues one whenever it is pulled. */
function pulled(count, chunk) {
  let left = count;
  return new ReadableStream({
    pull(controller) {
      if (left-- > 0) controller.enqueue(chunk);
      else controller.close();
    },
  });
}

/** A sink that takes every chunk at once. */
function sink() {
  return new WritableStream({ write() {} });
}

async function drain(stream) {
  const reader = stream.getReader();
  let chunks = 0;
  while (!(await reader.read()).done) chunks++;
  return chunks;
}

function expect(actual, expected) {
  if (actual !== expected) throw new Error(`expected ${expected}, got ${actual}`);
}

const KIB64 = new Uint8Array(65536).map((_, index) => (index * 2654435761) >>> 24);

/** Each row: the number of units in a sample, what a unit is, and what runs them. */
export const rows = {
  "read loop": [20000, "chunk", async (count) => {
    expect(await drain(pulled(count, 1)), count);
  }],
  "for await": [20000, "chunk", async (count) => {
    let chunks = 0;
    for await (const _ of pulled(count, 1)) chunks++;
    expect(chunks, count);
  }],
  "enqueue, then read": [20000, "chunk", async (count) => {
    let controller;
    const stream = new ReadableStream({ start(c) { controller = c; } });
    for (let index = 0; index < count; index++) controller.enqueue(index);
    controller.close();
    expect(await drain(stream), count);
  }],
  "async pull, read loop": [20000, "chunk", async (count) => {
    let left = count;
    const stream = new ReadableStream({
      async pull(controller) {
        if (left-- > 0) controller.enqueue(1);
        else controller.close();
      },
    });
    expect(await drain(stream), count);
  }],
  "pipeTo": [20000, "chunk", async (count) => {
    let written = 0;
    await pulled(count, 1).pipeTo(new WritableStream({ write() { written++; } }));
    expect(written, count);
  }],
  "pipeThrough identity": [20000, "chunk", async (count) => {
    expect(await drain(pulled(count, 1).pipeThrough(new TransformStream())), count);
  }],
  "pipeThrough transform()": [20000, "chunk", async (count) => {
    const transform = new TransformStream({ transform(chunk, controller) { controller.enqueue(chunk); } });
    expect(await drain(pulled(count, 1).pipeThrough(transform)), count);
  }],
  "tee": [10000, "chunk", async (count) => {
    const [left, right] = pulled(count, 1).tee();
    const [a, b] = await Promise.all([drain(left), drain(right)]);
    expect(a + b, 2 * count);
  }],
  "writer.write": [20000, "chunk", async (count) => {
    const writer = sink().getWriter();
    for (let index = 0; index < count; index++) await writer.write(index);
    await writer.close();
  }],
  "write without waiting": [20000, "chunk", async (count) => {
    const writer = sink().getWriter();
    for (let index = 0; index < count; index++) writer.write(index);
    await writer.close();
  }],
  "byte stream, 64 KiB chunks": [1000, "chunk", async (count) => {
    let left = count;
    const stream = new ReadableStream({
      type: "bytes",
      pull(controller) {
        if (left-- > 0) controller.enqueue(new Uint8Array(65536));
        else controller.close();
      },
    });
    const reader = stream.getReader();
    let bytes = 0;
    for (;;) {
      const { value, done } = await reader.read();
      if (done) break;
      bytes += value.byteLength;
    }
    expect(bytes, count * 65536);
  }],
  "byte stream, BYOB reader of 64 KiB": [1000, "chunk", async (count) => {
    let left = count;
    const stream = new ReadableStream({
      type: "bytes",
      pull(controller) {
        if (left-- > 0) {
          controller.byobRequest.view[0] = 1;
          controller.byobRequest.respond(65536);
        } else {
          controller.close();
          controller.byobRequest?.respond(0);
        }
      },
    });
    const reader = stream.getReader({ mode: "byob" });
    let bytes = 0;
    let buffer = new Uint8Array(65536);
    for (;;) {
      const { value, done } = await reader.read(buffer);
      if (done) break;
      bytes += value.byteLength;
      buffer = new Uint8Array(value.buffer);
    }
    expect(bytes, count * 65536);
  }],
};

if (typeof Response === "function" && typeof new Response("").text === "function") {
  rows["Response(stream).text(), 16 x 1 KiB"] = [500, "body", async (count) => {
    const chunk = KIB64.slice(0, 1024).map((byte) => byte & 0x7f);
    for (let index = 0; index < count; index++) {
      expect((await new Response(pulled(16, chunk)).text()).length, 16384);
    }
  }];
}
if (typeof Blob === "function" && typeof Response === "function") {
  // Streams of what is in memory, which need not enter JavaScript: the engine's own copies are what is measured.
  const mib = new Uint8Array(1 << 20).map((_, index) => KIB64[index & 0xffff]);
  rows["Response(a body's stream).arrayBuffer(), 64 KiB"] = [500, "body", async (count) => {
    for (let index = 0; index < count; index++) {
      const { body } = new Response(KIB64);
      expect((await new Response(body).arrayBuffer()).byteLength, 65536);
    }
  }];
  rows["Response(a Blob's stream).arrayBuffer(), 1 MiB"] = [30, "body", async (count) => {
    for (let index = 0; index < count; index++) {
      const stream = new Blob([mib]).stream();
      expect((await new Response(stream).arrayBuffer()).byteLength, 1 << 20);
    }
  }];
  rows["both branches of a body's tee, 1 MiB"] = [30, "body", async (count) => {
    for (let index = 0; index < count; index++) {
      const branches = new Response(mib).body.tee();
      const buffers = await Promise.all(branches.map((branch) => new Response(branch).arrayBuffer()));
      expect(buffers[0].byteLength + buffers[1].byteLength, 1 << 21);
    }
  }];
}
if (typeof CompressionStream === "function" && typeof Response === "function") {
  // What is compressed decides what it costs: text as an API answers it, and bytes whose repetitions are short and everywhere.
  const records = Array.from({ length: 700 }, (_, id) => ({
    id,
    name: `user${(id * 7919) % 1000}`,
    email: `u${id}@example.com`,
    tags: ["a", "b", "c"].slice(id % 3),
    score: ((id * 2654435761) >>> 8) / 1e6,
    active: id % 5 !== 0,
  }));
  const json = new TextEncoder().encode(JSON.stringify(records)).slice(0, 65536);
  expect(json.byteLength, 65536);
  for (const [what, data] of [["JSON", json], ["a bytewise sequence", KIB64]]) {
    rows[`gzip round trip of 64 KiB of ${what}`] = [20, "round trip", async (count) => {
      for (let index = 0; index < count; index++) {
        const through = pulled(1, data)
          .pipeThrough(new CompressionStream("gzip"))
          .pipeThrough(new DecompressionStream("gzip"));
        expect((await new Response(through).arrayBuffer()).byteLength, 65536);
      }
    }];
  }
}
