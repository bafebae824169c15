import { markOf } from "../definition/marks.ts";
import { actorError, ActorError } from "../errors/actor-error.ts";
import { findAction, settledArgs } from "../execution/run.ts";
import { actionIdOf } from "../execution/seed.ts";
import { randomId } from "../ports/random.ts";
import { LIMITS } from "../protocol/limits.ts";
import type { Row } from "../replica/row.ts";
import type { Draft } from "../replica/state.ts";
import { fromJson, toJson } from "../value/codec.ts";
import { type ActionCall, Call } from "./action-call.ts";
import type { Unsaved } from "./actor-rows.ts";
import type { Address } from "./address.ts";
import type { LocalActor } from "./local-actor.ts";
import type { LocalLane } from "./local-lanes.ts";
import type { Page } from "./page.ts";
import type { PageParts } from "./page-parts.ts";
import { requireName, requireSize } from "./require.ts";

/** Calls an action: it is in the view when this returns, and on its way to the server once it is saved. */
export function callAction(
  page: PageParts,
  actor: LocalActor,
  lane: LocalLane,
  name: string,
  given: readonly unknown[],
): ActionCall<unknown> {
  const action = actor.definition === null ? undefined : findAction(actor.definition, name);
  requireName("The name of an action", name);
  const own = newCall(page, actor, name, given);
  page.requireOpen();
  if (action !== undefined && markOf(action) === "read") return readAction(page, actor, lane, name, own);
  return enqueue(page, actor, lane, { client: page.tabs.own.client, lane: lane.name, name, ...own });
}

/**
 * Calls an action again, at the end of the queue: with the same arguments, time and key, or with other arguments as a new
 * call. `as` hears of the new row at once.
 */
export function recallAction(
  page: PageParts,
  actor: LocalActor,
  row: Row,
  params: unknown,
  given: readonly unknown[] | null,
  as: (row: Row) => void,
): ActionCall<unknown> {
  page.requireOpen();
  const { name } = row;
  if (row.schema > actor.schema) throw actorError("version/outdated", `A newer page called ${name}: load this one anew.`);
  const lane = actor.lanes.use(params);
  try {
    const again = { ...row, client: page.tabs.own.client, lane: lane.name, self: actor.self };
    return enqueue(page, actor, lane, given === null ? again : { ...again, ...newCall(page, actor, name, given) }, as);
  } finally {
    actor.lanes.release(lane);
  }
}

/** What sets a call apart from all others. */
function newCall(page: PageParts, { schema, self }: LocalActor, name: string, given: readonly unknown[]) {
  const args = settledArgs(given, name);
  requireSize(`A call of ${name}`, args);
  return { schema, args, key: randomId(page.random), origin: page.tabs.own.client, time: page.timers.now(), self };
}

/** Calls what another page has called and not saved, with the promise that its caller holds. */
export function sendAgain(page: Page, { address, row, params, call }: Unsaved & { readonly address: Address }): void {
  const actor = page.actor(address);
  const lane = actor.lanes.use(params);
  const again = actor.replica.call({ ...row, client: page.parts.tabs.own.client, lane: lane.name });
  actor.rows.settling.expect(again.row, call);
  actor.lanes.release(lane);
}

function enqueue(
  page: PageParts,
  actor: LocalActor,
  lane: LocalLane,
  draft: Draft,
  as: (row: Row) => void = () => {},
): ActionCall<unknown> {
  const { saved, unsaved } = actor.replica.state;
  if (saved.length + (unsaved?.count ?? 0) >= LIMITS.pending) {
    throw actorError("limit/queue_full", `${LIMITS.pending} actions of ${actor.name} wait for the server.`);
  }
  const { row, prediction } = actor.replica.call(draft);
  const call = new Call(actionIdOf(row.origin, row.key), prediction);
  actor.rows.settling.expect(row, call);
  as(row);
  if (prediction.how === "predicted") {
    actor.delivered.predicted(row, prediction.events);
    for (const { name, args } of prediction.events) lane.events.emit({ name, args, corrected: false });
  }
  return call;
}

/** A read takes no place in the queue: the server answers it after what was called before, or the view does. */
function readAction(
  page: PageParts,
  actor: LocalActor,
  lane: LocalLane,
  name: string,
  own: ReturnType<typeof newCall>,
): ActionCall<unknown> {
  const { client } = page.tabs.own;
  const row: Row = { client, lane: lane.name, id: 1, epoch: null, kind: "action", name, ...own, since: null };
  const onView = (): unknown => actor.replica.read(row);
  const call = new Call(actionIdOf(client, own.key), { how: "unpredictable", why: "it only reads" });
  const answer = async (): Promise<unknown> => {
    await page.saver.settled();
    await lane.lane.decided();
    if (lane.lane.status !== "open") return onView();
    try {
      return fromJson(await lane.lane.read(name, own.args.map(toJson)));
    } catch (error) {
      if (lane.lane.status === "open") throw error;
      return onView();
    }
  };
  answer().then(
    (output) => call.markSettled({ ok: true, output }),
    (error: unknown) => call.markSettled({ ok: false, error: asActorError(error) }),
  );
  return call;
}

function asActorError(error: unknown): ActorError {
  if (error instanceof ActorError) return error;
  return new ActorError("action", "threw", error instanceof Error ? error.message : String(error));
}
