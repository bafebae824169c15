// `pnpm --filter @rivulet/sync-server run kill [times] [seed]`: kills a server under load, and tells what became of it.

import { campaign } from "./campaign.ts";

const given = process.argv.slice(2).filter((arg) => arg !== "--");
const kills = Number(given[0] ?? 200);
const seed = given[1] ?? String(Date.now());
console.log(`${kills} kills, seed ${seed}`);
const began = performance.now();
const { acknowledged, unacknowledged, restarts } = await campaign({
  kills,
  seed,
  tell: (kill) => void (kill % 20 === 0 && console.log(`${kill} kills`)),
});
const sorted = restarts.toSorted((a, b) => a - b);
const total = acknowledged.sync + acknowledged.socket + acknowledged.http;
console.log(`killed ${kills} times in ${Math.round((performance.now() - began) / 1_000)} s`);
console.log(`acknowledged: ${total} (sync ${acknowledged.sync}, RivetKit's WebSocket ${acknowledged.socket}, HTTP ${acknowledged.http}); lost 0, twice 0, out of order 0`);
console.log(`stored without having been acknowledged: ${unacknowledged}, each once`);
console.log(`restart: median ${Math.round(sorted[sorted.length >> 1] ?? 0)} ms, longest ${Math.round(sorted.at(-1) ?? 0)} ms`);
