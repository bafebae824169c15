import { actor, setup, UserError } from "@rivulet/runtime";

interface Params {
  readonly user: string;
}

/** A desk with everything on it that a RivetKit client may ask for. */
const desk = actor({
  createState: (_c, input: { readonly title: string } | undefined) => ({ title: input?.title ?? "untitled", count: 0 }),
  onBeforeConnect(_c, params: Params | null | undefined) {
    if (params?.user === "intruder") throw new UserError("Keep out", { code: "keep_out", metadata: { who: params.user } });
  },
  createConnState: (_c, params: Params | null | undefined) => ({ user: params?.user ?? "nobody" }),
  async onRequest(_c, request) {
    const { pathname, search } = new URL(request.url);
    if (pathname === "/nothing") return new Response(null, { status: 204 });
    const heard = `${request.method} ${pathname}${search} ${request.headers.get("x-own")}: ${await request.text()}`;
    return new Response(heard, { status: 201, headers: { "x-answer": "yes" } });
  },
  onWebSocket(_c, socket) {
    socket.send("welcome");
    socket.addEventListener("message", ({ data }) => {
      if (data === "bye") socket.close(4001, "as you wish");
      else socket.send(data);
    });
  },
  actions: {
    increment(c, by: number) {
      c.state.count += by;
      c.broadcast("count", c.state.count, by);
      return c.state.count;
    },
    about: (c) => ({ name: c.name, key: c.key, title: c.state.title }),
    whoAmI: (c) => ({ params: c.conn.params ?? null, state: c.conn.state.user }),
    whisper: (c, text: string) => c.conn.send("whisper", text),
    echo: (_c, ...values: unknown[]) => values,
    tell: (c, value: unknown) => c.broadcast("told", value),
    later: async (_c, value: string) => {
      await Promise.resolve();
      return value;
    },
    refuse() {
      throw new UserError("Too big", { code: "too_big", metadata: { max: 3, why: ["it", "is"] } });
    },
    crash() {
      throw new Error("the password is swordfish");
    },
    async remember(c, name: string, value: string) {
      await c.kv.put(name, value);
      return c.kv.list("", {});
    },
    recall: (c, name: string) => c.kv.get(name),
    leave: (c) => c.conn.disconnect("you said so"),
    destroy: (c) => c.destroy(),
  },
});

export const registry = setup({ use: { desk } });
