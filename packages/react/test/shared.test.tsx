// @vitest-environment happy-dom
import { act, cleanup, render, renderHook, screen, waitFor } from "@testing-library/react";
import { Component, memo, type ReactNode } from "react";
import { hydrateRoot } from "react-dom/client";
import { afterEach, expect, test, vi } from "vitest";
import { hashOf } from "../src/hash.ts";
import { MAIN, world } from "./kit.ts";

afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
});

class Boundary extends Component<{ readonly children: ReactNode }, { readonly message: string | null }> {
  override state = { message: null };
  static getDerivedStateFromError(error: Error) {
    return { message: error.message };
  }
  override render() {
    return this.state.message ?? this.props.children;
  }
}

test("a refusal is shown where it belongs, and not by a connection with other params", async () => {
  const { kit } = world();
  const welcome = renderHook(() => kit.useActor({ ...MAIN, params: { denied: false } }));
  await waitFor(() => expect(welcome.result.current.isConnected).toBe(true));
  const refused = renderHook(() => kit.useActor({ ...MAIN, params: { denied: true } }));
  await waitFor(() => expect(refused.result.current.error).not.toBeNull());
  expect(welcome.result.current).toMatchObject({ isConnected: true, error: null });
});

test("a row whose selector throws once it is removed goes away, and the action is sent", async () => {
  const { kit, client, other } = world();
  await act(() => other.add("one"));
  await act(() => other.add("two"));
  const Card = memo(({ id }: { readonly id: string }) => {
    const title = kit.useActorState(MAIN, ({ cards }) => {
      const card = cards.find((each) => each.id === id);
      if (card === undefined) throw new Error(`no card ${id}`);
      return card.title;
    });
    return <li>{title}</li>;
  });
  function List() {
    const ids = kit.useActorState(MAIN, ({ cards }) => cards.map(({ id }) => id));
    return <ul>{ids?.map((id) => <Card key={id} id={id} />)}</ul>;
  }
  render(<List />);
  await screen.findByText("two");
  await act(() => client.board.getOrCreate(["main"]).connect().remove("one"));
  expect(screen.queryByText("one")).toBeNull();
  await waitFor(() => expect(other.state?.cards).toEqual([{ id: "two", title: "two" }]));
});

test("a selector that throws does so in render, up to the nearest boundary", async () => {
  const { kit, other } = world();
  // React tells of every error that a boundary has met.
  vi.spyOn(console, "error").mockImplementation(() => {});
  function Part() {
    return kit.useActorState(MAIN, ({ clicks }) => {
      if (clicks > 0) throw new Error("caught");
      return "fine";
    });
  }
  render(<Boundary><Part /></Boundary>);
  await screen.findByText("fine");
  await act(() => other.click());
  await screen.findByText("caught");
});

test("who reads the sync status does not keep a change of it from others", async () => {
  const { server, kit } = world();
  function Both() {
    const { state, sync } = kit.useActor(MAIN);
    return <i>{`${state?.clicks} clicks, ${sync?.pending} waiting`}</i>;
  }
  const Only = memo(() => {
    const { connection, sync } = kit.useActor(MAIN);
    return <button onClick={() => void connection?.click()}>{`${sync?.phase} ${sync?.pending}`}</button>;
  });
  render(<><Both /><Only /></>);
  await screen.findByText("live 0");
  server.isOnline = false;
  const button = await screen.findByText("offline 0");
  await act(async () => button.click());
  await screen.findByText("1 clicks, 1 waiting");
  await screen.findByText("offline 1");
});

test("a component that joins a live connection is drawn once", async () => {
  const { kit } = world();
  const first = renderHook(() => kit.useActor(MAIN).state);
  await waitFor(() => expect(first.result.current).toBeDefined());
  let draws = 0;
  renderHook(() => {
    draws++;
    return kit.useActor(MAIN).state;
  });
  expect(draws).toBe(1);
});

test("what a server rendered is hydrated as it is, though the page has the connection already", async () => {
  const { kit } = world();
  const first = renderHook(() => kit.useActor(MAIN).isConnected);
  await waitFor(() => expect(first.result.current).toBe(true));
  const Part = () => <p>{kit.useActor(MAIN).connStatus}</p>;
  const root = document.createElement("div");
  root.innerHTML = "<p>idle</p>";
  const mended = vi.fn();
  await act(async () => void hydrateRoot(root, <Part />, { onRecoverableError: mended }));
  expect(root.textContent).toBe("connected");
  expect(mended).not.toHaveBeenCalled();
});

test.each([
  ["a date and its text", new Date(5), new Date(5).toISOString()],
  ["a bigint and an object", 1n, { bigint: "1" }],
  ["expressions", /x/, /y/],
  ["a map and an object", new Map([["k", 1]]), { map: [["k", 1]] }],
  ["NaN and null", Number.NaN, null],
])("params tell apart %s", (_name, a, b) => {
  expect(hashOf({ ...MAIN, params: { value: a } })).not.toBe(hashOf({ ...MAIN, params: { value: b } }));
});
