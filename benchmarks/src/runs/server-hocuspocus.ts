// Hocuspocus, in memory.

import { peerFile } from "../lib/peers.ts";
import { listening, place } from "../lib/serving.ts";

/** As much of it as is used. */
interface Module {
  readonly Server: new (options: object) => { listen(): Promise<unknown> };
}

const { Server }: Module = await import(peerFile("@hocuspocus/server/dist/hocuspocus-server.esm.js"));
await new Server({ port: place().port, address: "127.0.0.1", quiet: true }).listen();
listening();
