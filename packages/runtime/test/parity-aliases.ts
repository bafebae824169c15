// Where the state differs from a plain value: what is assigned is copied in, so that no container stands in two places.

import { ActorError } from "../src/errors/actor-error.ts";
import { type Act, fresh, type Zoo } from "./parity-acts.ts";

/** What code of an actor does, and what comes to the same on a plain value. */
interface Alias {
  readonly act: Act;
  readonly plain: Act;
}

/** The code of what `body` throws. */
function codeOf(body: () => unknown): string {
  try {
    body();
    return "nothing";
  } catch (error) {
    return error instanceof ActorError ? `${error.group}/${error.code}` : error instanceof TypeError ? "TypeError" : "other";
  }
}

class Instance {
  readonly here = true;
}
const REFUSED: readonly unknown[] = [NaN, Infinity, () => 1, Symbol("s"), new Instance(), new ArrayBuffer(4), new DataView(new ArrayBuffer(1))];
const withProto: unknown = JSON.parse('{"__proto__": {"polluted": true}}');

const two = (s: Zoo) => {
  const [a, b] = s.rows;
  if (a === undefined || b === undefined) throw new Error("too few rows");
  return { a, b };
};

export const ALIASES: Readonly<Record<string, Alias>> = {
  "a part assigned to another place is a copy there": {
    act: (s) => {
      s.extra = two(s).a;
      two(s).a.title = "only here";
    },
    plain: (s) => {
      s.extra = structuredClone(two(s).a);
      two(s).a.title = "only here";
    },
  },
  "a value put in twice is two": {
    act: (s) => {
      const row = fresh(60);
      s.rows.push(row, row);
      const last = s.rows.at(-1);
      if (last) last.title = "the second";
    },
    plain: (s) => {
      s.rows.push(fresh(60), { ...fresh(60), title: "the second" });
    },
  },
  "an item that stands twice, written through its later place": {
    act: (s) => {
      s.rows[1] = two(s).a;
      two(s).b.title = "the later";
    },
    plain: (s) => {
      s.rows[1] = { ...structuredClone(two(s).a), title: "the later" };
    },
  },
  "an item that stands twice, written through its earlier place": {
    act: (s) => {
      s.rows[1] = two(s).a;
      two(s).a.tags.push("the earlier");
    },
    plain: (s) => {
      s.rows[1] = structuredClone(two(s).a);
      two(s).a.tags.push("the earlier");
    },
  },
  "items copied within their array": {
    act: (s) => {
      s.rows.copyWithin(0, 1);
      two(s).a.title = "copied";
    },
    plain: (s) => {
      s.rows = structuredClone([...s.rows].copyWithin(0, 1)).map((row) => structuredClone(row));
      two(s).a.title = "copied";
    },
  },
  "an array filled with one object holds as many": {
    act: (s) => {
      s.list.fill({ n: 1 });
      Object.assign(s.list[0] ?? {}, { n: 2 });
    },
    plain: (s) => {
      s.list = Array.from(s.list, (_, i) => ({ n: i === 0 ? 2 : 1 }));
    },
  },
  "a value of a Map set under another key is a copy there": {
    act: (s) => {
      const row = s.map.get("x") ?? fresh(61);
      s.map.set("x", row).set("y", row);
      const other = s.map.get("y");
      if (other) other.title = "under y";
    },
    plain: (s) => {
      const row = s.map.get("x") ?? fresh(61);
      s.map.set("x", row).set("y", { ...structuredClone(row), title: "under y" });
    },
  },
  "a reference follows its node through sorting, and away, and back": {
    act: (s) => {
      const { a } = two(s);
      s.rows.sort((x, y) => y.id - x.id);
      a.title = "followed";
      const at = s.rows.indexOf(a);
      s.rows.splice(at, 1);
      s.more.push(a);
      a.title += " elsewhere";
    },
    plain: (s) => {
      const { a } = two(s);
      s.rows.sort((x, y) => y.id - x.id);
      s.rows.splice(s.rows.indexOf(a), 1);
      s.more.push(a);
      a.title = "followed elsewhere";
    },
  },
  "a write through what was taken out is refused": {
    act: (s) => {
      const gone = s.rows.shift();
      return codeOf(() => gone && (gone.title = "lost"));
    },
    plain: (s) => (s.rows.shift() === undefined ? "nothing" : "state/detached"),
  },
  "a late write to an assigned original is loud": {
    act: (s) => {
      const original = { n: 1, in: [1] };
      s.extra = original;
      return [codeOf(() => (original.n = 2)), codeOf(() => original.in.push(2))];
    },
    plain: (s) => {
      s.extra = { n: 1, in: [1] };
      return ["TypeError", "TypeError"];
    },
  },
  "what the state cannot hold is refused, and nothing of it stays": {
    act: (s) => [
      ...REFUSED.map((value) => codeOf(() => (s.extra = value))),
      ...REFUSED.map((value) => codeOf(() => s.list.push({ deep: [value] }))),
      codeOf(() => s.set.add({})),
      codeOf(() => s.map.set({}, fresh(1))),
      codeOf(() => (s.extra = withProto)),
      codeOf(() => Object.defineProperty(s.byId, "__proto__", { value: fresh(1), enumerable: true, writable: true, configurable: true })),
      codeOf(() => Object.setPrototypeOf(s.byId, {})),
      codeOf(() => Object.freeze(s.rows)),
    ],
    plain: () => Array.from({ length: 2 * REFUSED.length + 6 }, () => "state/invalid_type"),
  },
};
