import { describe, expect, test } from "vitest";
import { appFolder, freePort, rivulet, startedWith, urlOf } from "./support/cli.ts";
import { line, safe, valueText } from "../src/cli/inspect-text.ts";

const HOSTILE = "\u001b]0;owned\u0007<b>\u202ebold\n";

/** A server whose inspector takes a token, with two actors. */
async function running(env: NodeJS.ProcessEnv = { RIVET_INSPECTOR_TOKEN: "let me in" }) {
  const folder = await appFolder();
  const port = await freePort();
  await startedWith({ env: { RIVET_EXPOSE_ERRORS: "1", ...env } }, folder, port);
  const write = async (key: string, text: string): Promise<void> => {
    const query = new URLSearchParams({ "rvt-namespace": "default", "rvt-method": "getOrCreate", "rvt-key": key });
    const { status } = await fetch(`${urlOf(port)}/gateway/log/action/write?${query}`, { method: "POST", body: JSON.stringify({ args: [text] }) });
    expect(status).toBe(200);
  };
  const inspect = async (...args: string[]) => {
    const cli = rivulet(folder, "inspect", ...args, "--url", urlOf(port));
    const { code } = await cli.ended;
    return { code, output: cli.output() };
  };
  return { folder, port, write, inspect };
}

test("rivulet inspect lists actors and shows one, for people and for programs, and wakes nobody", async () => {
  const { write, inspect } = await running();
  await write("first", "one");
  await write("second", HOSTILE);
  const token = ["--token", "let me in"];
  const list = await inspect("list", ...token);
  expect(list.output).toMatch(/^ACTOR +STATUS +CONNECTIONS +CREATED +ID\nlog\/first +live +0 +\S+Z +[0-9a-f]{32}\nlog\/second +live/);
  const { items } = JSON.parse((await inspect("list", "--json", "--search", "SECO", ...token)).output) as { items: { key: string[]; id: string }[] };
  expect(items).toMatchObject([{ name: "log", key: ["second"], status: "live" }]);
  const shown = await inspect("show", "log/second", ...token);
  expect(shown.code).toBe(0);
  expect(shown.output).toContain("actions      write, refuse, slow");
  // What an actor holds does nothing to the terminal.
  expect(shown.output).toContain("\\x1B]0;owned\\x07<b>\\u202ebold\\n");
  expect(shown.output).not.toMatch(/[\u001b\u0007\u202e]/);
  expect(JSON.parse((await inspect("show", String(items[0]?.id), "--json", ...token)).output)).toMatchObject({ key: ["second"], version: 1, state: { value: { lines: [HOSTILE] } } });
  // Five processes start, each after the other.
}, 120_000);

test("rivulet inspect watch tells what actors do, a line for each", async () => {
  const { folder, port, write } = await running();
  await write("first", "one");
  const watching = rivulet(folder, "inspect", "watch", "log/first", "--url", urlOf(port), "--token", "let me in");
  await watching.says("Watching");
  await write("second", "not this one");
  await write("first", HOSTILE);
  await watching.says("→ 2");
  expect(watching.output()).toMatch(/\d\d:\d\d:\d\d\.\d{3} {2}log\/first {2}write\('.*owned.*'\) {2}→ 2 {2}\d+\.\d ms {2}v1\.\.2/);
  expect(watching.output()).not.toMatch(/[\u001b\u0007\u202e]/);
  expect(watching.output()).not.toContain("log/second");
  watching.child.kill("SIGINT");
  expect((await watching.ended).code).toBe(0);
});

describe("rivulet inspect says in a line what is wrong, and ends with a code that is not 0", () => {
  test("a token that is missing or wrong, an actor that is not there, a server that is not there", async () => {
    const { inspect, folder } = await running();
    expect(await inspect("list")).toEqual({ code: 1, output: "The inspector takes a token.\n" });
    expect(await inspect("list", "--token", "wrong")).toEqual({ code: 1, output: "The inspector's token is another one.\n" });
    expect(await inspect("show", "log/nobody", "--token", "let me in")).toEqual({ code: 1, output: "There is no actor log/nobody.\n" });
    const nowhere = rivulet(folder, "inspect", "list", "--url", urlOf(await freePort()));
    expect({ ...(await nowhere.ended), output: nowhere.output() }).toMatchObject({ code: 1, output: expect.stringMatching(/^There is no inspector at ws:.*ECONNREFUSED\n$/) });
  }, 120_000);

  test("a server in production without a token, and one without an inspector", async () => {
    const closed = await running({});
    expect(await closed.inspect("list")).toMatchObject({ code: 1, output: expect.stringContaining("RIVET_INSPECTOR_TOKEN") });
    const none = await running({ RIVET_INSPECTOR_DISABLE: "1", RIVET_INSPECTOR_TOKEN: "x" });
    expect(await none.inspect("list", "--token", "x")).toMatchObject({ code: 1, output: expect.stringMatching(/no inspector/) });
    expect((await fetch(`${urlOf(none.port)}/inspector`)).status).toBe(404);
    expect((await fetch(`${urlOf(none.port)}/devtools/`)).status).toBe(404);
  }, 120_000);
});

test("in development, on this machine, it takes no token", async () => {
  const { write, inspect } = await running({ NODE_ENV: "development" });
  await write("first", "one");
  expect((await inspect("list")).output).toContain("log/first");
});

test("what is printed is text and nothing else", () => {
  expect(safe("a\u001b[31mred\u009b\u200f\u2066\ufeff\tb\n")).toBe("a\\u001b[31mred\\u009b\\u200f\\u2066\\ufeff\\u0009b\n");
  expect(line("two\nlines")).toBe("two\\nlines");
  expect(valueText({ value: ["$Map", [["k", ["$Date", 0]]]] })).toBe("Map(1) { 'k' => 1970-01-01T00:00:00.000Z }");
  expect(valueText({ value: "x", cuts: [{ path: [], what: "text", size: 9 }] })).toBe("'x' (a part is left out)");
});
