import { changesState, type OwnVersion, upgradeState } from "../definition/upgrade.ts";
import { type ActorError, actorError } from "../errors/actor-error.ts";
import type { Logger } from "../ports/logger.ts";
import { copy } from "../value/copy.ts";

/** What a stored actor has to go through before this version of its definition may wake it. */
export type Upgraded =
  /** Its state is as it should be. */
  | { readonly how: "same" }
  | { readonly how: "changed"; readonly state: unknown };

/**
 * Brings a state that was stored under version `stored` to that of the definition. Changes nothing that it is given.
 * Throws `version/stored_newer` and `version/upgrade_failed`.
 */
export function upgraded(sync: OwnVersion, stored: number, state: unknown, log: Logger): Upgraded {
  const { version } = sync;
  if (stored > version) {
    const error = storedNewer(stored, version);
    log.error({ msg: error.message });
    throw error;
  }
  if (!changesState(sync, stored)) return { how: "same" };
  try {
    const own = copy(state, { name: "state" });
    const made = upgradeState(sync, stored, own);
    if (made === undefined && state !== undefined) throw new TypeError("An upgrade of the state returned nothing.");
    return { how: "changed", state: copy(made, { name: "state" }) };
  } catch (error) {
    log.error({ msg: `the state could not be upgraded from version ${stored} to ${version}; it is left as it was`, err: error });
    throw actorError("version/upgrade_failed", `The actor's state could not be brought from version ${stored} to ${version}. Nothing of it was changed. Mend sync.upgrade.`);
  }
}

function storedNewer(stored: number, version: number): ActorError {
  return actorError(
    "version/stored_newer",
    `The actor was stored by version ${stored} of its definition, and this server runs version ${version}, which cannot read it. Deploy version ${stored} or a later one again.`,
  );
}
