import { actor } from "../../src/definition/actor.ts";
import { read } from "../../src/definition/marks.ts";
import { setup } from "../../src/definition/registry.ts";
import { UserError } from "../../src/errors/actor-error.ts";

export interface ShopState {
  items: { id: string; title: string; cost: string }[];
  orders: Record<string, { item: string; note: string }[]>;
  ledger: string[];
  version: number;
}
export interface ShopParams {
  user: string;
  role?: "boss";
}

/** Begins what only the boss may ever see. */
export const SECRET = "s3cret";
/** Begins what is of one user alone: `private-ann`. */
export const PRIVATE = "private-";

/** Who is what, as somebody outside the actor decides: asked at each connect, before what the params say. */
export const roles = new Map<string, string>();

/** How often each function of `sync` ran. */
export const runs = { view: 0, audience: 0, self: 0 };

const state: ShopState = {
  items: [{ id: "i0", title: "tea", cost: `${SECRET} cost` }],
  orders: {},
  ledger: [`${SECRET} ledger`],
  version: 0,
};

/** A shop whose boss sees everything, and each customer the goods and what is theirs. */
export const shop = actor({
  state,
  createConnState: (_c, params: ShopParams) => ({ user: params.user, role: roles.get(params.user) ?? params.role ?? "customer", pin: `${SECRET} pin ${params.user}` }),
  sync: {
    view(c, all) {
      runs.view++;
      const { user, role } = c.conn.state;
      if (role === "boss") return all;
      if (role === "banned") throw new UserError("You are banned.", { code: "banned" });
      if (role === "broken") throw new Error(`${SECRET} reason`);
      const { ledger: _, ...rest } = all;
      return { ...rest, items: all.items.map(({ id, title }) => ({ id, title })), orders: { [user]: all.orders[user] ?? [] } };
    },
    self(_c, { state: { user, role } }) {
      runs.self++;
      return { user, role };
    },
  },
  actions: {
    order(c, item: string) {
      const { user } = c.conn.state;
      c.state.orders[user] = [...(c.state.orders[user] ?? []), { item, note: `${PRIVATE}${user}` }];
      return c.state.orders[user].length;
    },
    stock(c, id: string, title: string) {
      c.state.items.push({ id, title, cost: `${SECRET} cost of ${id}` });
    },
    book(c, entry: string) {
      c.state.ledger.push(`${SECRET} ${entry}`);
    },
    become(c, role: string) {
      c.conn.state.role = role;
    },
    /** Changes what others see of the state. */
    rename(c, id: string, title: string) {
      const item = c.state.items.find((each) => each.id === id);
      if (item) item.title = title;
    },
    /** Takes away what a customer has seen. */
    forget(c, user: string) {
      delete c.state.orders[user];
    },
    sign(c, what: string) {
      const { user, role } = c.conn.state;
      const title = `${what} by ${user}, ${role}`;
      c.state.items.push({ id: c.uuid(), title, cost: "" });
      return title;
    },
    refuse(c, _why: string) {
      if (c.mode === "authoritative") throw new UserError("No.");
    },
    /** A part of the connection's state that is not told. */
    pin: (c) => c.conn.state.pin,
    replaceOwn(c) {
      c.conn.state = { ...c.conn.state };
    },
    count: read((c: { state: ShopState }) => c.state.items.length),
  },
});

const empty: { rooms: Record<string, { lines: string[] }>; staff: string } = { rooms: { red: { lines: [] }, blue: { lines: [] } }, staff: `${SECRET} staff` };

/** The same for all who are of one audience. */
export const hall = actor({
  state: empty,
  createConnState: (_c, params: { room: string }) => ({ room: params.room }),
  sync: {
    audience(c) {
      runs.audience++;
      return c.conn.state.room;
    },
    view(c, all) {
      runs.view++;
      return { room: c.audience, here: all.rooms[c.audience] };
    },
  },
  actions: {
    say(c, room: string, line: string) {
      c.state.rooms[room]?.lines.push(`${PRIVATE}${room} ${line}`);
    },
    where: (c) => c.conn.state.room,
    go(c, room: string) {
      c.conn.state.room = room;
    },
  },
});

export const registry = setup({ use: { shop, hall } });
