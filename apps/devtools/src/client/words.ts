// How what happened is said. Pure.

import type { Author, Stage } from "@rivulet/runtime/inspector";
import type { Tone } from "../parts/badge.tsx";

export const STAGES: readonly Stage[] = ["predicted", "saved", "sent", "accepted", "observed"];

const TONES: Readonly<Record<Stage, Tone>> = {
  predicted: "blue",
  saved: "blue",
  sent: "violet",
  accepted: "green",
  observed: "green",
  rejected: "red",
  discarded: "grey",
  elsewhere: "grey",
};

export function toneOf(stage: Stage): Tone {
  return TONES[stage];
}

const MEANINGS: Readonly<Record<Stage, string>> = {
  predicted: "It is in the view, and not on the device's disk yet.",
  saved: "It is on the device's disk, and would survive this tab.",
  sent: "It is on its way to the server, or there.",
  accepted: "The server ran it and stored its result.",
  observed: "Its effect is in the confirmed state.",
  rejected: "The server refused it; it waits in the queue's box.",
  discarded: "It was taken back.",
  elsewhere: "Another tab has heard how it ended.",
};

export function meaningOf(stage: Stage): string {
  return MEANINGS[stage];
}

export function authorText(author: Author): string {
  switch (author.who) {
    case "action":
      return `${author.name}(${author.args})${author.isMine ? "" : ", of another tab"}`;
    case "other":
      return `another browser (client ${author.client.slice(0, 8)}, its action ${author.id})`;
    case "server":
      return "the server itself (a hook, a schedule or a plain call)";
  }
}

/** Shorter, for a chip. */
export function authorChip(author: Author): string {
  return author.who === "action" ? author.name : author.who === "other" ? `${author.client.slice(0, 4)} #${author.id}` : "server";
}

/** What makes a rebase, in words. */
export function triggerText(trigger: string): string {
  switch (trigger) {
    case "frame":
      return "the server's commits";
    case "opened":
      return "connecting to the actor";
    case "loaded":
      return "the device's stored state";
    case "more":
      return "more of the device's actions";
    case "start":
      return "the devtools' start";
    case "forced":
      return "a forced replay";
    case "evicted":
      return "the eviction of the device's storage";
    case "found":
      return "actions of another tab";
    case "gone":
      return "actions that another tab has settled";
    case "saved":
      return "actions that were saved";
    case "discarded":
      return "a discarded action";
    case "destroyed":
      return "the end of the actor";
    case "guess":
      return "a guess of the new actor's state";
    default:
      return trigger;
  }
}
