// @vitest-environment happy-dom
import { act, cleanup, render, renderHook, screen, waitFor } from "@testing-library/react";
import { StrictMode, Suspense, startTransition, use, useState } from "react";
import { renderToString } from "react-dom/server";
import { afterEach, describe, expect, test, vi } from "vitest";
import { MAIN, world } from "./kit.ts";

afterEach(cleanup);

/** Renders a hook and waits until its actor is live. */
async function live(w = world(), options: Parameters<typeof w.kit.useActor>[0] = MAIN) {
  const hook = renderHook((props) => w.kit.useActor(props), { initialProps: options });
  await waitFor(() => expect(hook.result.current.isConnected).toBe(true));
  return { ...w, ...hook };
}

describe("useActor", () => {
  test("gives RivetKit's fields, the state and the sync status", async () => {
    const { result } = await live();
    const { handle, connection, connStatus, error, state, sync, hash, opts } = result.current;
    expect(handle).not.toBeNull();
    expect(connection).not.toBeNull();
    expect({ connStatus, error, opts }).toEqual({ connStatus: "connected", error: null, opts: MAIN });
    expect(hash).toContain("board");
    expect(state).toEqual({ title: "untitled", cards: [], clicks: 0 });
    expect(sync).toMatchObject({ phase: "live", pending: 0 });
  });

  test("shows an action at once, and while the server is away", async () => {
    const { server, result } = await live();
    expect(result.current.state?.clicks).toBe(0);
    server.isOnline = false;
    act(() => void result.current.connection?.click());
    expect(result.current.state?.clicks).toBe(1);
    await waitFor(() => expect(result.current.sync).toMatchObject({ pending: 1, phase: "offline" }));
    server.isOnline = true;
    await waitFor(() => expect(result.current.sync).toMatchObject({ pending: 0, phase: "live" }));
    expect(result.current.state?.clicks).toBe(1);
  });

  test("draws a component again only for what it has read", async () => {
    const { kit, other } = world();
    const drawn = { nothing: 0, state: 0 };
    function Nothing() {
      const { isConnected } = kit.useActor(MAIN);
      drawn.nothing++;
      return <i>{isConnected ? "in" : "out"}</i>;
    }
    function Clicks() {
      const { state } = kit.useActor(MAIN);
      drawn.state++;
      return <b>{state?.clicks ?? "?"}</b>;
    }
    render(<><Nothing /><Clicks /></>);
    await screen.findByText("in");
    await screen.findByText("0");
    const before = { ...drawn };
    await act(() => other.click());
    await screen.findByText("1");
    expect(drawn.nothing).toBe(before.nothing);
    expect(drawn.state).toBeGreaterThan(before.state);
  });

  test("shares one connection between components, and ends it after the last", async () => {
    const { kit, client, connected } = world();
    const opened = vi.spyOn(client.board, "getOrCreate");
    function Part() {
      return <span>{kit.useActor(MAIN).connStatus}</span>;
    }
    const view = render(<><Part /><Part /></>);
    await waitFor(() => expect(screen.getAllByText("connected")).toHaveLength(2));
    expect(opened).toHaveBeenCalledOnce();
    expect(await connected()).toBe(2); // this one, and the other client
    view.rerender(<Part />);
    expect(screen.getAllByText("connected")).toHaveLength(1);
    view.unmount();
    await waitFor(async () => expect(await connected()).toBe(1));
  });

  test("keeps the connection through a remount and StrictMode's rehearsal (case 19)", async () => {
    const { kit, client, connected } = world();
    const opened = vi.spyOn(client.board, "getOrCreate");
    function Part() {
      return <span>{kit.useActor(MAIN).connStatus}</span>;
    }
    const view = render(<StrictMode><Part key="one" /></StrictMode>);
    await screen.findByText("connected");
    view.rerender(<StrictMode><Part key="two" /></StrictMode>);
    await screen.findByText("connected");
    expect(opened).toHaveBeenCalledOnce();
    view.unmount();
    await waitFor(async () => expect(await connected()).toBe(1));
  });

  test("follows its key", async () => {
    const { other, connected, rerender, result } = await live();
    await other.add("a card");
    await waitFor(() => expect(result.current.state?.cards).toHaveLength(1));
    const before = result.current.connection;
    rerender({ name: "board", key: ["elsewhere"] });
    await waitFor(() => expect(result.current.state).toMatchObject({ cards: [] }));
    expect(result.current.connection).not.toBe(before);
    await waitFor(async () => expect(await connected()).toBe(1));
  });

  test("tells params apart by what is in them", async () => {
    const { kit } = world();
    const { result, rerender } = renderHook((params: object) => kit.useActor({ ...MAIN, params }), { initialProps: { a: 1, b: 2 } });
    await waitFor(() => expect(result.current.isConnected).toBe(true));
    const first = result.current.connection;
    rerender({ b: 2, a: 1 });
    expect(result.current.connection).toBe(first);
    rerender({ a: 1, b: 3 });
    await waitFor(() => expect(result.current.isConnected).toBe(true));
    expect(result.current.connection).not.toBe(first);
  });

  test("connects only while it is enabled", async () => {
    const { kit, connected } = world();
    const { result, rerender } = renderHook((enabled: boolean) => kit.useActor({ ...MAIN, enabled }), { initialProps: false });
    expect(result.current).toMatchObject({ handle: null, connection: null, connStatus: "idle" });
    rerender(true);
    await waitFor(() => expect(result.current.isConnected).toBe(true));
    rerender(false);
    expect(result.current.connection).toBeNull();
    await waitFor(async () => expect(await connected()).toBe(1));
  });

  test("tells why it was refused, and forgets it once it is let in", async () => {
    const { kit } = world();
    const { result, rerender } = renderHook((denied: boolean) => kit.useActor({ ...MAIN, params: { denied } }), { initialProps: true });
    await waitFor(() => expect(result.current.error?.message).toBe("You may not come in."));
    expect(result.current.connStatus).toBe("disconnected");
    rerender(false);
    await waitFor(() => expect(result.current.isConnected).toBe(true));
    expect(result.current.error).toBeNull();
  });

  test("makes the actor with its input, or not at all with noCreate", async () => {
    const { kit } = world();
    const missing = renderHook(() => kit.useActor({ name: "board", key: ["new"], noCreate: true }));
    await waitFor(() => expect(missing.result.current.sync?.phase).toBe("missing"));
    const made = renderHook(() => kit.useActor({ name: "board", key: ["new"], createWithInput: { title: "Mine" } }));
    await waitFor(() => expect(made.result.current.state?.title).toBe("Mine"));
  });
});

describe("useEvent", () => {
  test("calls the newest handler, while the component is there", async () => {
    const { kit, other } = world();
    const heard: string[] = [];
    function Part({ name }: { name: string }) {
      const { useEvent, connStatus } = kit.useActor(MAIN);
      useEvent("added", (title: string) => heard.push(`${name} ${title}`));
      return <span>{connStatus}</span>;
    }
    const view = render(<Part name="first" />);
    await screen.findByText("connected");
    await act(() => other.add("a"));
    await waitFor(() => expect(heard).toEqual(["first a"]));
    view.rerender(<Part name="second" />);
    await act(() => other.add("b"));
    await waitFor(() => expect(heard).toEqual(["first a", "second b"]));
    view.unmount();
    await act(() => other.add("c"));
    expect(heard).toEqual(["first a", "second b"]);
  });
});

describe("rendering", () => {
  test("on a server gives the idle state and opens nothing", async () => {
    const { kit, client } = world();
    const opened = vi.spyOn(client.board, "getOrCreate");
    function Part() {
      const { connStatus, state } = kit.useActor(MAIN);
      const clicks = kit.useActorState(MAIN, (board) => board.clicks);
      return <p>{`${connStatus} ${String(state)} ${String(clicks)}`}</p>;
    }
    expect(renderToString(<Part />)).toBe("<p>idle undefined undefined</p>");
    expect(opened).not.toHaveBeenCalled();
  });

  test("that is never committed opens nothing", async () => {
    const { kit, client } = world();
    const opened = vi.spyOn(client.board, "getOrCreate");
    const never = new Promise<never>(() => {});
    let show = (_: boolean): void => {};
    function Part() {
      kit.useActor(MAIN);
      kit.useActorState(MAIN, ({ clicks }) => clicks);
      return use(never);
    }
    function App() {
      const [shown, setShown] = useState(false);
      show = setShown;
      return <Suspense fallback="waiting">{shown ? <Part /> : "nothing"}</Suspense>;
    }
    const view = render(<App />);
    await act(async () => startTransition(() => show(true)));
    view.unmount();
    await act(async () => new Promise((resolve) => setTimeout(resolve, 0)));
    expect(opened).not.toHaveBeenCalled();
  });
});
