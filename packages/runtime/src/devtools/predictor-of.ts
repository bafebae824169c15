import { addressText } from "../client/address.ts";
import type { LocalActor } from "../client/local-actor.ts";
import { versionOf } from "../definition/upgrade.ts";
import { SILENT } from "../ports/logger.ts";
import type { Predictor } from "../replica/predictor.ts";

/** What predictions of an actor are made with, for a fork of it: it says nothing to anybody. */
export function predictorOf({ address, name, definition, actorId, rows }: LocalActor): Predictor {
  return {
    definition,
    own: versionOf(definition),
    name,
    key: "key" in address ? address.key : [],
    at: addressText(address),
    log: SILENT,
    actorId: () => actorId,
    impure: () => {},
    paramsOf: rows.paramsOf,
  };
}
