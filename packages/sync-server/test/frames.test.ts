import { once } from "node:events";
import { createServer } from "node:http";
import { expect, test } from "vitest";
import { WebSocket, WebSocketServer } from "ws";
import { encodeFrames } from "../src/node/frames.ts";

/** What a client makes of bytes that a server writes. */
async function heard(bytes: Buffer, count: number): Promise<(string | Uint8Array)[]> {
  const sockets = new WebSocketServer({ noServer: true });
  const server = createServer().on("upgrade", (request, stream, head) => {
    sockets.handleUpgrade(request, stream, head, (socket) => {
      stream.write(bytes);
      socket.close(1000);
    });
  });
  server.listen(0);
  await once(server, "listening");
  const address = server.address();
  const client = new WebSocket(`ws://127.0.0.1:${typeof address === "object" && address !== null ? address.port : 0}`);
  const messages: (string | Uint8Array)[] = [];
  client.on("message", (data: Buffer, isBinary) => messages.push(isBinary ? new Uint8Array(data) : String(data)));
  const [code] = (await once(client, "close")) as [number];
  server.close();
  expect([code, messages.length]).toEqual([1000, count]);
  return messages;
}

test("messages of every length and kind are heard as they were said", async () => {
  const lengths = [0, 1, 124, 125, 126, 127, 65_535, 65_536, 200_000];
  const messages = lengths.flatMap((length) => ["x".repeat(length), new Uint8Array(length).fill(7), "ü😀".repeat(length / 6)]);
  expect(await heard(encodeFrames(messages), messages.length)).toEqual(messages);
});

test("nothing is no bytes", () => expect(encodeFrames([])).toHaveLength(0));
