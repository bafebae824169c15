import { connect, createServer, type Socket } from "node:net";
import type { AddressInfo } from "node:net";

/** A way to the server on which connections break. */
export interface TcpProxy {
  readonly url: string;
  /** How many connections it has cut. */
  readonly cuts: number;
  /** How many bytes the next connection lets through before it is cut, wherever in a frame that is; `null` for all. */
  budget: () => number | null;
  /** Cuts what is connected, and takes no more connections until `up`. */
  down(): void;
  up(): void;
  close(): Promise<void>;
}

export async function openProxy(target: number): Promise<TcpProxy> {
  const pairs = new Set<() => void>();
  let cuts = 0;
  let isUp = true;

  const server = createServer((client) => {
    if (!isUp) return void client.resetAndDestroy();
    const upstream = connect(target, "127.0.0.1");
    const pair = (): void => {
      pairs.delete(pair);
      // A reset, not a farewell: neither side is told that the other has ended.
      client.resetAndDestroy();
      upstream.resetAndDestroy();
    };
    pairs.add(pair);
    let left = proxy.budget();
    const pass = (from: Socket, to: Socket): void => {
      from.on("data", (bytes: Buffer) => {
        if (left === null || bytes.length < left) {
          if (left !== null) left -= bytes.length;
          to.write(bytes);
          return;
        }
        cuts++;
        from.pause();
        to.write(bytes.subarray(0, left), pair);
      });
      from.on("error", pair);
      from.on("close", pair);
    };
    pass(client, upstream);
    pass(upstream, client);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;

  const proxy: TcpProxy = {
    url: `http://127.0.0.1:${port}`,
    get cuts() {
      return cuts;
    },
    budget: () => null,
    down() {
      isUp = false;
      for (const pair of [...pairs]) pair();
    },
    up() {
      isUp = true;
    },
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      for (const pair of [...pairs]) pair();
      await closed;
    },
  };
  return proxy;
}
