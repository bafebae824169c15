import type { CDPSession, Page } from "@playwright/test";

/** How a page did while something went on in it, step by step, a step in each frame. */
export interface Frames {
  readonly steps: number;
  /** Milliseconds between frames, as the page saw them: half were below, 19 in 20, and the longest. */
  readonly gaps: { readonly half: number; readonly most: number; readonly longest: number };
  /** Tasks of more than 50 ms. */
  readonly longTasks: number;
  /** What the page's own thread worked for a step, in milliseconds: others that the machine works for are not in it. */
  readonly work: number;
  /** Rows that were in the document at once, at most. */
  readonly rows: number;
  /** Elements that were put into the document for a step. */
  readonly added: number;
  /** How often React has changed the document for a step. */
  readonly commits: number;
}

declare global {
  interface Window {
    /** Counts what React does, in production builds as well. */
    commits: number;
  }
}

/** To be run before any script of a page. */
export function countCommits(): void {
  window.commits = 0;
  const hook = { supportsFiber: true, renderers: new Map(), inject: () => 1, onCommitFiberRoot: () => void window.commits++, onCommitFiberUnmount() {}, onPostCommitFiberRoot() {} };
  Object.assign(window, { __REACT_DEVTOOLS_GLOBAL_HOOK__: hook });
}

const workOf = async (session: CDPSession): Promise<number> => {
  const { metrics } = await session.send("Performance.getMetrics");
  return (metrics.find(({ name }) => name === "TaskDuration")?.value ?? 0) * 1_000;
};

/**
 * Takes so many steps, one in each frame. `step` runs in the page, with the element that `selector` finds (in the devtools' shadow root,
 * where there is one), the number of the step, and how many there are.
 */
export async function measureFrames(page: Page, selector: string, steps: number, step: (element: Element, i: number, steps: number) => void): Promise<Frames> {
  const session = await page.context().newCDPSession(page);
  // The time that the thread itself has had, and not that of the clock.
  await session.send("Performance.enable", { timeDomain: "threadTicks" });
  const before = await workOf(session);
  const seen = await page.evaluate(
    async ({ find, count, source }) => {
      const root: Document | ShadowRoot = document.querySelector("rivulet-devtools")?.shadowRoot ?? document;
      const element = root.querySelector(find);
      if (element === null) throw new Error(`There is no ${find}.`);
      // The function was written in the test, and comes as its text.
      const take = new Function(`return (${source})`)() as (element: Element, i: number, steps: number) => void;
      let longTasks = 0;
      let added = 0;
      const tasks = new PerformanceObserver((list) => void (longTasks += list.getEntries().length));
      tasks.observe({ type: "longtask" });
      const changes = new MutationObserver((records) => records.forEach(({ addedNodes }) => (added += addedNodes.length)));
      changes.observe(root, { childList: true, subtree: true });
      const frame = (): Promise<number> => new Promise((resolve) => requestAnimationFrame(resolve));
      const gaps: number[] = [];
      let rows = 0;
      const commits = window.commits;
      let last = await frame();
      for (let i = 0; i < count; i++) {
        take(element, i, count);
        const now = await frame();
        gaps.push(now - last);
        last = now;
        rows = Math.max(rows, root.querySelectorAll("[role=row], [role=treeitem]").length);
      }
      await new Promise((resolve) => setTimeout(resolve, 100));
      tasks.disconnect();
      changes.disconnect();
      gaps.sort((a, b) => a - b);
      const at = (part: number): number => gaps[Math.min(gaps.length - 1, Math.floor(part * gaps.length))] ?? 0;
      return { gaps: { half: at(0.5), most: at(0.95), longest: at(1) }, longTasks, added: added / count, rows, commits: (window.commits - commits) / count };
    },
    { find: selector, count: steps, source: step.toString() },
  );
  const work = ((await workOf(session)) - before) / steps;
  await session.detach();
  return { steps, work, ...seen };
}

export function framesText(what: string, { steps, gaps, longTasks, work, rows, added, commits }: Frames): string {
  const ms = (value: number): string => `${value.toFixed(1)} ms`;
  return `${what}: ${steps} steps, ${ms(work)} of work each, frames after ${ms(gaps.half)} (half), ${ms(gaps.most)} (19 in 20), ${ms(gaps.longest)} (longest), ${longTasks} long tasks, ${rows} rows, ${added.toFixed(1)} elements and ${commits.toFixed(1)} commits a step`;
}
