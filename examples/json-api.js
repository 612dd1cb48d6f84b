// A JSON API that keeps notes in memory. Each worker has its own, so start it with one:
//
//     nano serve --workers 1 examples/json-api.js
//     curl -d '{"text":"buy milk"}' http://127.0.0.1:8000/notes
//     curl http://127.0.0.1:8000/notes/1

const notes = new Map();
let lastId = 0;

const failure = (status, error) => Response.json({ error }, { status });

async function create(request) {
  let note;
  try {
    note = await request.json();
  } catch {
    return failure(400, "the body is not JSON");
  }
  if (typeof note?.text !== "string") {
    return failure(422, "text must be a string");
  }
  const id = ++lastId;
  notes.set(id, { id, text: note.text });
  return Response.json(notes.get(id), { status: 201, headers: { location: `/notes/${id}` } });
}

export default {
  fetch(request) {
    const { pathname } = new URL(request.url);
    const route = `${request.method} ${pathname}`;
    if (route === "GET /notes") return Response.json([...notes.values()]);
    if (route === "POST /notes") return create(request);

    const id = Number(/^\/notes\/(\d+)$/.exec(pathname)?.[1]);
    if (!notes.has(id)) return failure(404, "there is no such note");
    if (request.method === "GET") return Response.json(notes.get(id));
    if (request.method === "DELETE") {
      notes.delete(id);
      return new Response(null, { status: 204 });
    }
    return failure(405, `${request.method} is not allowed here`);
  },
};
