/** A stream of random numbers that depends on nothing but its seed. */
export interface Rng {
  /** A number from 0 up to, but not including, 1, with 53 random bits. */
  random(): number;
  /** A whole number from 0 to 2^32 - 1. */
  uint32(): number;
}

/** sfc32: 128 bits of state, passes PractRand; seeded by any text through a 128-bit hash. */
export function rng(seed: string): Rng {
  let [a, b, c, d] = hash128(seed);
  const uint32 = (): number => {
    const t = (((a + b) | 0) + d) | 0;
    d = (d + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + t) | 0;
    return t >>> 0;
  };
  for (let i = 0; i < 12; i++) uint32();
  return {
    uint32,
    random: () => ((uint32() >>> 5) * 67_108_864 + (uint32() >>> 6)) / 9_007_199_254_740_992,
  };
}

/** A version 4 UUID drawn from a stream. */
export function uuid({ uint32 }: Rng): string {
  const hex = (n: number, digits: number) => n.toString(16).padStart(digits, "0");
  const [a, b, c, d] = [uint32(), uint32(), uint32(), uint32()];
  const version = 0x4000 | (b & 0x0fff);
  const variant = 0x8000 | ((c >>> 16) & 0x3fff);
  return `${hex(a, 8)}-${hex(b >>> 16, 4)}-${hex(version, 4)}-${hex(variant, 4)}-${hex(c & 0xffff, 4)}${hex(d, 8)}`;
}

/** cyrb128: four 32-bit words from a text. Spreads seeds; promises nothing against an adversary. */
export function hash128(text: string): [number, number, number, number] {
  let a = 1_779_033_703;
  let b = 3_144_134_277;
  let c = 1_013_904_242;
  let d = 2_773_480_762;
  for (let i = 0; i < text.length; i++) {
    const k = text.charCodeAt(i);
    a = b ^ Math.imul(a ^ k, 597_399_067);
    b = c ^ Math.imul(b ^ k, 2_869_860_233);
    c = d ^ Math.imul(c ^ k, 951_274_213);
    d = a ^ Math.imul(d ^ k, 2_716_044_179);
  }
  a = Math.imul(c ^ (a >>> 18), 597_399_067);
  b = Math.imul(d ^ (b >>> 22), 2_869_860_233);
  c = Math.imul(a ^ (c >>> 17), 951_274_213);
  d = Math.imul(b ^ (d >>> 19), 2_716_044_179);
  a ^= b ^ c ^ d;
  return [a >>> 0, (b ^ a) >>> 0, (c ^ a) >>> 0, (d ^ a) >>> 0];
}
