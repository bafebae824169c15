import { expect, test } from "vitest";
import { actor, setup } from "../../src/entry/index.ts";
import { makeComplaints } from "../../src/inspection/complaints.ts";
import { inspectActors } from "../../src/inspection/inspection.ts";
import { SERVER_TOPICS } from "../../src/inspector/server-topics.ts";
import { server } from "../host-by-hand.ts";
import { inspectorOf } from "./inspected.ts";

test("L9 what a connection shows anew at each opening, such as a token, is shown to no inspector", async () => {
  const world = server(setup({ use: { thing: actor({ state: { n: 0 }, sync: true, options: { sleepTimeout: 1_000 }, actions: { add: (c) => ++c.state.n } }) } }));
  const complaints = makeComplaints(world.log, world.host.ports.timers);
  const inspector = inspectorOf(inspectActors(world.host, { version: "1.2.3", complaints }), false);
  const client = world.client();
  await client.hello();
  await client.open({ params: { room: "a" }, fresh: { room: "a", token: "SECRET" } });
  const [row] = (await inspector.ask(SERVER_TOPICS.actors, {})).items;
  const connections = () => inspector.ask(SERVER_TOPICS.connections, { id: row?.id ?? "" });
  expect((await connections()).items).toMatchObject([{ attached: true, params: { value: { room: "a" } } }]);
  expect(JSON.stringify(await connections())).not.toContain("SECRET");
  await world.pass(2_000);
  expect(world.host.awake(row?.id ?? "")).toBeUndefined();
  expect((await connections()).items).toMatchObject([{ attached: true, params: { value: { room: "a" } } }]);
  expect(JSON.stringify(await connections())).not.toContain("SECRET");
});
