// The control: a bare HTTP server that parses the JSON it is sent, and sends JSON back.

import { createServer } from "node:http";
import { listening, place } from "../lib/serving.ts";

const server = createServer((request, response) => {
  let text = "";
  request.setEncoding("utf8");
  request.on("data", (chunk: string) => (text += chunk));
  request.on("end", () => {
    const { args }: { args: readonly unknown[] } = JSON.parse(text);
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify({ output: args[0] }));
  });
});
server.listen(place().port, "127.0.0.1", listening);
