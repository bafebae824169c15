// Schedules, keys and values, destruction.
import { actor } from "rivetkit";

interface Alarm {
  text: string;
  at: number;
}

export const alarms = actor({
  state: { alarms: {} as Record<string, Alarm>, text: "" },
  actions: {
    after: (c, text: string, ms: number) => {
      const id = crypto.randomUUID();
      c.state.alarms[id] = { text, at: Date.now() + ms };
      c.schedule.after(ms, "ring", id);
      return { id };
    },
    at: async (c, text: string, time: number) => {
      c.state.text = text;
      await c.schedule.at(time, "ringAll");
    },
    ring: (c, id: string) => {
      const alarm = c.state.alarms[id];
      if (!alarm) return;
      if (c.conns.size > 0) for (const conn of c.conns.values()) conn.send("ring", { text: alarm.text, at: alarm.at });
      delete c.state.alarms[id];
    },
    ringAll: (c) => {
      c.broadcast("ring", { text: c.state.text });
    },
  },
});

export const shelf = actor({
  state: {},
  actions: {
    write: async (c, name: string, text: string) => {
      await c.kv.put(`text:${name}`, text);
    },
    read: async (c, name: string): Promise<string | null> => await c.kv.get(`text:${name}`),
    writeBytes: async (c, bytes: Uint8Array, buffer: ArrayBuffer) => {
      await c.kv.put("bytes", bytes);
      await c.kv.put(new Uint8Array([1]), buffer, { type: "arrayBuffer" });
    },
    readBytes: async (c) => {
      const bytes: Uint8Array | null = await c.kv.get("bytes", { type: "binary" });
      const buffer: ArrayBuffer | null = await c.kv.get(new Uint8Array([1]), { type: "arrayBuffer" });
      return [bytes?.length, buffer?.byteLength];
    },
    list: async (c) => {
      for (const [key, value] of await c.kv.list("text:")) console.log(key.trim(), value.trim());
      for (const [key, value] of await c.kv.list("text:", { keyType: "text" })) console.log(key.trim(), value.trim());
      for (const [key, value] of await c.kv.list(new Uint8Array(), { keyType: "binary", type: "binary" })) console.log(key.length + value.length);
    },
    batches: async (c) => {
      await c.kv.putBatch([
        ["a", "1"],
        ["b", "2"],
      ]);
      const [a, b]: (string | null)[] = await c.kv.getBatch(["a", "b"]);
      await c.kv.deleteBatch(["a", "b"]);
      await c.kv.delete("text:one");
      return [a, b];
    },
    // @ts-expect-error a value said to be bytes is no text
    wrong: async (c) => c.kv.put("bytes", "text", { type: "binary" }),
  },
});

export const mayfly = actor({
  state: { mail: "", name: "" },
  onDestroy: async (c) => {
    await fetch("https://example.org/farewell", { method: "POST", body: `${c.state.mail} ${c.state.name}` });
  },
  actions: {
    end: (c) => {
      c.destroy();
    },
    rest: (c) => c.sleep(),
  },
});
