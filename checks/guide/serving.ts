// A registry behind whatever router an app has, and on its own.
import { Hono } from "hono";
import { actor, setup } from "rivetkit";
import { createClient } from "rivetkit/client";

const counter = actor({ state: { count: 0 }, actions: { add: (c, by: number) => (c.state.count += by) } });

export const registry = setup({ use: { counter }, runner: { version: 2 } });
const client = createClient<typeof registry>();

export const app = new Hono();
app.all("/api/rivet/*", (c) => registry.handler(c.req.raw));
app.get("/add", async (c) => {
  const handle = client.counter.getOrCreate();
  return c.text(String(await handle.add(42)));
});
// What the actor's own handler answers, under another path.
app.all("/actors/:id/:path{.*}", async (c) => {
  const handle = client.counter.getForId(c.req.param("id"));
  return await handle.fetch(c.req.param("path") || "", c.req.raw);
});

export const listening = registry.start();
export const started: void = registry.startRunner();
export const answer: Promise<Response> = registry.handler(new Request("http://localhost/api/rivet/metadata"));
export default registry.serve();
