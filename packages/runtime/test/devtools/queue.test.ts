import { expect, test } from "vitest";
import { actor } from "../../src/definition/actor.ts";
import { setup } from "../../src/definition/registry.ts";
import { makeAgent } from "../../src/devtools/agent.ts";
import { CLIENT_TOPICS } from "../../src/inspector/client-topics.ts";
import { NO_FAULTS } from "../../src/devtools/faults.ts";
import { emitter } from "../../src/util/emitter.ts";
import { simDevices } from "./sim.ts";

const of = (version: number) => {
  const upgrade = version === 1 ? {} : { 2: { state: (state: unknown) => state } };
  const counter = actor({ state: { count: 0 }, sync: { version, upgrade }, actions: { add: (c, by: number) => void (c.state.count += by) } });
  return setup({ use: { counter } });
};

test("why it waits is told anew whenever a lane stands otherwise, though nothing happens to what waits", async () => {
  const world = simDevices(of(2), "counter", "refused");
  world.server.kill();
  world.server.registry = of(1);
  world.server.start();
  const mine = await world.open(world.mine);
  mine.call("add", 1);
  await world.pass(2_000);
  const agent = makeAgent({
    version: "1",
    now: world.scheduler.now,
    clock: world.scheduler.now,
    later: (task) => task(),
    hearReads: () => {},
    deviceOf: () => Promise.reject(new Error("Nobody asks for it.")),
    faults: () => NO_FAULTS,
    setFaults: () => NO_FAULTS,
    evict: () => Promise.resolve(),
  });
  agent.add({ pages: { current: mine.tab.page, renewed: emitter() } } as unknown as Parameters<typeof agent.add>[0]);
  const told: unknown[] = [];
  const watching = agent.inspected.topics.find(({ name }) => name === CLIENT_TOPICS.queue.name)?.watch?.({}, (queues) => told.push(queues));
  await watching?.first;
  await world.pass(30_000);
  expect(told.at(-1)).toMatchObject({ queues: [{ reasons: [{ what: "refused", text: expect.stringContaining("version 2 is not deployed yet") }] }] });
});
