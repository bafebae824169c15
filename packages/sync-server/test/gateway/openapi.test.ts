import { expect, test } from "vitest";
import { OPERATIONS } from "../../src/gateway/operations.ts";
import { WISHES } from "../../src/gateway/target.ts";
import { fakeGateway } from "../support/fake-gateway.ts";
import { surfaceOf } from "../support/surface-server.ts";

const gateway = fakeGateway();
const surface = surfaceOf(gateway, { adminToken: "t" });

interface Document {
  readonly openapi: string;
  readonly servers: readonly { readonly url: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, { readonly parameters?: readonly { name: string; in: string }[] }>>>>;
}
const document = async (base = ""): Promise<Document> => {
  const response = await surface.fetch(new Request(`http://localhost${base}/openapi.json`));
  return (await response.json()) as Document;
};
const operationsOf = ({ paths }: Document): readonly string[] => {
  return Object.entries(paths).flatMap(([path, methods]) => Object.keys(methods).map((method) => `${method} ${path}`));
};

test("the document is served wherever the surface is, and says so", async () => {
  const { openapi, servers } = await document();
  expect(openapi).toBe("3.1.0");
  for (const { url } of servers) expect(await document(url === "/" ? "" : url)).toEqual(await document());
});

test("everything that is routed is documented, and everything documented is routed", async () => {
  const documented = operationsOf(await document());
  const isOfActor = (operation: string): boolean => operation.includes(" /gateway/");
  // What answers a browser's own question is said once, for all.
  const routed = surface.routes.routes.filter(({ method }) => method !== "OPTIONS").map(({ method, path }) => `${method.toLowerCase()} ${path.replace(/:(\w+)/g, "{$1}")}`);
  expect(documented.filter((operation) => !isOfActor(operation)).sort()).toEqual(routed.sort());
  const wishes = new Set(documented.filter(isOfActor).map((operation) => /\{actor\}\/(\w+)/.exec(operation)?.[1]));
  // Over WebSockets, which OpenAPI cannot describe.
  expect([...wishes, "connect", "websocket"].sort()).toEqual([...WISHES].sort());
});

const real = (path: string): string => path.replace("{actor}", "id1").replace("{id}", "id1").replace("{key}", "Aw==").replace("{action}", "echo").replace("{path}", "x/y");
const isMissing = async (method: string, path: string): Promise<boolean> => {
  const hasBody = !["get", "head"].includes(method);
  const response = await surface.fetch(new Request(`http://localhost${real(path)}`, { method: method.toUpperCase(), ...(hasBody && { body: "{}" }) }));
  if (method === "head") return response.status === 404;
  return (await response.text()).includes('"route"');
};

test.each(OPERATIONS.map(({ method, path }) => [method, path] as const))("%s %s is answered", async (method, path) => {
  await gateway.resolve({ by: "key", name: "counter", key: [], create: { input: undefined } });
  expect(await isMissing(method, path)).toBe(false);
});

test("no other method of a documented path is answered", async () => {
  const documented = operationsOf(await document());
  const covers = (operation: string, asked: string): boolean => new RegExp(`^${operation.replace(/\{\w+\}/g, "[^/]+")}$`).test(asked);
  for (const path of new Set(OPERATIONS.map((operation) => operation.path))) {
    for (const method of ["get", "put", "post", "delete", "patch"]) {
      const isKnown = documented.some((operation) => covers(operation, `${method} ${path}`));
      expect([method, path, !(await isMissing(method, path))]).toEqual([method, path, isKnown]);
    }
  }
});

test("every parameter in a path is described, and no other", async () => {
  for (const [path, methods] of Object.entries((await document()).paths)) {
    const named = Array.from(path.matchAll(/\{(\w+)\}/g), ([, name]) => name);
    for (const { parameters = [] } of Object.values(methods)) {
      expect(parameters.filter((each) => each.in === "path").map(({ name }) => name)).toEqual(named);
    }
  }
});

test("what takes the admin token says so", async () => {
  for (const [path, methods] of Object.entries((await document()).paths)) {
    for (const [method, operation] of Object.entries(methods)) {
      const { status } = await surfaceOf(gateway).fetch(new Request(`http://localhost${real(path)}`, { method: method.toUpperCase() }));
      expect([path, method, "security" in operation]).toEqual([path, method, status === 403]);
    }
  }
});
