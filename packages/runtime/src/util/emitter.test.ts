import { expect, test } from "vitest";
import { emitter } from "./emitter.ts";

test("listeners are called in order with what is told, until they are taken back", () => {
  const heard: string[] = [];
  const notices = emitter<[string]>();
  const stop = notices.on((text) => heard.push(`a ${text}`));
  notices.on((text) => heard.push(`b ${text}`));
  notices.emit("1");
  stop();
  stop();
  notices.emit("2");
  expect(heard).toEqual(["a 1", "b 1", "b 2"]);
  expect(notices.size).toBe(1);
});

test("the same function added twice is two listeners", () => {
  const heard: number[] = [];
  const notices = emitter<[]>();
  const listener = (): void => void heard.push(1);
  const stop = notices.on(listener);
  notices.on(listener);
  stop();
  notices.emit();
  expect(heard).toEqual([1]);
});

test("one taken back while others are told is not called any more; one added is called from the next on", () => {
  const heard: string[] = [];
  const notices = emitter<[]>();
  notices.on(() => {
    heard.push("first");
    stop();
    notices.on(() => heard.push("late"));
  });
  const stop = notices.on(() => heard.push("never"));
  notices.emit();
  expect(heard).toEqual(["first"]);
});

test("one that throws silences nobody, and is reported", () => {
  const heard: string[] = [];
  const reported: unknown[] = [];
  const broken = new Error("broken");
  const notices = emitter<[]>((error) => reported.push(error));
  notices.on(() => {
    throw broken;
  });
  notices.on(() => heard.push("heard"));
  notices.emit();
  expect([heard, reported]).toEqual([["heard"], [broken]]);
});
