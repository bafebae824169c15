import { afterEach, describe, expect, test, vi } from "vitest";
import { createClient } from "../../src/browser/create-remote-client.ts";
import { endpointOf } from "../../src/browser/endpoint.ts";

afterEach(() => {
  vi.unstubAllEnvs();
  vi.unstubAllGlobals();
});

describe("an endpoint", () => {
  test.each([
    ["http://localhost:8080", { url: "http://localhost:8080", namespace: "default", token: undefined }],
    ["https://ns:t%2Fk@example.com/base/", { url: "https://example.com/base", namespace: "ns", token: "t/k" }],
    ["https://ns@example.com", { url: "https://example.com", namespace: "ns", token: undefined }],
    ["wss://example.com/api/rivet", { url: "https://example.com/api/rivet", namespace: "default", token: undefined }],
  ])("%s", (endpoint, expected) => expect(endpointOf({ endpoint })).toEqual(expected));

  test.each([
    [{ endpoint: "localhost:8080" }, "no http"],
    [{ endpoint: "http://" }, "no http"],
    [{ endpoint: "http://a?b=c" }, "query"],
    [{ endpoint: "http://a#b" }, "fragment"],
    [{ endpoint: "http://:secret@a" }, "without a namespace"],
    [{ endpoint: "http://ns:secret@a", token: "other" }, "token"],
    [{ endpoint: "http://ns@a", namespace: "other" }, "namespace"],
  ])("%o is refused: %s", (given, problem) => {
    expect(() => endpointOf(given)).toThrow(problem);
    expect(() => endpointOf(given)).not.toThrow("secret");
  });

  test("is the environment's where there is a process and nothing else was said", () => {
    expect(endpointOf({}).url).toBe("http://127.0.0.1:6420");
    vi.stubEnv("RIVET_ENDPOINT", "https://rivet.example");
    vi.stubEnv("RIVET_NAMESPACE", "ns");
    vi.stubEnv("RIVET_TOKEN", "tk");
    expect(endpointOf({})).toEqual({ url: "https://rivet.example", namespace: "ns", token: "tk" });
    expect(endpointOf({ endpoint: "http://a:b@c", })).toEqual({ url: "http://c", namespace: "a", token: "b" });
    expect(endpointOf({ namespace: "own", token: "own" })).toMatchObject({ namespace: "own", token: "own" });
  });

  test("is the page's own server where there is a page", () => {
    vi.stubGlobal("location", { origin: "https://app.example" });
    vi.stubEnv("RIVET_ENDPOINT", "https://rivet.example");
    expect(endpointOf({}).url).toBe("https://app.example/api/rivet");
    vi.stubGlobal("location", { origin: "null" });
    expect(endpointOf({}).url).toBe("https://rivet.example");
  });
});

describe("createClient", () => {
  test("refuses what it does not know, and names what was probably meant", () => {
    expect(() => createClient({ tokn: "x" } as object)).toThrow("Did you mean token?");
    expect(() => createClient({ encoding: "xml" as "json" })).toThrow('"json", "cbor" or "bare"');
    expect(() => createClient("nowhere")).toThrow("http(s)");
  });
});
