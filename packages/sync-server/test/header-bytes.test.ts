import { connect } from "node:net";
import { actor, setup } from "@rivulet/runtime";
import { memoryStorage, SILENT } from "@rivulet/runtime/host";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type RunningServer, serve } from "../src/node/serve.ts";

const headers = { "x-city": "Zürich", "x-ends": "\u00a0\u00ff" };
const thing = actor({
  state: {},
  actions: {},
  onRequest(_c, request) {
    const { pathname } = new URL(request.url);
    if (pathname === "/text") return new Response("täxt", { headers });
    if (pathname === "/bytes") return new Response(Uint8Array.of(0xc3, 0xa4), { headers });
    if (pathname === "/json") return Response.json("ä", { headers });
    if (pathname === "/nothing") return new Response(null, { headers });
    if (pathname === "/no-content") return new Response(null, { status: 204, headers });
    if (pathname === "/echo") return new Response(request.headers.get("x-sent"), { headers: { "x-got": request.headers.get("x-sent") ?? "" } });
    if (pathname === "/native") return fetch("data:text/plain,x").then(({ body }) => ({ status: 200, statusText: "", headers: { "x-city": "東京" }, body }) as never);
    return new Response("x", { headers: { "x-city": "東京" } });
  },
});

let server: RunningServer;
beforeAll(async () => {
  server = await serve(setup({ use: { thing } }), { port: 0, storage: memoryStorage(), logger: SILENT });
});
afterAll(() => server.stop());

/** What is sent for a request, byte by byte. */
const ask = (path: string, more = "", method = "GET") =>
  new Promise<string>((resolve, reject) => {
    const heard: Buffer[] = [];
    const socket = connect(Number(new URL(server.url).port), "127.0.0.1", () => {
      const line = `${method} /gateway/thing/request${path}?rvt-method=getOrCreate&rvt-key=x HTTP/1.1\r\n`;
      socket.write(Buffer.from(`${line}Host: x\r\n${more}Connection: close\r\n\r\n`, "latin1"));
    });
    socket.on("data", (bytes) => heard.push(bytes)).on("error", reject);
    socket.on("close", () => resolve(Buffer.concat(heard).toString("latin1")));
  });

test.each([
  ["/text", "GET", "tÃ¤xt"],
  ["/bytes", "GET", "Ã¤"],
  ["/json", "GET", '"Ã¤"'],
  ["/nothing", "GET", ""],
  ["/no-content", "GET", ""],
  ["/text", "HEAD", ""],
])("each character of a header is one byte: %s by %s", async (path, method, body) => {
  const sent = await ask(path, "", method);
  expect(sent).toContain("x-city: Zürich\r\n");
  expect(sent).toContain("x-ends: \u00a0\u00ff\r\n");
  expect(sent).toContain(body);
});

test("the same for a page of another origin, and for what comes in", async () => {
  expect(await ask("/text", "Origin: http://a.example\r\n")).toContain("x-city: Zürich\r\n");
  const echoed = await ask("/echo", "x-sent: Zürich\r\n");
  expect(echoed).toContain("x-got: Zürich\r\n");
  expect(echoed).toContain("ZÃ¼rich");
  const response = await fetch(`${server.url}/gateway/thing/request/text?rvt-method=getOrCreate&rvt-key=x`);
  expect([response.headers.get("x-city"), await response.text()]).toEqual(["Zürich", "täxt"]);
});

test.each(["/lazy", "/native"])("a character that is no byte makes no response: %s", async (path) => {
  const response = await fetch(`${server.url}/gateway/thing/request${path}?rvt-method=getOrCreate&rvt-key=x`);
  expect([response.status, await response.json()]).toMatchObject([500, { group: "handler", code: "invalid_request_handler_response" }]);
});
