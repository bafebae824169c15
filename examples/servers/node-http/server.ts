import { createServer } from "node:http";
import { getRequestListener } from "@hono/node-server";
import { attach } from "@rivulet/sync-server";
import { registry } from "../registry.ts";

const actorsListener = getRequestListener(registry.handler);
const server = createServer((request, response) => {
  if (request.url?.startsWith("/api/rivet/") === true) void actorsListener(request, response);
  else response.end("This page is the server's own.");
});
const actors = attach(server, registry);

const port = Number(process.env["PORT"] ?? 3000);
server.listen(port, () => console.log(`http://localhost:${port}`));

process.once("SIGTERM", () => {
  server.close();
  void actors.close().then(() => process.exit());
});
