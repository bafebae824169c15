import type { Address } from "../../src/client/address.ts";
import type { Immutable } from "../../src/contract/immutable.ts";
import { actor } from "../../src/definition/actor.ts";
import { setup } from "../../src/definition/registry.ts";
import { UserError } from "../../src/errors/actor-error.ts";
import { seedOf } from "../../src/execution/seed.ts";
import type { Row } from "../../src/replica/row.ts";
import { rng } from "../../src/util/rng.ts";
import { copy } from "../../src/value/copy.ts";

export interface BoardState {
  /** The token of every action that took effect, in order. */
  log: string[];
  list: { id: string; n: number }[];
  byKey: Record<string, { n: number; tags: string[] }>;
  map: Map<string, number>;
  count: number;
}

export const ADDRESS: Address = { name: "board", key: ["one"] };

interface C {
  state: BoardState;
  random(): number;
  readonly mode: string;
  readonly conn: { readonly state: { isShy: boolean } };
  destroy(): void;
}

/** Actions over every kind of container; all are plain functions of (state, random, mode, arguments). */
const plain = {
  add(c: C, token: string) {
    c.state.log.push(token);
    c.state.list.push({ id: token, n: 0 });
    return ++c.state.count;
  },
  bump(c: C, token: string, i: number) {
    c.state.log.push(token);
    const item = c.state.list[i % 7];
    if (item) item.n++;
  },
  remove(c: C, token: string, i: number) {
    c.state.log.push(token);
    c.state.list.splice(i % 5, 1);
  },
  move(c: C, token: string, i: number) {
    c.state.log.push(token);
    const [item] = c.state.list.splice(i % 5, 1);
    if (item) c.state.list.splice(0, 0, item);
  },
  filter(c: C, token: string, i: number) {
    c.state.log.push(token);
    c.state.list = c.state.list.filter((_, at) => at % 4 !== i % 4);
  },
  put(c: C, token: string, i: number) {
    c.state.log.push(token);
    c.state.byKey[`k${i % 4}`] = { n: i, tags: [token] };
  },
  drop(c: C, token: string, i: number) {
    c.state.log.push(token);
    delete c.state.byKey[`k${i % 4}`];
    c.state.map.delete(`m${i % 3}`);
  },
  draw(c: C, token: string, i: number) {
    c.state.log.push(token);
    c.state.map.set(`m${i % 3}`, Math.floor(c.random() * 1000));
  },
  /** Legal at one time and not at another: replays may throw where the first run did not. */
  even(c: C, token: string) {
    if (c.state.count % 2 === 1) throw new UserError("odd", { code: "odd" });
    c.state.log.push(token);
  },
  /** Refused by the server alone. */
  limited(c: C, token: string) {
    if (c.mode === "authoritative" && c.state.list.length > 6) throw new UserError("full", { code: "full" });
    c.state.log.push(token);
    c.state.list.push({ id: token, n: 1 });
  },
  /** By what its caller is, as far as that was told. */
  own(c: C, token: string) {
    const { isShy } = c.conn.state;
    c.state.log.push(token);
    c.state.list.push({ id: token, n: isShy ? 10 : 20 });
  },
  /** The last of its actor; the next one begins with nothing. */
  end(c: C, token: string) {
    c.state.log.push(token);
    c.destroy();
  },
};

export type BoardAction = keyof typeof plain | "slow" | "turn";
const BOARD_ACTIONS: readonly BoardAction[] = [...(Object.keys(plain) as (keyof typeof plain)[]), "slow", "turn"];
/** What is called only where there is a view. */
const OF_SHOWN: readonly BoardAction[] = ["own", "turn"];

/** What of a board is shown, where not everything is; less to those who are shy. */
function shown({ log, list, byKey, map, count }: Immutable<BoardState>, isShy: boolean): Immutable<BoardState> {
  return {
    log,
    list: isShy ? list.filter(({ n }) => n % 2 === 0) : list.map(({ id, n }) => ({ n: n % 3, id })),
    byKey: isShy ? { k1: byKey["k1"] ?? { n: 0, tags: [] } } : Object.fromEntries(Object.entries(byKey).filter(([key]) => key !== "k1")),
    map: new Map([...map].filter(([key]) => key !== "m1")),
    count,
  };
}

/** What the asynchronous action logs when it is through. */
export function secondHalf(token: string): string {
  return `${token}'`;
}

/** After a deploy the board lies deeper, and actions take one object. */
interface LaterState {
  board: BoardState;
}
interface LaterCall {
  readonly token: string;
  readonly i: number;
}

/** The later version has no such action any more. */
const DROPPED: BoardAction = "bump";

export type BoardVersion = 1 | 2;

export function actionsOf(version: BoardVersion, isShown: boolean): readonly BoardAction[] {
  return BOARD_ACTIONS.filter((name) => (version === 1 || name !== DROPPED) && (isShown || !OF_SHOWN.includes(name)));
}

/** The arguments of a call, as a version takes them. */
export function argsFor(version: BoardVersion, token: string, i: number): readonly unknown[] {
  return version === 1 ? [token, i] : [{ token, i }];
}

/** What a call is about, whichever version called it; nothing where it was discarded. */
export function callOf(args: readonly unknown[]): LaterCall {
  const [first = "", i = 0] = args as [(string | LaterCall)?, number?];
  return typeof first === "string" ? { token: first, i } : first;
}

/** The board in a state of whichever version. */
export function boardIn(state: unknown): BoardState {
  const either = state as BoardState | LaterState;
  return "board" in either ? either.board : either;
}

const fresh = (): BoardState => ({ log: [], list: [], byKey: {}, map: new Map(), count: 0 });

/** What of a state of whichever version is shown. */
export function shownOf(state: unknown, isShy: boolean): unknown {
  const board = shown(boardIn(state), isShy);
  return state === boardIn(state) ? board : { board };
}

/** How clients see a board: as it is, or what is `shown` of it. */
function seeing(isShown: boolean) {
  if (!isShown) return {};
  return {
    view: ({ conn }: { readonly conn: Shy }, state: unknown) => shownOf(state, conn.state.isShy),
    self: (_c: unknown, { state: { isShy } }: Shy) => ({ isShy }),
  };
}
interface Shy {
  readonly state: { readonly isShy: boolean };
}

/** The registry of a version; `pause` is what its asynchronous action waits for. `isShown`: clients see what is `shown`. */
export function boardRegistry(version: BoardVersion, pause: () => Promise<void>, isShown: boolean) {
  return version === 1 ? firstRegistry(pause, isShown) : laterRegistry(pause, isShown);
}

function laterRegistry(pause: () => Promise<void>, isShown: boolean) {
  interface LaterC extends Omit<C, "state"> {
    state: LaterState;
  }
  const wrapped = Object.entries(plain).flatMap(([name, action]) => {
    if (name === DROPPED) return [];
    const later = (c: LaterC, { token, i }: LaterCall): unknown =>
      action({ state: c.state.board, random: () => c.random(), mode: c.mode, destroy: () => c.destroy(), get conn() { return c.conn; } }, token, i);
    return [[name, later] as const];
  });
  const toLater = ([token, i]: readonly unknown[]): readonly unknown[] => [{ token, i }];
  const board = actor({
    state: { board: fresh() },
    connState: { isShy: false },
    sync: {
      ...seeing(isShown),
      version: 2,
      upgrade: {
        2: {
          state: (state: BoardState): LaterState => ({ board: state }),
          actions: Object.fromEntries(BOARD_ACTIONS.map((name) => [name, toLater])),
        },
      },
    },
    actions: {
      ...Object.fromEntries(wrapped),
      slow: async (c: LaterC, { token }: LaterCall) => {
        c.state.board.log.push(token);
        await pause();
        c.state.board.log.push(secondHalf(token));
      },
      turn: (c: LaterC, { token }: LaterCall) => {
        c.state.board.log.push(token);
        c.conn.state.isShy = !c.conn.state.isShy;
      },
    },
  });
  return setup({ use: { board } });
}

function firstRegistry(pause: () => Promise<void>, isShown: boolean) {
  const board = actor({
    state: fresh(),
    connState: { isShy: false },
    sync: seeing(isShown),
    actions: {
      ...plain,
      /** Commits twice. A server that dies in between leaves the first half, and says so. */
      slow: async (c: C, token: string) => {
        c.state.log.push(token);
        await pause();
        c.state.log.push(secondHalf(token));
      },
      /** Changes what its connection sees. */
      turn: (c: C, token: string) => {
        c.state.log.push(token);
        c.conn.state.isShy = !c.conn.state.isShy;
      },
    },
  });
  return setup({ use: { board } });
}

/** fold(base, rows), the naive way: what throws or cannot be predicted changes nothing. */
export function naiveFold(base: BoardState, rows: readonly Row[], version: number): BoardState {
  let state = base;
  for (const row of rows) {
    if (!(row.name in plain) || row.schema > version || (version > 1 && row.name === DROPPED)) continue;
    const { token, i } = callOf(row.args);
    const draw = rng(seedOf(row.origin, row.key));
    const c: C = {
      state: copy(state, { name: "state" }) as BoardState,
      random: () => draw.random(),
      mode: "replayed",
      destroy: () => {},
      get conn() {
        if (row.self === null) throw new Error("not told");
        return { state: row.self.value as { isShy: boolean } };
      },
    };
    try {
      plain[row.name as keyof typeof plain](c, token, i);
      state = c.state;
    } catch {
      // predicts nothing
    }
  }
  return state;
}
