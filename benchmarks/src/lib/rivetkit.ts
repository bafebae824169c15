// RivetKit 2.0 with its file system driver, which saves from time to time: nothing that it answers is on disk by then.

import { peerFile } from "./peers.ts";
import { listening, place } from "./serving.ts";

/** As much of RivetKit as is used; its own types come only with its installation. */
interface RivetKit {
  actor(config: object): object;
  setup(config: object): { start(config: object): unknown };
}

/** Serves these actors, and says so once it does. */
export async function startRivetKit(actors: Readonly<Record<string, object>>): Promise<void> {
  const { actor, setup }: RivetKit = await import(peerFile("rivetkit/dist/tsup/mod.js"));
  const { port } = place();
  const use = Object.fromEntries(Object.entries(actors).map(([name, config]) => [name, actor(config)]));
  setup({ use }).start({ defaultServerPort: port, noWelcome: true });
  const isThere = (): Promise<boolean> => fetch(`http://127.0.0.1:${port}/health`).then(() => true, () => false);
  while (!(await isThere())) await new Promise((resolve) => setTimeout(resolve, 20));
  listening();
}
