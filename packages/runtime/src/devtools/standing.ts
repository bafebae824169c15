// How the actors of a page stand, and what keeps their queues waiting.

import type { LocalActor } from "../client/local-actor.ts";
import type { Page } from "../client/page.ts";
import { isBarred, phaseOf } from "../client/status.ts";
import type { QueueRow, ReplicaRow } from "../inspector/client-shapes.ts";
import { toErrorData } from "../errors/actor-error.ts";
import { laneOf } from "../protocol/lane.ts";
import { entriesOf } from "../replica/state.ts";
import { unreachable } from "../util/assert.ts";
import { argsText, errorRow, idOf, lineOf } from "./show.ts";

function lanesOf(actor: LocalActor) {
  const names = new Set([laneOf(undefined), ...actor.replica.state.open, ...entriesOf(actor.replica.state).map(({ row }) => row.lane)]);
  return [...names].flatMap((name) => actor.lanes.get(name) ?? []);
}

export function replicaRow(name: string, page: Page, actor: LocalActor): ReplicaRow {
  const { replica, rows, schema } = actor;
  const lanes = lanesOf(actor);
  const waiting = entriesOf(replica.state).filter(({ row, over }) => row.kind === "action" && over === null);
  const [lane] = lanes;
  const error = lane?.lane.status === "open" ? null : (page.session.error ?? lane?.lane.error ?? null);
  return {
    actor: name,
    name: actor.name,
    key: "key" in actor.address ? [...actor.address.key] : [],
    id: actor.actorId,
    phase: phaseOf(lane?.lane.status ?? "closed", page.session.status, replica.view.isKnown),
    cursor: replica.state.cursor === null ? null : [...replica.state.cursor],
    schema,
    durability: page.storage.durability,
    isEvicted: page.storage.isEvicted,
    pending: waiting.length,
    oldestPendingAt: waiting.reduce<number | null>((oldest, { row }) => Math.min(oldest ?? row.time, row.time), null),
    rejected: rows.box.boxed.length,
    lanes: lanes.map(({ name: each, params, lane: { status } }) => ({ lane: each, status, params: lineOf(params) })),
    error: error === null ? null : errorRow(toErrorData(error)),
  };
}

export function queueRow(name: string, page: Page, actor: LocalActor): QueueRow {
  const { phase } = replicaRow(name, page, actor);
  const { state } = actor.replica;
  const entries = entriesOf(state).filter(({ row }) => row.kind === "action");
  const pending = entries.map(({ row, seq, sent }) => {
    return { id: idOf(row), name: row.name, args: argsText(row.args), calledAt: row.time, isSaved: seq !== null, isSent: sent, isHere: state.held.has(row.client) };
  });
  const rejected = actor.rows.box.boxed.map(({ row, error, rejectedAt }) => {
    return { id: idOf(row), name: row.name, args: argsText(row.args), calledAt: row.time, rejectedAt, error: errorRow(error) };
  });
  return { actor: name, phase, reasons: reasonsOf(pending, page, actor), pending, rejected };
}

type Pending = QueueRow["pending"];

function reasonsOf(pending: Pending, page: Page, actor: LocalActor): QueueRow["reasons"] {
  if (pending.length === 0) return [];
  const reasons: QueueRow["reasons"] = [];
  const say = (what: string, text: string): void => void reasons.push({ what, text });
  const { status, error } = page.session;
  if (status === "down") say("offline", `${error?.message.replace(/\.$/, "") ?? "The server cannot be reached"}. It is tried again and again; what waits is kept.`);
  if (status === "outdated") say("outdated", "The server speaks a newer protocol than this page: load the page anew. What waits is kept.");
  if (status === "connecting") say("connecting", "The connection to the server is on its way.");
  for (const { lane } of lanesOf(actor)) {
    if (isBarred(lane.status)) {
      // Without params to show, it is the page itself that has the last word.
      const who = lane.error?.group === "client" ? "Now" : "The server says";
      say(lane.status, `${barrierText(lane.status)} ${who}: ${lane.error?.message ?? ""}`);
    } else if (status === "up" && lane.status !== "open" && lane.error !== null) {
      say("refused", `The actor is not opened for now; it is tried again and again. The server says: ${lane.error.message}`);
    }
  }
  const unsaved = pending.filter(({ isSaved }) => !isSaved).length;
  if (unsaved > 0) say("unsaved", `${unsaved} of them are not on the device's disk yet; an action is sent once it is.`);
  const foreign = pending.filter(({ isHere }) => !isHere).length;
  if (foreign > 0) say("other-tab", `${foreign} of them belong to another tab, which sends them as long as it is open.`);
  if (status === "up" && pending.every(({ isSent }) => isSent)) say("sent", "All of them are sent; the server has not answered yet.");
  return reasons;
}

function barrierText(barrier: "needs-auth" | "denied" | "outdated" | "missing" | "destroyed"): string {
  switch (barrier) {
    case "needs-auth":
      return "The server wants other credentials; getParams is asked for them.";
    case "denied":
      return "The server lets this connection not in.";
    case "outdated":
      return "The server runs a newer version of the actor: load the page anew.";
    case "missing":
      return "There is no such actor; what waits is sent when it appears.";
    case "destroyed":
      return "The actor was destroyed.";
    default:
      return unreachable(barrier, "a barrier");
  }
}
