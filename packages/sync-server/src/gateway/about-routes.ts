import type { Hono } from "hono";
import { corsHeaders } from "./cors.ts";
import { openApi } from "./openapi.ts";
import type { About } from "./parts.ts";

/** What a server says about itself. */
export function addAboutRoutes(app: Hono, names: readonly string[], about: About): void {
  const { version, runnerVersion, clientEndpoint, clientNamespace, clientToken } = about;
  const metadata = {
    runtime: "rivulet",
    version,
    runner: { kind: { normal: {} }, version: runnerVersion },
    actorNames: Object.fromEntries(names.map((name) => [name, { metadata: {} }])),
    clientEndpoint,
    clientNamespace,
    clientToken,
  };
  app.get("/", (c) => c.text("Rivulet is running."));
  app.get("/health", (c) => c.json({ status: "ok", runtime: "rivulet", version }, 200, corsHeaders(c.req.raw)));
  app.get("/metadata", (c) => c.json(metadata, 200, corsHeaders(c.req.raw)));
  app.get("/openapi.json", (c) => c.json(openApi(version), 200, corsHeaders(c.req.raw)));
}
