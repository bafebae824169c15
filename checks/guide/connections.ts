// Who connects, what is known of them, and what they are told.
import { actor, setup, UserError } from "rivetkit";
import { ActorError, createClient } from "rivetkit/client";

type Rank = "guest" | "member" | "keeper";
const RANKS = { guest: 0, member: 1, keeper: 2 };

interface Ticket {
  code: string;
}
interface Visitor {
  user: string;
  rank: Rank;
}
interface Attempt {
  count: number;
  until: number;
}

declare function check(code: string, key: string[]): Promise<{ sub: string; rank?: Rank } | null>;

function atLeast(rank: Rank) {
  return (c: { conn: { state: Visitor } }): void => {
    if (RANKS[c.conn.state.rank] < RANKS[rank]) throw new UserError("Not for you.", { code: "forbidden" });
  };
}

const hall = actor({
  state: { isOpen: true, lines: [] as { from: string; text: string }[], ranks: {} as Record<string, Rank> },
  createVars: () => ({ attempts: {} as Record<string, Attempt>, known: {} as { [code: string]: Visitor & { until: number } } }),

  onBeforeConnect: async (c, params: Ticket) => {
    const origin = c.request?.headers.get("origin");
    if (origin === "https://elsewhere.example") throw new UserError("Not from there.", { code: "origin_not_allowed" });
    const attempt = c.vars.attempts[params.code];
    if (attempt && attempt.until > Date.now() && attempt.count >= 10) throw new UserError("Later.", { code: "too_many" });
    if (!attempt) c.vars.attempts[params.code] = { count: 1, until: Date.now() + 60_000 };
    else attempt.count++;
    if (!c.state.isOpen) throw new UserError("Closed.");
  },
  createConnState: async (c, params: Ticket): Promise<Visitor> => {
    const known = c.vars.known[params.code];
    if (known && known.until > Date.now()) return { user: known.user, rank: known.rank };
    const found = await check(params.code, c.key);
    if (!found) throw new UserError("Unknown code.", { code: "unknown_code" });
    return { user: found.sub, rank: found.rank ?? c.state.ranks[found.sub] ?? "guest" };
  },

  actions: {
    say: (c, text: string) => {
      const { user } = c.conn.state;
      c.state.lines.push({ from: user, text });
      c.broadcast("line", { from: user, text });
    },
    whisper: (c, to: string, text: string) => {
      let found = null;
      for (const conn of c.conns.values()) {
        if (conn.state.user === to) {
          found = conn;
          break;
        }
      }
      if (found) found.send("whisper", { from: c.conn?.state.user, text, at: Date.now() });
      else throw new Error("Nobody of that name is here.");
    },
    others: (c) => {
      for (const conn of c.conns.values()) if (conn !== c.conn) conn.send("ping", c.conns.size);
    },
    remove: (c, user: string, reason?: string) => {
      atLeast("keeper")(c);
      for (const conn of c.conns.values()) if (conn.state.user === user) conn.disconnect(reason || "Removed.");
    },
    leave: async (c) => {
      await c.conn.disconnect("As you wish.");
    },
    whoAmI: (c) => ({ state: c.conn.state, params: c.conn.params, id: c.conn.id }),
  },
});

// The shape of params may be said where it is used, and the state of a connection be fixed or made of nothing.
const open = actor({
  state: {},
  connState: { number: 0 },
  createConnState: (c, params) => ({ number: (params as { number: number }).number }),
  onConnect: (c) => {
    c.conn.state.number = Math.random();
  },
  actions: { number: (c) => c.conn.state.number },
});
const nameless = actor({
  state: {},
  createConnState: () => ({ user: Math.random().toString(36) }),
  actions: { user: (c) => (c.conn.state as { user: string }).user },
});

export const registry = setup({ use: { hall, open, nameless } });
const client = createClient<typeof registry>();
const connection = client.hall.getOrCreate(["main"], { params: { code: "c" } }).connect();

const stop = connection.on("line", ({ from, text }: { from: string; text: string }) => console.log(from, text));
stop();
connection.once("ping", (size: number) => console.log(size.toFixed()));
connection.once("closing", () => console.log("closing"));
connection.on("error", (error: ActorError) => {
  if (error.code === "forbidden") console.log(error.message);
});
connection.onError((error) => console.log(error.group, error.code));
connection.onOpen(() => console.log(connection.connStatus === "connected"));
connection.onClose(() => console.log(connection.isConnected));
connection.onStatusChange((status) => console.log(status === "disconnected"));
await connection.say("hello");
export const me: { state: Visitor; params: Ticket; id: string } = await connection.whoAmI();
await connection.dispose();
// @ts-expect-error params are a ticket
client.hall.get(["main"], { params: { password: "p" } });
