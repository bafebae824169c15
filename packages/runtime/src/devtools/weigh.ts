/** Nothing is weighed beyond this: it is heavy. */
const MOST = 16_777_216;

/** About how many bytes a value takes, walked no further than it has to be. */
export function weigh(value: unknown, most = MOST): number {
  let bytes = 0;
  const seen = new Set<object>();
  const stack: unknown[] = [value];
  while (stack.length > 0 && bytes < most) {
    const each = stack.pop();
    bytes += 16;
    if (typeof each === "string") bytes += 2 * each.length;
    if (typeof each !== "object" || each === null || seen.has(each)) continue;
    seen.add(each);
    if (ArrayBuffer.isView(each)) bytes += each.byteLength;
    else if (each instanceof Map) for (const pair of each) stack.push(...pair);
    else if (Array.isArray(each) || each instanceof Set) for (const item of each) stack.push(item);
    else for (const item of Object.values(each)) stack.push(item);
  }
  return Math.min(bytes, most);
}
