// Where things are. This file becomes part of every script that is built, at whatever depth in `dist`.

const dist = new URL(import.meta.url.slice(0, import.meta.url.lastIndexOf("/dist/") + "/dist/".length));

/** Something below `benchmarks/`. */
export function inBenchmarks(path: string): URL {
  return new URL(`../${path}`, dist);
}

/** Something below `benchmarks/dist/`. */
export function inDist(path: string): URL {
  return new URL(path, dist);
}
