// Requests and sockets as they come, from both ends.
import { actor, type ActorContextOf, setup } from "rivetkit";
import { createClient } from "rivetkit/client";

const plain = actor({ state: { count: 0 }, actions: {} });

class Router {
  readonly #c: ActorContextOf<typeof plain>;
  constructor(c: ActorContextOf<typeof plain>) {
    this.#c = c;
  }
  fetch(request: Request): Response | Promise<Response> {
    return Response.json({ count: ++this.#c.state.count, path: new URL(request.url).pathname });
  }
}

export const web = actor({
  state: { count: 0 },
  onRequest: (c, request) => {
    const url = new URL(request.url);
    if (request.method === "POST") c.state.count++;
    if (url.pathname === "/count") return Response.json(c.state);
    if (url.pathname === "/text") return new Response(JSON.stringify({ count: c.state.count }), { headers: { "Content-Type": "application/json" } });
    if (c.request.headers.has("x-quiet")) return;
    return new Response("Nothing here", { status: 404 });
  },
  actions: {},
});

// A context of one actor stands for another's where the states agree.
export const routed = actor({
  state: { count: 0 },
  vars: { router: null as Router | null },
  createVars: () => ({ router: null as Router | null }),
  onRequest: async (c, request) => {
    c.vars.router ??= new Router(c as ActorContextOf<typeof plain>);
    return await c.vars.router.fetch(request);
  },
  actions: {},
});

export const echo = actor({
  state: { lines: [] as string[], open: 0 },
  onWebSocket: (c, socket) => {
    c.state.open++;
    socket.send(JSON.stringify({ type: "welcome", open: c.state.open, path: c.request.url }));
    socket.addEventListener("open", () => socket.send(JSON.stringify(c.state.lines)));
    socket.addEventListener("message", (event) => {
      const line = event.data as string;
      c.state.lines.push(line);
      socket.send(line);
      if (JSON.parse(event.data).type === "bye") socket.close(1000, "bye");
      c.saveState({ immediate: true });
    });
    socket.addEventListener("close", ({ code, reason }) => {
      c.state.open--;
      console.log(code.toFixed(), reason.trim());
    });
    socket.onerror = ({ message }) => console.log(message);
  },
  actions: {},
});

export const registry = setup({ use: { web, routed, echo } });
const client = createClient<typeof registry>();

const handle = client.web.getOrCreate(["one"]);
const response = await handle.fetch("/count", { method: "POST", headers: { "x-quiet": "1" } });
console.log(response.ok, await response.json());
const url: string = await handle.getGatewayUrl();
console.log((await fetch(`${url}/request/count`)).status);

const socket = await client.echo.getOrCreate(["one"]).websocket("/");
socket.addEventListener("message", (event) => console.log(event.data));
export const other: WebSocket = await client.echo.getOrCreate(["one"]).webSocket("/path", ["chat"]);
export const own = new WebSocket(`${url.replace("http://", "ws://")}/websocket/`);
