// Some of the audience, in a process of their own: `fan-out-listeners <server> <port> <how many>`. They count frames and note
// when each came, and look into none.

import { audienceOf } from "../lib/audience.ts";

/** Connections that are opened at the same time. */
const AT_ONCE = 50;

const [kind, port, count] = process.argv.slice(2);
const { join } = audienceOf(kind);
/** When frames came to each, in the clock that all processes of the machine share, in milliseconds; `null` while they are only counted. */
let times: number[][] | null = null;
let frames = 0;

async function listen(index: number): Promise<void> {
  const socket = await join(`ws://127.0.0.1:${port}`);
  socket.on("message", () => {
    frames++;
    times?.[index]?.push(Number(process.hrtime.bigint()) / 1e6);
  });
}

for (let n = 0; n < Number(count); n += AT_ONCE) {
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, Number(count) - n) }, (_, i) => listen(n + i)));
}

process.on("message", (what) => {
  switch (what) {
    case "time":
      times = Array.from({ length: Number(count) }, () => []);
      return process.send?.({ frames });
    case "times": {
      const taken = times ?? [];
      times = null;
      return process.send?.({ frames, times: taken });
    }
    case "cpu": {
      const { user, system } = process.cpuUsage();
      return process.send?.({ frames: user + system });
    }
    default:
      return process.send?.({ frames });
  }
});
process.on("disconnect", () => process.exit());
process.send?.({ frames });
