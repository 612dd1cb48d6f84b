// The smallest response.
export default {
  fetch() {
    return new Response("Hello World");
  },
};
