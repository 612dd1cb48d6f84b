export default {
  fetch(request, env, ctx) {
    const url = new URL(request.url);
    return new Response(`Hello from NANO at ${url.pathname}\n`);
  },
};
