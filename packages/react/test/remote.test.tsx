// @vitest-environment happy-dom
import { act, cleanup, renderHook, waitFor } from "@testing-library/react";
import { afterEach, describe, expect, test, vi } from "vitest";
import { actor, setup, UserError } from "@rivulet/runtime";
import { createClient } from "@rivulet/runtime/client";
import { inProcess } from "@rivulet/runtime/test";
import { createRivetKit, createRivetKitWithClient } from "../src/index.ts";

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

/** An actor without replicas, as RivetKit has them. */
const counter = actor({
  createState: (_c, input: { n: number } | undefined) => ({ n: input?.n ?? 0 }),
  onBeforeConnect(_c, params: { denied?: boolean } | undefined) {
    if (params?.denied === true) throw new UserError("You may not come in.", { code: "forbidden" });
  },
  actions: {
    add(c, by: number) {
      c.state.n += by;
      c.broadcast("changed", c.state.n);
      return c.state.n;
    },
  },
});
const registry = setup({ use: { counter } });
const timers = {
  now: () => Date.now(),
  after(ms: number, run: () => void) {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
};
const world = () => createRivetKitWithClient<typeof registry>(inProcess(registry, { timers }).client());

describe("useActor of an actor that has no replica", () => {
  test("connects, calls, and hears events", async () => {
    const { useActor } = world();
    const heard: number[] = [];
    const { result } = renderHook(() => {
      const used = useActor({ name: "counter", key: "a", createWithInput: { n: 1 }, createInRegion: "eu" });
      used.useEvent("changed", (n: number) => heard.push(n));
      return used;
    });
    await waitFor(() => expect(result.current.isConnected).toBe(true));
    expect(await result.current.connection?.add(2)).toBe(3);
    expect(await result.current.handle?.add(1)).toBe(4);
    await waitFor(() => expect(heard).toEqual([3, 4]));
    const { connStatus, error, state, sync, opts, hash } = result.current;
    expect({ connStatus, error, state, sync }).toEqual({ connStatus: "connected", error: null, state: undefined, sync: undefined });
    expect([opts.name, hash]).toEqual(["counter", expect.stringContaining("counter")]);
  });

  test("shows why it is refused", async () => {
    const { useActor } = world();
    const { result } = renderHook(() => useActor({ name: "counter", key: "a", params: { denied: true } }));
    await waitFor(() => expect(result.current.error).toMatchObject({ code: "forbidden" }));
    expect(result.current.isConnected).toBe(false);
  });

  test("connects anew when it is enabled again, and calls what waited", async () => {
    const { useActor } = world();
    const { result, rerender } = renderHook(({ enabled }) => useActor({ name: "counter", key: "a", enabled }), { initialProps: { enabled: false } });
    expect([result.current.connection, result.current.connStatus]).toEqual([null, "idle"]);
    rerender({ enabled: true });
    let call: Promise<number> | undefined;
    act(() => void (call = result.current.connection?.add(5)));
    expect(await call).toBe(5);
    rerender({ enabled: false });
    expect(result.current.connStatus).toBe("idle");
  });

  test("has no state to select from", async () => {
    const { useActor, useActorState } = world();
    const { result } = renderHook(() => [useActor({ name: "counter", key: "a" }).isConnected, useActorState({ name: "counter", key: "a" }, ({ n }) => n)]);
    await waitFor(() => expect(result.current).toEqual([true, undefined]));
  });
});

test("createRivetKit without a registry keeps nothing on the device, and asks the server once something is used", async () => {
  const open = vi.fn();
  vi.stubGlobal("indexedDB", { open });
  const asked: string[] = [];
  const { useActor } = createRivetKit<typeof registry>({
    endpoint: "http://rivet.test",
    fetch: (input) => {
      asked.push(String(input));
      return Promise.reject(new Error("no network"));
    },
  });
  expect(asked).toEqual([]);
  const { result } = renderHook(() => useActor({ name: "counter", key: "a", noCreate: true }));
  await waitFor(() => expect(result.current.error).toMatchObject({ group: "client", code: "offline" }));
  expect(asked[0]).toBe("http://rivet.test/actors?name=counter&key=a&namespace=default");
  expect(open).not.toHaveBeenCalled();
});

test("hooks take a client from /client", async () => {
  const client = createClient<typeof registry>({ endpoint: "http://rivet.test", fetch: () => Promise.reject(new Error("no network")) });
  const { useActor } = createRivetKitWithClient(client);
  const { result } = renderHook(() => useActor({ name: "counter", key: "a" }));
  await waitFor(() => expect(result.current.error).toMatchObject({ code: "offline" }));
  expect(result.current.connection).not.toBeNull();
});
