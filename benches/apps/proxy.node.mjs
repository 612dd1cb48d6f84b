import { createServer } from "node:http";
import { pipeline } from "node:stream";

createServer((request, response) => {
  pipeline(request, response, () => {});
}).listen(Number(process.env.PORT), "127.0.0.1");
