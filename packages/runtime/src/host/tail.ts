import type { Commit } from "./step-log.ts";

/** At most this many commits are kept, and about this many characters of them. */
const COMMITS = 100;
const CHARACTERS = 65_536;

/** The last commits that some connections were told, in memory, for those of them that come back. */
export interface Tail {
  add(commit: Commit): void;
  /** The JSON of the steps since a version, joined by commas; `null` where they are not kept any more. */
  since(version: number): string | null;
}

export function makeTail(): Tail {
  const commits: Commit[] = [];
  let characters = 0;
  return {
    add(commit) {
      commits.push(commit);
      characters += commit.members.length;
      while (commits.length > COMMITS || characters > CHARACTERS) characters -= commits.shift()?.members.length ?? characters;
    },
    since(version) {
      const first = commits.findIndex(({ from }) => from === version);
      return first < 0 ? null : commits.slice(first).map(({ members }) => `{${members}}`).join(",");
    },
  };
}
