// Encrypts and decrypts with AES-GCM. The key lives as long as the worker, so start it with one:
//
//     nano serve --workers 1 examples/aes-gcm.js
//     curl --data-binary 'a secret' http://127.0.0.1:8000/encrypt >sealed
//     curl --data-binary @sealed http://127.0.0.1:8000/decrypt

const NONCE_LENGTH = 12;

const key = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);

/** The nonce, followed by what AES-GCM makes of `plain`: the ciphertext and its tag. */
async function encrypt(plain) {
  const iv = crypto.getRandomValues(new Uint8Array(NONCE_LENGTH));
  const sealed = new Uint8Array(await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, plain));
  const message = new Uint8Array(NONCE_LENGTH + sealed.length);
  message.set(iv);
  message.set(sealed, NONCE_LENGTH);
  return message;
}

function decrypt(message) {
  const iv = message.slice(0, NONCE_LENGTH);
  return crypto.subtle.decrypt({ name: "AES-GCM", iv }, key, message.slice(NONCE_LENGTH));
}

export default {
  async fetch(request) {
    const { pathname } = new URL(request.url);
    const body = await request.arrayBuffer();
    if (pathname === "/encrypt") return new Response(await encrypt(body));
    if (pathname !== "/decrypt") return new Response("POST to /encrypt or /decrypt\n", { status: 404 });
    try {
      return new Response(await decrypt(body));
    } catch {
      return new Response("this was not encrypted here, or it was changed\n", { status: 400 });
    }
  },
};
