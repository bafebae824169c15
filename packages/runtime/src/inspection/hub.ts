import type { Watched, Witness } from "../host/witness.ts";

/** Lets several witnesses hear what actors do. While there are none, nobody stands where one may. */
export function makeHub(watched: Watched): (witness: Witness) => () => void {
  const witnesses = new Set<Witness>();
  const all: Witness = {
    begins(actor, beginning) {
      const ends = [...witnesses].map((each) => each.begins(actor, beginning));
      return (ending, version) => {
        for (const end of ends) end(ending, version);
      };
    },
    sends(actor, event, args, version) {
      for (const each of witnesses) each.sends(actor, event, args, version);
    },
    commits(actor) {
      for (const each of witnesses) each.commits(actor);
    },
    becomes(actor, what) {
      for (const each of witnesses) each.becomes(actor, what);
    },
  };
  return (witness) => {
    witnesses.add(witness);
    watched.witness = all;
    return () => {
      witnesses.delete(witness);
      if (witnesses.size === 0) watched.witness = null;
    };
  };
}
