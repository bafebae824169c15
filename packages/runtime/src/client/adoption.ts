import { isError } from "../errors/actor-error.ts";
import type { Locks } from "../ports/locks.ts";
import { randomId, type Random } from "../ports/random.ts";
import { keyParts, type Storage, type StorageOp, type StoredValue } from "../ports/storage.ts";
import { isPlainObject } from "../value/kind.ts";
import { keys } from "./device-records.ts";

export interface AdoptionParts {
  readonly open: (scope: string) => Promise<Storage>;
  readonly locks: Locks;
  readonly random: Random;
  /** Whose work it is, and whose it becomes: as the device names them. */
  readonly from: string;
  readonly to: string;
  /** Something has come. */
  readonly arrived: () => void;
  readonly report: (error: unknown) => void;
}

export interface Adoption {
  /** Ends it; what is under way is finished. */
  end(): Promise<void>;
}

type Entry = readonly [key: string, value: StoredValue];

/** Records on their way: neither user's tabs see them. */
interface Moving {
  readonly to: string;
  readonly entries: readonly Entry[];
}

/**
 * Makes what one user of the device has called, and the server has not accepted, another one's: rejected actions at once, and
 * those of each page as soon as that page is gone. Actions stay what they are, by client, number and secret, so that the
 * server knows those that it has had.
 *
 * Records go in three steps: out of sight where they are, into the other's, and away from where they were. The second leaves a
 * receipt, so that whoever repeats what a crash cut off brings nothing back that is over by then.
 */
export function startAdoption({ open, locks, random, from, to, arrived, report }: AdoptionParts): Adoption {
  const ended = new AbortController();
  const { signal } = ended;

  const work = async (source: Storage, target: Storage): Promise<void> => {
    const finish = async (id: string, entries: readonly Entry[]): Promise<void> => {
      const wanted: Entry[] = [];
      for (const entry of entries) if (await isWanted(target, entry[0])) wanted.push(entry);
      const ops: StorageOp[] = wanted.map(([key, value]) => ({ op: "put", key, value }));
      try {
        const receipt = keys.received(id);
        await target.write({ checks: [{ key: receipt, value: undefined }], ops: [...ops, { op: "put", key: receipt, value: "" }] });
      } catch (error) {
        if (!isError(error, "storage/conflict")) throw error;
      }
      await source.write({ ops: [{ op: "delete", key: keys.moving(id) }] });
      arrived();
    };

    const move = async (leaving: readonly Entry[], copied: readonly Entry[] = []): Promise<void> => {
      if (leaving.length === 0) return;
      const id = randomId(random);
      const moving: Moving = { to, entries: [...leaving, ...copied] };
      await source.write({
        checks: leaving.map(([key, value]) => ({ key, value: String(value) })),
        ops: [...leaving.map(([key]) => ({ op: "delete", key }) as const), { op: "put", key: keys.moving(id), value: JSON.stringify(moving) }],
      });
      await finish(id, moving.entries);
    };

    const moveClient = async (client: string): Promise<void> => {
      const lease = await locks.acquire(`${from}/${client}`, signal);
      try {
        const rows = (await source.list(keys.allRows)).filter(([key]) => keyParts(key)[3] === client);
        const [secret] = await source.get([keys.client(client)]);
        if (secret === undefined || rows.length === 0) return;
        const creations = [...new Set(rows.map(([key]) => keys.creation(keyParts(key)[1] ?? "")))];
        const found = await source.get(creations);
        await move([[keys.client(client), secret], ...rows], creations.flatMap((key, i): Entry[] => (found[i] === undefined ? [] : [[key, found[i]]])));
      } finally {
        lease.release();
      }
    };

    for (const [key, value] of await source.list(keys.allMoving)) {
      const moving = readMoving(value);
      if (moving?.to === to) await finish(keyParts(key)[1] ?? "", moving.entries);
    }
    await move(await source.list(keys.allBoxed));
    const clients = (await source.list(keys.clients)).map(([key]) => keyParts(key)[1] ?? "");
    await Promise.all(clients.map((client) => moveClient(client).catch((error: unknown) => signal.aborted || report(error))));
  };

  const run = async (): Promise<void> => {
    const source = await open(from);
    const target = await open(to);
    await work(source, target).finally(() => Promise.all([source.close(), target.close()]));
  };
  const done = run().catch(report);
  return {
    end() {
      ended.abort();
      return done;
    },
  };
}

/** How an actor is made is taken over by those alone who do not know it already. */
async function isWanted(target: Storage, key: string): Promise<boolean> {
  const [kind, address = ""] = keyParts(key);
  if (kind !== "creation") return true;
  return (await target.get([key, keys.head(address)])).every((value) => value === undefined);
}

function readMoving(value: StoredValue): Moving | null {
  const moving: unknown = JSON.parse(String(value));
  // Written above, in one piece.
  return isPlainObject(moving) && Array.isArray(moving["entries"]) ? (moving as unknown as Moving) : null;
}
