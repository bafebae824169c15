import { actorError } from "../errors/actor-error.ts";
import type { Storage, StoredValue } from "../ports/storage.ts";
import { fromJson } from "../value/codec.ts";
import { act } from "./act.ts";
import type { Instance } from "./instance.ts";
import { appointmentOf, keys, readScheduled } from "./records.ts";

/**
 * Runs what is due of an actor's schedule, in order, each entry once. A synchronous action and the removal of its entry
 * are one step. One that goes on is marked as begun in its first step: found so without running, it was interrupted.
 */
export async function runScheduled(instance: Instance, storage: Storage): Promise<void> {
  const release = instance.activity.begin();
  try {
    const due = await storage.list(keys.due(instance.id, instance.timers.now()));
    for (const [key, value] of due) if (!instance.running().has(key)) runEntry(instance, key, value);
  } finally {
    release();
  }
}

function runEntry(instance: Instance, key: string, value: StoredValue): void {
  const { ledger, log } = instance;
  const running = instance.running();
  const appointment = appointmentOf(key);
  const { action, args, begun, schema } = readScheduled(value);
  const remove = (): void => {
    ledger.put(key, null);
    ledger.put(keys.alarm(instance.id, appointment), null);
    const forget = (): void => void running.delete(key);
    // Until then the entry is still found on disk.
    ledger.flushed().then(forget, forget);
  };
  running.add(key);
  if (begun === true) {
    const err = actorError("action/interrupted", "The server stopped while the action ran. Its first effects are kept and it is not run again.");
    log.error({ msg: "a scheduled action was interrupted", action, err });
    return remove();
  }
  const occasion = instance.occasion({ actionId: appointment.entry });
  act(
    instance,
    { name: action, args: args.map((arg) => fromJson(arg)), schema, author: null, occasion, within: null, isAnswered: false },
    (ending) => {
      if (ending.how === "threw") log.error({ msg: "a scheduled action failed", action, err: ending.error });
      remove();
    },
    () => ledger.put(key, JSON.stringify({ action, args, begun: true, schema })),
  );
}
