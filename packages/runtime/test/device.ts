import type { ClientPorts, PageLife } from "../src/client/ports.ts";
import type { Channel } from "../src/ports/channel.ts";
import type { Link, OpenLink } from "../src/ports/link.ts";
import type { Batch, Storage } from "../src/ports/storage.ts";
import { type MemoryDisk, memoryStorage } from "../src/storage/memory.ts";

/** One page load in a browser; what is given to its client instead of a browser. */
export interface TestPage {
  readonly ports: Pick<ClientPorts, "openStorage" | "openChannel" | "openLink" | "locks" | "watchPage">;
  /** The network is back, or the page is shown. */
  wake(): void;
  /** Ends it as a crash does: nothing it asked of the device comes back, its locks are free. */
  kill(): void;
  readonly isAlive: boolean;
}

/** A browser: everything is by its name, as in a browser. */
export interface TestDevice {
  readonly disks: Map<string, MemoryDisk>;
  /** The names of the locks that are held or waited for. */
  readonly lockNames: Set<string>;
  readonly channelNames: Set<string>;
  /** `beforeWrite` and `afterWrite` are called around each write, with the name of the storage; either may kill the page. */
  page(openLink: OpenLink, hooks?: { beforeWrite?: (name: string, batch: Batch) => void; afterWrite?: (name: string, batch: Batch) => void }): TestPage;
  /** Everything that lies on all disks, as one text. */
  text(): string;
}

interface Waiting {
  readonly page: object;
  readonly grant: () => void;
}

export function testDevice(): TestDevice {
  const disks = new Map<string, MemoryDisk>();
  const locks = new Map<string, Waiting[]>();
  const lockNames = new Set<string>();
  const channelNames = new Set<string>();
  const listeners = new Set<{ name: string; page: object; hear: (message: string) => void }>();
  const leave = (name: string, waiting: Waiting): void => {
    const queue = locks.get(name) ?? [];
    const at = queue.indexOf(waiting);
    if (at === -1) return;
    queue.splice(at, 1);
    if (at === 0) queue[0]?.grant();
  };
  return {
    disks,
    lockNames,
    channelNames,
    text: () => JSON.stringify([...disks].map(([name, disk]) => [name, [...disk]])),
    page(openLink, { beforeWrite, afterWrite } = {}) {
      let isAlive = true;
      let life: PageLife = { woke() {}, freezes() {} };
      const links: Link[] = [];
      const own: { readonly name: string; readonly waiting: Waiting }[] = [];
      const page: TestPage = {
        ports: {
          async openStorage(name) {
            const disk = disks.get(name) ?? new Map();
            disks.set(name, disk);
            return mortal(memoryStorage(disk), name);
          },
          openLink(url, { up, down, frame }) {
            const alive = <A extends unknown[]>(tell: (...args: A) => void) => (...args: A): void => void (isAlive && tell(...args));
            const link = openLink(url, { up: alive(up), down: alive(down), frame: alive(frame) });
            links.push(link);
            return link;
          },
          openChannel(name): Channel {
            channelNames.add(name);
            let listener: { name: string; page: object; hear: (message: string) => void } | null = null;
            return {
              post(message) {
                if (!isAlive) return;
                for (const other of listeners) {
                  if (other !== listener && other.name === name) void Promise.resolve().then(() => listeners.has(other) && other.hear(message));
                }
              },
              listen(hear) {
                listener = { name, page, hear };
                listeners.add(listener);
              },
              close: () => void (listener !== null && listeners.delete(listener)),
            };
          },
          locks: {
            acquire: (name, signal) =>
              new Promise((resolve, reject) => {
                lockNames.add(name);
                const queue = locks.get(name) ?? [];
                locks.set(name, queue);
                const waiting: Waiting = { page, grant: () => void (isAlive && resolve({ release: () => leave(name, waiting) })) };
                own.push({ name, waiting });
                signal.addEventListener("abort", () => {
                  if (queue[0] !== waiting) leave(name, waiting);
                  reject(signal.reason);
                });
                if (queue.push(waiting) === 1) waiting.grant();
              }),
            settled: () => new Promise((resolve) => setImmediate(resolve)),
          },
          watchPage(watcher) {
            life = watcher;
            return () => {};
          },
        },
        wake: () => life.woke(),
        kill() {
          isAlive = false;
          for (const listener of [...listeners]) if (listener.page === page) listeners.delete(listener);
          for (const { name, waiting } of own) leave(name, waiting);
          for (const link of links) link.close();
        },
        get isAlive() {
          return isAlive;
        },
      };
      const never = new Promise<never>(() => {});
      const mortal = (storage: Storage, name: string): Storage => ({
        get: async (keys) => (isAlive ? storage.get(keys) : never),
        list: async (range) => (isAlive ? storage.list(range) : never),
        async write(batch) {
          if (!isAlive) return never;
          beforeWrite?.(name, batch);
          // Read anew: it may be dead by now.
          if (!page.isAlive) return never;
          await storage.write(batch);
          afterWrite?.(name, batch);
          return page.isAlive ? undefined : never;
        },
        close: () => storage.close(),
      });
      return page;
    },
  };
}
