// A URL shortener. Links are kept in memory, so start it with one worker; SECRET makes them hard to guess:
//
//     nano serve --workers 1 --env SECRET=change-me examples/shortener.js
//     curl -d '{"url":"https://example.org/"}' http://127.0.0.1:8000/links

const links = new Map();

const failure = (status, error) => Response.json({ error }, { status });

/** A name for a URL: the same URL gets the same one, and only who knows the secret can tell which. */
async function nameOf(url, secret) {
  const encoder = new TextEncoder();
  const algorithm = { name: "HMAC", hash: "SHA-256" };
  const key = await crypto.subtle.importKey("raw", encoder.encode(secret), algorithm, false, ["sign"]);
  const signature = await crypto.subtle.sign("HMAC", key, encoder.encode(url));
  const base64 = btoa(String.fromCharCode(...new Uint8Array(signature, 0, 6)));
  return base64.replaceAll("+", "-").replaceAll("/", "_");
}

async function create(request, env) {
  const { url } = (await request.json().catch(() => null)) ?? {};
  if (!["http:", "https:"].includes(URL.parse(url)?.protocol)) {
    return failure(422, "url must be an http: or https: URL");
  }
  const name = await nameOf(url, env.SECRET);
  if (!links.has(name)) links.set(name, { link: new URL(name, request.url).href, url, visits: 0 });
  const { link } = links.get(name);
  return Response.json(links.get(name), { status: 201, headers: { location: link } });
}

export default {
  fetch(request, env) {
    if (!env.SECRET) return failure(500, "start with --env SECRET=…");
    const { pathname } = new URL(request.url);
    const [, first, second] = pathname.split("/");
    if (pathname === "/links") {
      if (request.method === "POST") return create(request, env);
      return failure(405, "POST a url to /links");
    }
    const link = links.get(first === "links" ? second : first);
    if (!link) return failure(404, "there is no such link");
    if (first === "links") return Response.json(link);
    link.visits++;
    return Response.redirect(link.url);
  },
};
