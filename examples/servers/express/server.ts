import { getRequestListener } from "@hono/node-server";
import { attach } from "@rivulet/sync-server";
import express from "express";
import { registry } from "../registry.ts";

const app = express();
app.get("/", (_request, response) => void response.send("This page is Express's."));
// Before anything that reads bodies, such as express.json().
app.all("/api/rivet/*path", getRequestListener(registry.handler));

const port = Number(process.env["PORT"] ?? 3000);
const server = app.listen(port, () => console.log(`http://localhost:${port}`));
const actors = attach(server, registry);

process.once("SIGTERM", () => {
  server.close();
  void actors.close().then(() => process.exit());
});
