// @vitest-environment happy-dom
import { act, cleanup, render, renderHook, screen, waitFor } from "@testing-library/react";
import { memo, StrictMode, startTransition, useState } from "react";
import { afterEach, describe, expect, test } from "vitest";
import { MAIN, world } from "./kit.ts";

afterEach(cleanup);

describe("useActorState", () => {
  test("is undefined until the state is known, and follows the selected part", async () => {
    const { kit, other } = world();
    const { result } = renderHook(() => kit.useActorState(MAIN, ({ clicks }) => clicks));
    expect(result.current).toBeUndefined();
    await waitFor(() => expect(result.current).toBe(0));
    await act(() => other.click());
    await waitFor(() => expect(result.current).toBe(1));
  });

  test("draws the component again only when the selected part has changed", async () => {
    const { kit, other } = world();
    const drawn = new Map<string, number>();
    const Card = memo(({ id }: { id: string }) => {
      const title = kit.useActorState(MAIN, ({ cards }) => cards.find((card) => card.id === id)?.title);
      drawn.set(id, (drawn.get(id) ?? 0) + 1);
      return <li>{title}</li>;
    });
    function List() {
      const ids = kit.useActorState(MAIN, ({ cards }) => cards.map(({ id }) => id));
      drawn.set("list", (drawn.get("list") ?? 0) + 1);
      return <ul>{ids?.map((id) => <Card key={id} id={id} />)}</ul>;
    }
    await act(() => other.add("one"));
    await act(() => other.add("two"));
    render(<List />);
    await screen.findByText("two");
    const before = new Map(drawn);
    await act(() => other.rename("one", "first"));
    await screen.findByText("first");
    expect(drawn.get("list")).toBe(before.get("list"));
    expect(drawn.get("two")).toBe(before.get("two"));
    expect(drawn.get("one")).toBe((before.get("one") ?? 0) + 1);
  });

  test("gives the value for new props in the very render that brings them", async () => {
    const { kit, other } = world();
    await act(() => other.add("one"));
    await act(() => other.add("two"));
    const seen: string[] = [];
    const { result, rerender } = renderHook(
      (id: string) => {
        const title = kit.useActorState(MAIN, ({ cards }) => cards.find((card) => card.id === id)?.title);
        seen.push(`${id}: ${title}`);
        return title;
      },
      { initialProps: "one" },
    );
    await waitFor(() => expect(result.current).toBe("one"));
    seen.length = 0;
    rerender("two");
    expect(new Set(seen)).toEqual(new Set(["two: two"]));
    await act(() => other.rename("two", "second"));
    await waitFor(() => expect(result.current).toBe("second"));
    await act(() => other.rename("one", "first"));
    expect(result.current).toBe("second");
  });

  test("keeps the value's identity while it is equal, with a selector that makes a new one each time", async () => {
    const { kit, other } = world();
    await act(() => other.add("one"));
    const { result, rerender } = renderHook(() => kit.useActorState(MAIN, ({ cards }) => cards.map(({ id }) => id)));
    await waitFor(() => expect(result.current).toEqual(["one"]));
    const first = result.current;
    rerender();
    await act(() => other.click());
    rerender();
    expect(result.current).toBe(first);
  });

  test("takes an equality of one's own, which never meets what is not known", async () => {
    const { kit, other } = world();
    const { result } = renderHook(() =>
      kit.useActorState(MAIN, ({ clicks }) => ({ clicks }), (a, b) => Math.floor(a.clicks / 2) === Math.floor(b.clicks / 2)),
    );
    await waitFor(() => expect(result.current).toEqual({ clicks: 0 }));
    const first = result.current;
    await act(() => other.click());
    expect(result.current).toBe(first);
    await act(() => other.click());
    await waitFor(() => expect(result.current).toEqual({ clicks: 2 }));
  });

  test("never loops where no two values are equal", async () => {
    const { kit, other } = world();
    let draws = 0;
    const { result } = renderHook(() => {
      draws++;
      return kit.useActorState(MAIN, ({ clicks }) => ({ clicks }), () => false);
    });
    await waitFor(() => expect(result.current).toEqual({ clicks: 0 }));
    await act(() => other.click());
    await waitFor(() => expect(result.current).toEqual({ clicks: 1 }));
    expect(draws).toBeLessThan(20);
  });

  test("is whole under concurrent rendering: parts drawn together agree", async () => {
    const { kit, client } = world();
    const torn: string[] = [];
    const Slow = ({ n }: { n: number }) => {
      const end = performance.now() + 2;
      while (performance.now() < end);
      return <i data-n={n}>{kit.useActorState(MAIN, ({ clicks }) => clicks)}</i>;
    };
    let grow = (_: number): void => {};
    function App() {
      const [count, setCount] = useState(1);
      grow = setCount;
      return <p>{Array.from({ length: count }, (_, n) => <Slow key={n} n={n} />)}</p>;
    }
    const view = render(<App />);
    await waitFor(() => expect(view.container.textContent).toBe("0"));
    const own = client.board.getOrCreate(["main"]).connect();
    const watch = new MutationObserver(() => {
      const shown = new Set([...view.container.querySelectorAll("i")].map(({ textContent }) => textContent));
      if (shown.size > 1) torn.push([...shown].join());
    });
    watch.observe(view.container, { childList: true, subtree: true, characterData: true });
    startTransition(() => grow(40));
    for (let i = 0; i < 10; i++) {
      void own.click();
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    await waitFor(() => expect(view.container.textContent).toBe("10".repeat(40)));
    expect(torn).toEqual([]);
    watch.disconnect();
  });

  test("lives through StrictMode and a remount", async () => {
    const { kit, other, connected } = world();
    const Clicks = () => <b>{kit.useActorState(MAIN, ({ clicks }) => clicks)}</b>;
    const view = render(<StrictMode><Clicks key="a" /></StrictMode>);
    await screen.findByText("0");
    view.rerender(<StrictMode><Clicks key="b" /></StrictMode>);
    await act(() => other.click());
    await screen.findByText("1");
    view.unmount();
    await waitFor(async () => expect(await connected()).toBe(1));
  });
});
