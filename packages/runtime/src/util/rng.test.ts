import fc from "fast-check";
import { expect, test } from "vitest";
import { hash128, rng, uuid } from "./rng.ts";

const draw = (seed: string, count: number): number[] => {
  const { random } = rng(seed);
  return Array.from({ length: count }, random);
};

test("the same seed gives the same stream for ever: these numbers are part of the protocol", () => {
  const { uint32, random } = rng("a seed");
  expect([uint32(), uint32(), random()]).toEqual([3_353_933_834, 2_893_468_163, 0.643_338_327_109_756_9]);
  expect(uuid(rng("a seed"))).toBe("c7e8f80a-ac76-4203-a4b1-d218999919ee");
  expect(hash128("text")).toEqual([1_850_407_174, 1_118_033_884, 91_220_050, 3_600_769_648]);
});

test("numbers are from 0 up to 1, spread evenly, and independent of those of a seed close by", () => {
  const numbers = draw("spread", 20_000);
  expect(numbers.every((n) => n >= 0 && n < 1)).toBe(true);
  for (let tenth = 0; tenth < 10; tenth++) {
    const share = numbers.filter((n) => Math.floor(n * 10) === tenth).length / numbers.length;
    expect(share).toBeGreaterThan(0.09);
    expect(share).toBeLessThan(0.11);
  }
  fc.assert(
    fc.property(fc.string(), fc.string(), (a, b) => {
      fc.pre(a !== b);
      expect(draw(a, 3)).not.toEqual(draw(b, 3));
    }),
  );
});

test("a UUID is one of version 4", () => {
  const stream = rng("uuids");
  const ids = Array.from({ length: 500 }, () => uuid(stream));
  for (const id of ids) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(new Set(ids).size).toBe(ids.length);
});
