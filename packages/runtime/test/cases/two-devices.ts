import type { Registry } from "../../src/contract/definition.ts";
import { inProcess } from "../../src/testing/in-process.ts";
import { virtualTime } from "../../src/testing/virtual-time.ts";

/** A server and two devices in virtual time. */
export function twoDevices<R extends Registry>(registry: R) {
  const time = virtualTime(() => new Promise<void>((resolve) => setImmediate(resolve)));
  const world = inProcess(registry, { timers: time.timers });
  const [one, two] = [world.client(), world.client()];
  return {
    world,
    time,
    one,
    two,
    /** What has to happen without the clock happens. */
    settle: () => time.advance(1),
    /** Of what is pushed with these words in it only that much arrives, until `letThrough()`. */
    holdAfter(count: number, word: string) {
      world.intercept = (frame) => {
        if (!frame.includes('"t":"push"') || !frame.includes(word)) return frame;
        const messages = JSON.parse(frame) as { t: string; actions?: unknown[] }[];
        return JSON.stringify(messages.map((each) => (each.actions === undefined ? each : { ...each, actions: each.actions.slice(0, count) })));
      };
    },
    /** Everything that is pushed with these words in it goes nowhere, until `letThrough()`. */
    hold(word: string) {
      world.intercept = (frame) => (frame.includes('"t":"push"') && frame.includes(word) ? null : frame);
    },
    /** Lets everything through, and has everybody connect anew. */
    async letThrough() {
      world.intercept = (frame) => frame;
      world.isOnline = false;
      await time.advance(1);
      world.isOnline = true;
      await time.advance(5_000);
    },
  };
}
