import { actor, setup } from "@rivulet/runtime";

interface Items {
  items: { name: string; done: boolean }[];
}
const NOTHING: Items = { items: [] };

const list = actor({
  state: NOTHING,
  sync: {
    version: 2,
    upgrade: {
      2: {
        state: ({ names }: { names: string[] }): Items => ({ items: names.map((name) => ({ name, done: false })) }),
        actions: { add: ([name]: [string]) => [{ name, done: false }] },
      },
    },
  },
  actions: {
    add: (c, item: { name: string; done: boolean }) => void c.state.items.push(item),
  },
});

/** After the next deploy: items, and nobody shouts. */
export const registry = setup({ use: { list } });
