import type { LinkEvents, OpenLink } from "../../../packages/runtime/src/ports/link.ts";
import type { ClientMessage } from "../../../packages/runtime/src/protocol/client-messages.ts";
import { encode } from "../../../packages/runtime/src/value/codec.ts";
import { type Kept, makeRows, type Row, rowId } from "./rows.ts";

type Push = Extract<ClientMessage, { t: "push" }>;

/**
 * What stands in for the server where the client alone is measured: it knows the one action of the rows, accepts it
 * without running anything, and costs next to nothing itself.
 */
export interface ScriptedServer {
  readonly openLink: OpenLink;
  /** Whether clients can reach it. */
  isOnline: boolean;
  /** While held, it takes actions and never says a word of them. */
  isHeld: boolean;
  /** Somebody else renames a row: the client has been told when this returns. */
  rename(index: number, title: string): void;
}

export function scriptedServer(kept: Kept, size: number): ScriptedServer {
  const state = stateText(kept, size);
  /** Every step from the beginning, as the members of its JSON object. */
  const steps: string[] = [];
  let link: { readonly events: LinkEvents; isUp: boolean; channel: number } | null = null;
  let isOnline = true;

  const tell = (messages: readonly string[]): void => {
    if (link?.isUp === true && messages.length > 0) link.events.frame(`[${messages.join(",")}]`);
  };
  const commit = (index: number, title: string, by: string): string => {
    const from = steps.length;
    const patch = JSON.stringify([["set", rowPath(kept, index), "title", title]]);
    const step = `"from":${from},"to":${from + 1},"patch":${patch}${by}`;
    steps.push(step);
    return `{"t":"commit","ch":${link?.channel ?? 0},${step}}`;
  };
  const accept = ({ ch, client, actions }: Push): string[] =>
    actions.flatMap(([id, , [index, title]]) => [
      commit(Number(index), String(title), `,"by":["${client}","",${id}],"done":true`),
      `{"t":"result","ch":${ch},"client":"${client}","id":${id}}`,
    ]);

  const answer = (message: ClientMessage): string[] => {
    switch (message.t) {
      case "hello":
        return [`{"t":"welcome","protocol":1,"time":${Date.now()}}`];
      case "open": {
        if (link !== null) link.channel = message.ch;
        const missing = steps.slice(message.cursor?.[1]).map((step) => `{${step}}`);
        const base = message.cursor === undefined ? `{"how":"snapshot","state":${state}}` : `{"how":"steps","steps":[${missing.join(",")}]}`;
        const progress = message.seen.map(([client, lane, last]) => [client, lane, last, []]);
        const cursor = ["epoch", steps.length, "run"];
        const facts = { t: "opened", ch: message.ch, actor: "actor", key: ["rows"], conn: "conn", cursor, progress };
        return [`${JSON.stringify(facts).slice(0, -1)},"base":${base}}`];
      }
      case "push":
        return server.isHeld ? [] : accept(message);
      default:
        return [];
    }
  };

  const connect = (): void => {
    if (link === null || link.isUp) return;
    link.isUp = isOnline;
    if (isOnline) link.events.up();
    else link.events.down("offline");
  };

  const server: ScriptedServer = {
    openLink(_url, events) {
      link = { events, isUp: false, channel: 0 };
      void Promise.resolve().then(connect);
      return {
        send(frame) {
          // The client's own text: it is parsed, as a server would, and trusted.
          const messages: readonly ClientMessage[] = JSON.parse(frame);
          void Promise.resolve().then(() => tell(messages.flatMap(answer)));
        },
        hurry: connect,
        restart() {},
        close() {
            link = null;
          },
      };
    },
    get isOnline() {
      return isOnline;
    },
    set isOnline(online) {
      isOnline = online;
      if (online) connect();
      else if (link?.isUp === true) {
        link.isUp = false;
        link.events.down("offline");
      }
    },
    isHeld: false,
    rename: (index, title) => tell([commit(index, title, "")]),
  };
  return server;
}

function stateText(kept: Kept, size: number): string {
  const rows = makeRows(size);
  if (kept === "array") return encode({ rows });
  const entries = rows.map((row): [string, Row] => [row.id, row]);
  return encode({ rows: kept === "map" ? new Map(entries) : Object.fromEntries(entries) });
}

function rowPath(kept: Kept, index: number): readonly (string | number)[] {
  return ["rows", kept === "array" ? index : rowId(index)];
}
