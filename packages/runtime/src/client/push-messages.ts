import type { ActionTuple } from "../protocol/client-messages.ts";
import { LIMITS } from "../protocol/limits.ts";
import type { Row } from "../replica/row.ts";
import { toJson } from "../value/codec.ts";
import type { LaneSays } from "./lane-says.ts";

/** Actions go in batches of a bearable size; a discarded one interrupts them, since ids keep their order. */
export function pushMessages(client: string, epoch: string, rows: readonly Row[]): LaneSays[] {
  const messages: LaneSays[] = [];
  let batch: ActionTuple[] = [];
  let size = 0;
  const send = (): void => {
    if (batch.length > 0) messages.push({ t: "push", client, epoch, actions: batch });
    batch = [];
    size = 0;
  };
  for (const row of rows) {
    if (row.kind === "void") {
      send();
      messages.push({ t: "void", client, epoch, ids: [row.id] });
      continue;
    }
    const args = row.args.map(toJson);
    size += JSON.stringify(args).length + 128;
    batch.push(
      row.origin === client
        ? [row.id, row.name, args, row.key, row.time]
        : [row.id, row.name, args, row.key, row.time, row.origin],
    );
    if (size >= LIMITS.pushBatch || batch.length >= LIMITS.messages) send();
  }
  send();
  return messages;
}
