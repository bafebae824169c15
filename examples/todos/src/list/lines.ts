/** What lists begin their lines with elsewhere: bullets, boxes, numbers. */
const BULLET = /^\s*(?:[-*•]\s+(?:\[[ x]\]\s+)?|\d+[.)]\s+)?/i;

/** The titles in a pasted text: one per line. */
export function titlesOf(text: string): readonly string[] {
  return text
    .split(/\r?\n/)
    .map((line) => line.replace(BULLET, "").trim())
    .filter((line) => line !== "");
}
