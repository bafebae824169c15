import { actorError, type ErrorData, toErrorData } from "../errors/actor-error.ts";
import type { Storage } from "../ports/storage.ts";
import { toJson } from "../value/codec.ts";
import type { Ledger } from "./ledger.ts";
import type { Member } from "./member.ts";
import { keys, type MemberRecord, readMember } from "./records.ts";
import { makeResults } from "./results.ts";

/** How an action ended, as the members of a JSON object: stored so, and sent so. */
export function encodeOutput(output: unknown, time: number | null): string {
  const parts = output === undefined ? [] : [`"output":${JSON.stringify(toJson(output))}`];
  return withTime(parts, time);
}

export function encodeError(error: ErrorData, time: number | null): string {
  return withTime([`"error":${JSON.stringify(toJson(error))}`], time);
}

function withTime(parts: string[], time: number | null): string {
  return (time === null ? parts : [...parts, `"time":${time}`]).join(",");
}

/** The result of what began before this process and has not ended: the one that ran it died. It is not run again. */
export const INTERRUPTED: string = encodeError(
  toErrorData(actorError("action/interrupted", "The server stopped while the action ran. Its first effects are kept and it is not run again.")),
  null,
);

/** For so long, in milliseconds, it is remembered how far a retired client came. */
const REMEMBERED = 600_000;

/** The exactly-once table of one actor. Read by key when somebody asks, written by the actor's ledger. */
export interface Members {
  /** What is known without asking the disk. */
  known(lane: string, client: string): Member | undefined;
  load(lane: string, client: string): Promise<Member>;
  /** The same for somebody who only asks: of a client that has done nothing here, nothing is kept. */
  look(lane: string, client: string): Promise<Member>;
  /** The member's next batch holds its new progress. */
  save(member: Member): void;
  putResult(member: Member, id: number, result: string): void;
  /** The client has the results of all its actions up to this one. */
  settle(member: Member, through: number): void;
  /** The client was not heard of for too long: nothing of it is kept, unless an action of it still runs. */
  drop(member: Member): void;
  /**
   * The client is gone for good, and has all its results. How far it came is remembered for a while: another tab that has not
   * heard of it yet still has its rows, and would take them for such as never ran.
   */
  retire(member: Member): void;
  /** The results of actions that ended, or that their client had them before. */
  results(member: Member, ids: readonly number[]): Promise<readonly string[]>;
}

interface MembersParts {
  readonly actorId: string;
  readonly ledger: Ledger;
  readonly storage: Storage;
  readonly now: () => number;
}

export function makeMembers({ actorId, ledger, storage, now }: MembersParts): Members {
  /** By lane, then by client. */
  const members = new Map<string, Map<string, Member>>();
  /** Those whose progress the open batch will write. */
  let changed: Set<Member> | null = null;
  const loading = new Map<string, Promise<Member>>();
  /** Those that are only remembered, and until when; the oldest first. */
  const retired = new Map<Member, number>();
  const results = makeResults({ actorId, ledger, storage });
  const nameOf = (lane: string, client: string): string => `${lane}/${client}`;

  const known = (lane: string, client: string): Member | undefined => members.get(lane)?.get(client);

  ledger.onSeal(() => {
    for (const { client, lane, last, settled, running, time, heard } of changed ?? []) {
      const record: MemberRecord = { last, settled, running: [...running.keys()], time, heard };
      ledger.put(keys.member(actorId, lane, client), JSON.stringify(record));
    }
    changed = null;
  });

  const forget = ({ lane, client }: Member): void => void members.get(lane)?.delete(client);

  const erase = (member: Member): void => {
    const { client, lane } = member;
    changed?.delete(member);
    results.drop(member);
    ledger.put(keys.member(actorId, lane, client), null);
    ledger.put(keys.memberOf(client, actorId, lane), null);
  };

  const read = async (lane: string, client: string): Promise<Member> => {
    const [stored] = await storage.get([keys.member(actorId, lane, client)]);
    const record = stored === undefined ? { last: 0, settled: 0, running: [], time: 0, heard: now() } : readMember(stored);
    const { last, settled, time, heard } = record;
    const isStored = stored !== undefined;
    const member: Member = { client, lane, last, settled, time, heard, isStored, running: new Map() };
    const ofLane = members.get(lane) ?? new Map<string, Member>();
    members.set(lane, ofLane.set(client, member));
    for (const id of record.running) table.putResult(member, id, INTERRUPTED);
    if (record.running.length > 0) table.save(member);
    return member;
  };

  const table: Members = {
    known,
    load(lane, client) {
      const name = nameOf(lane, client);
      const member = known(lane, client);
      if (member !== undefined) return Promise.resolve(member);
      let load = loading.get(name);
      if (load === undefined) {
        load = read(lane, client).finally(() => loading.delete(name));
        loading.set(name, load);
      }
      return load;
    },
    async look(lane, client) {
      const isKnown = (): boolean => known(lane, client) !== undefined || loading.has(nameOf(lane, client));
      if (isKnown()) return table.load(lane, client);
      const [stored] = await storage.get([keys.member(actorId, lane, client)]);
      if (stored !== undefined || isKnown()) return table.load(lane, client);
      return { client, lane, last: 0, settled: 0, time: 0, heard: now(), isStored: false, running: new Map() };
    },
    save(member) {
      const { client, lane } = member;
      if (!member.isStored) ledger.put(keys.memberOf(client, actorId, lane), "");
      member.isStored = true;
      (changed ??= new Set()).add(member);
      ledger.stir();
    },
    putResult: results.put,
    settle(member, through) {
      const end = Math.min(through, member.last);
      if (end <= member.settled) return;
      member.settled = end;
      results.settle(member);
      table.save(member);
    },
    drop(member) {
      if (member.running.size > 0) return;
      forget(member);
      erase(member);
    },
    retire(member) {
      if (member.running.size > 0) return;
      for (const [each, until] of retired) if (until <= now() && retired.delete(each)) forget(each);
      retired.set(member, now() + REMEMBERED);
      erase(member);
      member.isStored = false;
      member.settled = member.last;
    },
    results: results.read,
  };
  return table;
}
