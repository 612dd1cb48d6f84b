// The request's body as the response's.
export default {
  // Bun's limit for a body is 128 MiB otherwise.
  maxRequestBodySize: Number.MAX_SAFE_INTEGER,
  fetch(request) {
    return new Response(request.body);
  },
};
