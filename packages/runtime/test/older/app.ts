import { actor } from "../../src/definition/actor.ts";
import { read } from "../../src/definition/marks.ts";
import { setup } from "../../src/definition/registry.ts";
import { UserError } from "../../src/errors/actor-error.ts";

interface Notes {
  lines: { id: string; text: string; at: number }[];
  tags: Map<string, Date>;
}

/** The app that every recorded build ran. It stays as it is: what changes between the recordings is the library. */
const notes = actor({
  createState: (c, input: { first: string } | undefined): Notes => ({
    lines: input === undefined ? [] : [{ id: c.uuid(), text: input.first, at: c.now() }],
    tags: new Map(),
  }),
  sync: { version: 1 },
  actions: {
    add(c, text: string) {
      c.state.lines.push({ id: c.uuid(), text, at: c.now() });
      c.broadcast("added", text);
      return c.state.lines.length;
    },
    tag: (c, name: string, at: Date) => void c.state.tags.set(name, at),
    refuse(c) {
      if (c.mode === "authoritative") throw new UserError("no", { code: "no", metadata: { tags: c.state.tags.size } });
    },
    slow: async (c, text: string) => {
      c.state.lines.push({ id: c.uuid(), text, at: c.now() });
      await Promise.resolve();
      c.state.tags.set(text, new Date(c.now()));
      return "slow";
    },
    count: read((c: { state: Notes }) => c.state.lines.length),
  },
});

export const registry = setup({ use: { notes } });

interface Later {
  texts: string[];
  times: Record<string, Date>;
}
const NOTHING: Later = { texts: [], times: {} };

/** A version of the same app after a deploy that changed all it could. */
export const later = setup({
  use: {
    notes: actor({
      state: NOTHING,
      sync: {
        version: 3,
        upgrade: {
          2: {
            state: ({ lines, tags }: Notes): Later => ({ texts: lines.map(({ text }) => text), times: Object.fromEntries(tags) }),
            actions: { add: ([text]: readonly string[]) => [{ text }] },
          },
          3: { actions: { add: ([line]: readonly unknown[]) => [[line]], tag: ([name, at]: readonly unknown[]) => [{ name, at }] } },
        },
      },
      actions: {
        add: (c, added: { text: string }[]) => void c.state.texts.push(...added.map(({ text }) => text)),
        tag(c, { name, at }: { name: string; at: Date }) {
          c.state.times[name] = at;
        },
      },
    }),
  },
});
