import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Registry } from "../../src/contract/definition.ts";
import type { StoredValue } from "../../src/ports/storage.ts";
import { memoryStorage } from "../../src/storage/memory.ts";
import { inProcess } from "../../src/testing/in-process.ts";
import { later, registry } from "./app.ts";
import { clock, type Recording } from "./recording.ts";

/** Recorded by `npm run record:build -- <name>`, before something is changed in what is said or stored. */
const FOLDER = join(import.meta.dirname, "builds");

const builds = readdirSync(FOLDER).map((file): [string, Recording] => [file, JSON.parse(readFileSync(join(FOLDER, file), "utf8"))]);

type Message = Record<string, unknown> & { readonly t: string };

/** What servers draw anew each time, wherever it stands. */
function tokensOf({ t, actor, conn, cursor }: Message): readonly string[] {
  if (t !== "opened") return [];
  const [epoch, , run] = cursor as readonly [string, number, string];
  return [String(actor), String(conn), epoch, run];
}

describe.each(builds)("what the build %s left", (_file, recording) => {
  const disk = (records: Readonly<Record<string, string>>): Map<string, StoredValue> => new Map(Object.entries(records));
  const viewOf = (state: unknown): unknown => {
    const { lines, tags } = state as { readonly lines: unknown; readonly tags: ReadonlyMap<string, Date> };
    return JSON.parse(JSON.stringify({ lines, tags: [...tags] }));
  };

  test("its client is answered as its own server answered it", async () => {
    const time = clock();
    const world = inProcess(registry, { timers: time.timers });
    const said: Message[] = [];
    const session = world.session((frame) => said.push(...(JSON.parse(frame) as Message[])));
    /** The recorded server's tokens, and what stands in their place here. */
    const tokens = new Map<string, string>();
    const translated = (text: string): string => [...tokens].reduce((done, [from, to]) => done.replaceAll(from, to), text);
    const expected: Message[] = [];
    for (const { from, frame } of recording.conversation) {
      if (from === "server") {
        expected.push(...(JSON.parse(frame) as Message[]));
        continue;
      }
      expected.forEach((message, i) => {
        const own = said[i] === undefined ? [] : tokensOf(said[i]);
        tokensOf(message).forEach((token, place) => tokens.set(token, own[place] ?? token));
      });
      const [first] = JSON.parse(frame) as Message[];
      // The clock went on between the calls, and must have come to where they say it is.
      if (first?.t === "push") await time.advance(10);
      session.frame(translated(frame));
      await time.advance(0);
      await time.advance(0);
    }
    // More may be said now; all that was said then still is.
    expect(said).toHaveLength(expected.length);
    expect(said).toMatchObject(JSON.parse(translated(JSON.stringify(expected))));
  });

  /** Today's client on that device, and today's server on that storage, each with an app of its own. */
  const reopened = (app: Registry) => {
    const time = clock();
    const onServer = disk(recording.server);
    const world = inProcess(app, { timers: time.timers, storage: memoryStorage(onServer) });
    world.isOnline = false;
    const client = world.client({ disk: disk(recording.device) });
    const conn = client.get("notes", ["one"]).connect();
    return { time, world, client, conn };
  };

  test("its device's data is read: the view, what waits, and the box are as they were, and all of it is sent once", async () => {
    const { time, world, client, conn } = reopened(registry);
    await time.advance(100);
    expect(viewOf(conn.state)).toEqual(JSON.parse(recording.view));
    expect(conn.outbox.pending.map(({ name, saved }) => [name, saved])).toEqual([["add", true], ["tag", true]]);
    expect(conn.outbox.rejected).toMatchObject([{ name: "refuse", error: { code: "no", metadata: { tags: 1 } } }]);
    world.isOnline = true;
    for (let i = 0; i < 20; i++) await time.advance(10);
    expect(conn.sync).toMatchObject({ phase: "live", pending: 0, rejected: 1 });
    expect(viewOf(conn.state)).toEqual(JSON.parse(recording.view));
    const fresh = world.client().get("notes", ["one"]).connect();
    await time.advance(100);
    expect(viewOf(fresh.state)).toEqual(JSON.parse(recording.view));
    await time.until(client.dispose());
  });

  test("it passes through an upgrade: state, what waits, and what is in the box", async () => {
    const { time, world, client, conn } = reopened(later);
    await time.advance(100);
    expect(conn.sync.pending).toBe(2);
    world.isOnline = true;
    for (let i = 0; i < 20; i++) await time.advance(10);
    expect(conn.sync).toMatchObject({ phase: "live", pending: 0, rejected: 1 });
    const { lines, tags } = JSON.parse(recording.view) as { lines: { text: string }[]; tags: [string, string][] };
    const { texts, times } = conn.state as { texts: string[]; times: Record<string, Date> };
    expect(texts).toEqual(lines.map(({ text }) => text));
    expect(Object.entries(times).map(([tag, at]) => [tag, at.toISOString()])).toEqual(tags);
    await time.until(client.dispose());
  });
});
