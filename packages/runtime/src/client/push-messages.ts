import type { ActionTuple } from "../protocol/client-messages.ts";
import { LIMITS } from "../protocol/limits.ts";
import type { Row } from "../replica/row.ts";
import { toJson } from "../value/codec.ts";
import type { LaneSays } from "./lane-says.ts";

/**
 * What pushes the rows of one client, in their order: in batches of a bearable size, each of one version, which is named
 * where it is not the lane's. A discarded row interrupts them.
 */
export function pushMessages(client: string, epoch: string, schema: number, rows: readonly Row[]): LaneSays[] {
  const messages: LaneSays[] = [];
  let batch: ActionTuple[] = [];
  let under = schema;
  let size = 0;
  const send = (): void => {
    if (batch.length > 0) messages.push({ t: "push", client, epoch, ...(under === schema ? {} : { version: under }), actions: batch });
    batch = [];
    size = 0;
  };
  for (const row of rows) {
    if (row.kind === "void") {
      send();
      messages.push({ t: "void", client, epoch, ids: [row.id] });
      continue;
    }
    if (row.schema !== under) send();
    under = row.schema;
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
