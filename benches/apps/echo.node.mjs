import { createServer } from "node:http";

createServer(async (request, response) => {
  let text = "";
  request.setEncoding("utf8");
  for await (const chunk of request) text += chunk;
  const value = JSON.parse(text);
  response.writeHead(200, { "content-type": "application/json" });
  response.end(JSON.stringify(value));
}).listen(Number(process.env.PORT), "127.0.0.1");
