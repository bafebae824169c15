import { serve } from "@hono/node-server";
import { attach } from "@rivulet/sync-server";
import { Elysia } from "elysia";
import { registry } from "../registry.ts";

const app = new Elysia()
  .get("/", () => "This page is Elysia's.")
  .all("/api/rivet/*", ({ request }) => registry.handler(request));

// On Node, something has to bring Elysia its requests; upgrades do not reach it.
const port = Number(process.env["PORT"] ?? 3000);
const server = serve({ fetch: (request) => app.handle(request), port }, () => console.log(`http://localhost:${port}`));
const actors = attach(server, registry);

process.once("SIGTERM", () => {
  server.close();
  void actors.close().then(() => process.exit());
});
