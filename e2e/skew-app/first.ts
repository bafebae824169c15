import { actor, setup } from "@rivulet/runtime";

const list = actor({
  state: { names: [] as string[] },
  sync: true,
  actions: {
    add: (c, name: string) => void c.state.names.push(name),
    shout: (c, name: string) => void c.state.names.push(name.toUpperCase()),
  },
});

/** The app as it was deployed first: names. */
export const registry = setup({ use: { list } });
