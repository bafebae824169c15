import type { InspectorChannel, InspectorEvents } from "../inspector/connect.ts";
import { serveInspector } from "../inspector/serve.ts";
import { inspectedRecord } from "./agent.ts";
import { makeRecord } from "./record.ts";
import { importSession } from "./session.ts";
import { VERSION } from "./version.ts";

/** The other end of an inspector, for a session that was exported. Throws `protocol/malformed`. */
export function openSession(text: string, now: () => number): (events: InspectorEvents) => InspectorChannel {
  const record = makeRecord();
  record.load(importSession(text));
  const inspected = inspectedRecord({ record, version: VERSION, now, later: (task) => void Promise.resolve().then(task) });
  return (events) => {
    const session = serveInspector(inspected, {
      send: (message) => void Promise.resolve().then(() => events.hear(message)),
      end: () => events.closed(""),
    });
    return { send: (message) => session.hear(message), close: session.close };
  };
}
