import { actor, setup, UserError } from "@rivulet/runtime";

/** What the tests write to: a list, and a counter that must always be as large as the list. */
export interface List {
  readonly title: string;
  /** Drawn when the actor is made: the same on the device and on the server. */
  readonly stamp: string;
  ids: string[];
  count: number;
  /** What the server does not let in, though every device thinks it would. */
  forbidden: string[];
}

const list = actor({
  sync: true,
  createState: (c, input: { readonly title: string } | undefined): List => ({
    title: input?.title ?? "",
    stamp: `${c.uuid()} ${c.now()}`,
    ids: [],
    count: 0,
    forbidden: [],
  }),
  // A token is the time until which it is good. Who shows none is let in: most tests have nothing to do with it.
  onBeforeConnect(_c, params: { readonly token: string } | undefined) {
    if (params !== undefined && Number(params.token) < Date.now()) {
      throw new UserError("The token has run out.", { code: "token_expired" });
    }
  },
  actions: {
    // Not idempotent, and deaf to repetition: run twice, it shows.
    // The ballast is not kept: it makes a row as heavy on the device as a test wants it.
    add(c, id: string, _ballast = "") {
      if (c.mode === "authoritative" && c.state.forbidden.includes(id)) {
        throw new UserError(`${id} is forbidden`, { code: "forbidden" });
      }
      c.state.ids.push(id);
      c.state.count += 1;
      return c.state.count;
    },
    forbid(c, id: string) {
      c.state.forbidden.push(id);
    },
    allow(c, id: string) {
      c.state.forbidden = c.state.forbidden.filter((other) => other !== id);
    },
  },
});

export const registry = setup({ use: { list } });
