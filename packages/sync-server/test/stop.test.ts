import { expect, test } from "vitest";
import { appFolder, freePort, started, urlOf } from "./support/cli.ts";
import { rawClient, stateOf } from "./support/raw-client.ts";

test.each(["SIGTERM", "SIGINT"] as const)("told to stop by %s, a server ends what it is doing, and the next one has all of it", async (signal) => {
  const folder = await appFolder();
  const port = await freePort();
  const server = await started(folder, port);
  const raw = await rawClient(urlOf(port), 1);
  await raw.open();
  await raw.act(1, "write", "before");
  const slow = raw.act(2, "slow", 400);
  await raw.next(({ t, patch }) => t === "commit" && JSON.stringify(patch).includes("begun"));
  server.child.kill(signal);
  await expect(slow).rejects.toThrow("the connection ended: 1001 ws.going_away");
  expect(await server.ended).toEqual({ code: 0, signal: null });
  expect(server.output()).not.toMatch(/error/i);

  await started(folder, port);
  const again = await rawClient(urlOf(port), 1);
  expect(stateOf(await again.open()).lines).toEqual(["before", "begun", "ended", "slept"]);
  // The result is there for whoever did not hear it.
  expect(await again.act(2, "slow", 400)).toMatchObject({ output: "ended" });
  again.close();
});

test("while it stops, a server takes no new connections", async () => {
  const folder = await appFolder();
  const port = await freePort();
  const server = await started(folder, port);
  const raw = await rawClient(urlOf(port), 1);
  await raw.open();
  void raw.act(1, "slow", 1_000).catch(() => {});
  await raw.next(({ t }) => t === "commit");
  server.child.kill("SIGTERM");
  await raw.closed;
  await expect(rawClient(urlOf(port), 2)).rejects.toThrow();
  expect(await server.ended).toEqual({ code: 0, signal: null });
});
