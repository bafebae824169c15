// RivetKit 2.0 with its file system driver, which saves from time to time: nothing that it answers is on disk by then.

import { listening, place } from "../lib/serving.ts";

/** As much of RivetKit as is used; its own types come only with its installation. */
interface RivetKit {
  actor(config: object): object;
  setup(config: object): { start(config: object): unknown };
}

interface CounterContext {
  readonly state: { count: number };
}

const installed = new URL("../../peers/node_modules/rivetkit/dist/tsup/mod.js", import.meta.url);
const { actor, setup }: RivetKit = await import(installed.href);
const { port } = place();
const url = `http://127.0.0.1:${port}/health`;

const counter = actor({
  state: { count: 0 },
  actions: { increment: (c: CounterContext, by: number) => (c.state.count += by) },
});
setup({ use: { counter } }).start({ defaultServerPort: port, noWelcome: true });
for (;;) {
  const isThere = await fetch(url).then(
    () => true,
    () => false,
  );
  if (isThere) break;
  await new Promise((resolve) => setTimeout(resolve, 20));
}
listening();
