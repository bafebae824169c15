// Bytes on the wire: `wire <rows>`. The real client and the real server, and between them somebody who counts.
//
// - action: of a caller, per action: what it sends, and what it hears; actions one by one
// - gathered: the same, a hundred called in one turn
// - change: what somebody else hears of an action

import { makeHost } from "../../../packages/runtime/src/host/host.ts";
import { openSession } from "../../../packages/runtime/src/host/session.ts";
import { makeShown } from "../../../packages/runtime/src/host/shown.ts";
import type { OpenLink } from "../../../packages/runtime/src/ports/link.ts";
import { SILENT } from "../../../packages/runtime/src/ports/logger.ts";
import { memoryStorage } from "../../../packages/runtime/src/storage/memory.ts";
import { openBoard, until } from "../lib/board.ts";
import { give, nextTask } from "../lib/clock.ts";
import { systemPorts } from "../lib/ports.ts";
import { makeRows, registry, titleOf } from "../lib/rows.ts";

const ACTIONS = 100;

const size = Number(process.argv[2]);
const storage = memoryStorage();
const host = makeHost(registry, { storage, ...systemPorts(), log: SILENT });
const shown = makeShown(storage, (error) => console.error(error));

interface Counted {
  sent: number;
  heard: number;
}

/** A link straight to the server that counts what goes over it. */
function countedLink(counted: Counted): OpenLink {
  return (_url, events) => {
    const session = openSession(host, shown, {
      send(frame) {
        counted.heard += Buffer.byteLength(frame);
        setImmediate(() => events.frame(frame));
      },
      buffered: () => 0,
      close: (_code, reason) => events.down(reason),
    });
    setImmediate(events.up);
    return {
      send(frame) {
        counted.sent += Buffer.byteLength(frame);
        setImmediate(() => session.frame(frame));
      },
      hurry() {},
      restart() {},
      close: () => session.closed(),
    };
  };
}

const caller: Counted = { sent: 0, heard: 0 };
const other: Counted = { sent: 0, heard: 0 };
const board = openBoard("record", size, countedLink(caller));
await until(board, ({ phase }) => phase === "live");
const watcher = openBoard("record", size, countedLink(other));
await until(watcher, ({ phase }) => phase === "live");
let changes = 0;
const isSeen = (): boolean => JSON.stringify(watcher.row(7)).includes(titleOf(changes));
const arrived = async (): Promise<void> => {
  await until(board, ({ pending }) => pending === 0);
  while (!isSeen()) await nextTask();
  // What the client says once all is on its disk.
  await new Promise((resolve) => setTimeout(resolve, 20));
};
const count = async (act: () => Promise<void>): Promise<{ caller: number; other: number }> => {
  await arrived();
  Object.assign(caller, { sent: 0, heard: 0 });
  Object.assign(other, { sent: 0, heard: 0 });
  await act();
  await arrived();
  return { caller: (caller.sent + caller.heard) / ACTIONS, other: (other.heard + other.sent) / ACTIONS };
};

board.rename(7, titleOf(++changes));
const alone = await count(async () => {
  for (let i = 0; i < ACTIONS; i++) {
    board.rename(7, titleOf(++changes));
    await until(board, ({ pending }) => pending === 0);
  }
});
const gathered = await count(async () => {
  for (let i = 0; i < ACTIONS; i++) board.rename(7, titleOf(++changes));
  await nextTask();
});
const whole = Buffer.byteLength(JSON.stringify({ rows: Object.fromEntries(makeRows(size).map((row) => [row.id, row])) }));
give({ action: alone.caller, change: alone.other, gathered: gathered.caller, gatheredChange: gathered.other, whole });
process.exit();
