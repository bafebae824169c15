import { serve } from "@hono/node-server";
import { attach } from "@rivulet/sync-server";
import { Hono } from "hono";
import { registry } from "../registry.ts";

const app = new Hono();
app.get("/", (c) => c.text("This page is Hono's."));
app.all("/api/rivet/*", (c) => registry.handler(c.req.raw));

const port = Number(process.env["PORT"] ?? 3000);
const server = serve({ fetch: app.fetch, port }, () => console.log(`http://localhost:${port}`));
const actors = attach(server, registry);

process.once("SIGTERM", () => {
  server.close();
  void actors.close().then(() => process.exit());
});
