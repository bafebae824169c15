import { once } from "node:events";
import { WebSocket } from "ws";

/** A client of RivetKit's WebSocket that writes numbered lines, always as many at once, until the connection breaks. */
export interface LogWriter {
  /** The lines that were acknowledged. */
  readonly acknowledged: readonly string[];
  /** The lines of which nothing was heard. */
  readonly unheard: () => readonly string[];
  readonly ended: Promise<void>;
}

/** The id of the actor `log` with the key `main`, made where there is none. */
export async function logActor(port: number): Promise<string> {
  const body = JSON.stringify({ name: "log", key: "main", runner_name_selector: "default", crash_policy: "sleep" });
  const init = { method: "PUT", headers: { "content-type": "application/json" }, body };
  const response = await fetch(`http://127.0.0.1:${port}/actors?namespace=default`, init);
  const { actor }: { actor: { actor_id: string } } = JSON.parse(await response.text());
  return actor.actor_id;
}

/** All lines that the actor has. */
export async function linesOf(port: number, actor: string): Promise<readonly string[]> {
  const init = { method: "POST", headers: { "content-type": "application/json", "x-rivet-encoding": "json" }, body: '{"args":[]}' };
  const response = await fetch(`http://127.0.0.1:${port}/gateway/${actor}/action/all`, init);
  const { output }: { output: readonly string[] } = JSON.parse(await response.text());
  return output;
}

export async function openLogWriter(port: number, actor: string, name: string, inFlight: number): Promise<LogWriter> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/gateway/${actor}/connect`, ["rivet", "rivet_encoding.json"], { perMessageDeflate: false });
  const acknowledged: string[] = [];
  const waiting = new Map<string, string>();
  let sent = 0;
  const write = (): void => {
    const id = String(++sent);
    waiting.set(id, `${name}/${id}`);
    socket.send(JSON.stringify({ body: { tag: "ActionRequest", val: { id: ["$BigInt", id], name: "write", args: [`${name}/${id}`] } } }));
  };
  const ended = new Promise<void>((resolve) => {
    socket.on("close", () => resolve());
    // That the connection broke, its close tells.
    socket.on("error", () => {});
  });
  await once(socket, "message");
  socket.on("message", (data) => {
    const { body }: { body: { tag: string; val: { id: readonly [string, string] } } } = JSON.parse(String(data));
    if (body.tag !== "ActionResponse") throw new Error(String(data));
    const [, id] = body.val.id;
    acknowledged.push(waiting.get(id) ?? "");
    waiting.delete(id);
    write();
  });
  for (let i = 0; i < inFlight; i++) write();
  return { acknowledged, unheard: () => [...waiting.values()], ended };
}
