import { createServer } from "node:net";

/** Below the range from which systems give ports away: a server that is down finds its port free when it comes back. */
const FROM = 20_000;
const COUNT = 10_000;
const ATTEMPTS = 50;

/** A free port that nobody is given by chance. */
export async function freePort(): Promise<number> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const port = FROM + Math.floor(Math.random() * COUNT);
    if (await isFree(port)) return port;
  }
  throw new Error("There is no free port.");
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once("error", () => resolve(false));
    probe.listen(port, "127.0.0.1", () => probe.close(() => resolve(true)));
  });
}
