// An application of the web framework Hono, from npm without a bundler. Books are kept in memory, so start it with one worker:
//
//     npm ci --prefix examples/hono
//     nano serve --workers 1 examples/hono/app.js
//     curl http://127.0.0.1:8000/books/1

import { Hono } from "hono";
import { HTTPException } from "hono/http-exception";
import { requestId } from "hono/request-id";

const books = [{ id: 1, title: "Die Verwandlung", author: "Franz Kafka" }];

const app = new Hono();

app.use(requestId());

app.get("/", (c) => c.text("Books are at /books\n"));

app.get("/books", (c) => c.json(books));

app.get("/books/:id{[0-9]+}", (c) => {
  const book = books.find(({ id }) => id === Number(c.req.param("id")));
  if (!book) throw new HTTPException(404, { message: "there is no such book" });
  return c.json(book);
});

app.post("/books", async (c) => {
  const { title, author } = await c.req.json().catch(() => ({}));
  if (!title || !author) throw new HTTPException(422, { message: "a book has a title and an author" });
  const book = { id: books.length + 1, title, author };
  books.push(book);
  return c.json(book, 201, { location: `/books/${book.id}` });
});

app.notFound((c) => c.json({ error: "there is nothing here" }, 404));

app.onError((error, c) => {
  if (error instanceof HTTPException) return c.json({ error: error.message }, error.status);
  console.error(error);
  return c.json({ error: "the server failed" }, 500);
});

export default app;
