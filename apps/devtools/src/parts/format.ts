// How numbers, sizes and times read. Pure.

const CLOCK = /* @__PURE__ */ new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" });

/** A moment of today, to the millisecond: `14:03:07.250`. */
export function clockText(ms: number): string {
  if (!Number.isFinite(ms)) return "unknown";
  return `${CLOCK.format(ms)}.${String(Math.floor(ms) % 1000).padStart(3, "0")}`;
}

/** How long something took or takes, in the unit that tells it: `0.4 ms`, `240 ms`, `3.2 s`, `5 min`, `2 h`, `3 d`. */
export function durationText(ms: number): string {
  if (!Number.isFinite(ms)) return "unknown";
  if (ms < 10) return `${Math.round(ms * 10) / 10} ms`;
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${Math.round(ms / 100) / 10} s`;
  if (ms < 3_600_000) return `${Math.round(ms / 60_000)} min`;
  return ms < 86_400_000 ? `${Math.round(ms / 3_600_000)} h` : `${Math.round(ms / 86_400_000)} d`;
}

/** How much: `812 B`, `4.1 KiB`, `5.0 MiB`. */
export function sizeText(bytes: number): string {
  if (!Number.isFinite(bytes)) return "unknown";
  if (bytes < 1_024) return `${Math.round(bytes)} B`;
  const units = ["KiB", "MiB", "GiB", "TiB"];
  let size = bytes / 1_024;
  let at = 0;
  while (size >= 1_024 && at < units.length - 1) {
    size /= 1_024;
    at++;
  }
  return `${size.toFixed(1)} ${units[at] ?? ""}`;
}

/** `1 action`, `2 actions`. */
export function countText(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString("en")} ${count === 1 ? one : many}`;
}
