const DATE = /* @__PURE__ */ new Intl.DateTimeFormat(undefined, { month: "short", day: "numeric", hour: "2-digit", minute: "2-digit", hourCycle: "h23" });

/** A moment of any day. */
export function dateText(ms: number): string {
  return DATE.format(ms);
}
