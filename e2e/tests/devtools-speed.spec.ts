import { look, timeline } from "../support/devtools.ts";
import { countCommits, framesText, measureFrames } from "../support/frames.ts";
import { longSession } from "../support/long-session.ts";
import { expect, test } from "../support/test.ts";

test.use({ app: "todos-dev" });

/** A frame has so many milliseconds at 60 a second. */
const FRAME = 1_000 / 60;
/** At a time no more rows are made than are in sight, and some before and after. */
const ROWS = 70;

test("with 10,000 entries, scrolling and scrubbing leave each frame most of its time", async ({ server, newContext }) => {
  const context = await newContext();
  await context.addInitScript(countCommits);
  // What a page does that only scrolls, on this machine and at this time.
  const control = await context.newPage();
  await control.setContent(`<div id="long" style="height: 300px; overflow: auto">${'<p style="margin: 0; height: 30px">A line of text that nobody draws anew.</p>'.repeat(10_000)}</div>`);
  const scroll = (element: Element, i: number, steps: number): void => {
    // There and back again, ever farther than what is in sight.
    const way = Math.sin((Math.PI * i) / steps);
    element.scrollTop = way * (element.scrollHeight - element.clientHeight);
  };
  const plain = await measureFrames(control, "#long", 180, scroll);
  console.log(framesText("a plain list of 10,000 lines, scrolled", plain));
  await control.close();

  const page = await context.newPage();
  await page.goto(server.url);
  await look(page, "Session");
  await page.getByLabel("Session file").setInputFiles({ name: "long.json", mimeType: "application/json", buffer: Buffer.from(longSession(4_999)) });
  await expect(page.getByRole("region", { name: "Looking at a session" })).toContainText("9,999 entries");
  await look(page, "Timeline");
  await expect(timeline(page)).toHaveAttribute("aria-rowcount", "10000");

  const scrolled = await measureFrames(page, "[role=grid][aria-label=Timeline]", 180, scroll);
  console.log(framesText("the timeline of 10,000 entries, scrolled", scrolled));
  expect(scrolled.rows).toBeLessThan(ROWS);
  // Each step shows other rows than the one before: those in sight take them over, and nothing else changes.
  expect(scrolled.added).toBeLessThan(ROWS);
  expect(scrolled.commits).toBeLessThanOrEqual(2);
  // Beyond what any list costs. The time between frames is the machine's as well, and is told but not judged.
  expect(scrolled.work - plain.work).toBeLessThan(0.75 * FRAME);

  // A row at a time, as with a wheel.
  const rolled = await measureFrames(page, "[role=grid][aria-label=Timeline]", 180, (element, i) => {
    element.scrollTop = 30_000 + 30 * i;
  });
  console.log(framesText("the same, a row at a time", rolled));
  expect(rolled.rows).toBeLessThan(ROWS);
  expect(rolled.commits).toBeLessThanOrEqual(2);
  expect(rolled.added).toBeLessThan(10);
  expect(rolled.work).toBeLessThan(0.75 * FRAME);

  await look(page, "State");
  const moment = page.getByRole("slider", { name: "Moment" });
  await expect(moment).toHaveAttribute("max", "9998");
  const scrubbed = await measureFrames(page, "input[type=range][aria-label=Moment]", 180, (element, i, steps) => {
    const input = element as HTMLInputElement;
    const way = Math.round(9_998 * Math.abs(Math.cos((2 * Math.PI * i) / steps)));
    Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value")?.set?.call(input, String(way));
    input.dispatchEvent(new Event("input", { bubbles: true }));
  });
  console.log(framesText("the state, scrubbed through 10,000 moments", scrubbed));
  expect(scrubbed.rows).toBeLessThan(ROWS);
  // Once for the slider, and once for the state of that moment.
  expect(scrubbed.commits).toBeLessThanOrEqual(3);
  expect(scrubbed.added).toBeLessThan(ROWS);
  expect(scrubbed.work).toBeLessThan(FRAME);
});
