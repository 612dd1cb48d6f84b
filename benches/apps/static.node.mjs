import { createServer } from "node:http";

const body = "x".repeat(64 * 1024);

createServer((request, response) => {
  response.writeHead(200, { "content-type": "text/plain;charset=UTF-8" });
  response.end(body);
}).listen(Number(process.env.PORT), "127.0.0.1");
