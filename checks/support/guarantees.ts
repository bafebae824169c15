// What the page of guarantees says of tests, and whether it is so.

/** The titles of all tests, by the files they are in. */
export type Titles = ReadonlyMap<string, readonly string[]>;

export interface Counted {
  readonly heading: string;
  /** As titles write it before the number. */
  readonly word: string;
  readonly last: number;
}

const CITED = /`((?:packages|e2e|checks|examples)\/[^`\s]+\.(?:test|spec)\.tsx?)`(?:: "([^"]+)")?/g;

export const LAWS: Counted = { heading: "Laws", word: "L", last: 10 };
export const LISTS: readonly Counted[] = [
  { heading: "Edge cases", word: "case ", last: 47 },
  { heading: "Complaints", word: "complaint ", last: 20 },
];

function citedIn(text: string): readonly { readonly file: string; readonly title: string | undefined }[] {
  return [...text.matchAll(CITED)].map(([, file = "", title]) => ({ file, title }));
}

/** Whether a title carries the number: `case 1` is not in `case 12`. */
const carries = (title: string, word: string, n: number): boolean => new RegExp(`\\b${word}${n}\\b`).test(title);

/** The parts of a section that begin so, by their numbers; each goes on until the next one begins. */
function partsOf(page: string, heading: string, begin: RegExp): ReadonlyMap<number, string> {
  const [, section = ""] = page.split(`\n## ${heading}\n`);
  const [body = ""] = section.split("\n## ");
  const parts = body.split(begin);
  const found = new Map<number, string>();
  for (let i = 1; i + 1 < parts.length; i += 2) found.set(Number(parts[i]), parts[i + 1] ?? "");
  return found;
}

function* faultsOfNames(page: string, titles: Titles): Iterable<string> {
  for (const { file, title } of citedIn(page)) {
    const known = titles.get(file);
    if (known === undefined) yield `${file}: there is no such file`;
    else if (title !== undefined && !known.includes(title)) yield `${file}: there is no test "${title}"`;
  }
}

function* faultsOfLaws(page: string): Iterable<string> {
  const parts = partsOf(page, LAWS.heading, /^- \*\*L(\d+) /m);
  for (let n = 1; n <= LAWS.last; n++) {
    const cited = citedIn(parts.get(n) ?? "");
    if (cited.length === 0) yield `L${n}: no test is named`;
    for (const { title = "" } of cited) if (!carries(title, LAWS.word, n)) yield `L${n}: "${title}" does not carry its number`;
  }
}

function* faultsOfList(page: string, titles: Titles, { heading, word, last }: Counted): Iterable<string> {
  const parts = partsOf(page, heading, /^(\d+)\. /m);
  for (const n of parts.keys()) if (n < 1 || n > last) yield `${word}${n}: there are ${last}`;
  for (let n = 1; n <= last; n++) {
    const part = parts.get(n);
    const files = citedIn(part ?? "").map(({ file }) => file);
    const tested = [...titles].flatMap(([file, known]) => (known.some((title) => carries(title, word, n)) ? [file] : []));
    if (part === undefined) yield `${word}${n}: is missing`;
    else if (files.length === 0 && !part.startsWith("Cannot arise")) yield `${word}${n}: has no test, and does not say why`;
    for (const file of files) if (!tested.includes(file)) yield `${word}${n}: no test in ${file} carries it`;
    for (const file of tested) if (!files.includes(file)) yield `${word}${n}: ${file} has a test of it and is not named`;
  }
}

/** All that is wrong with the page. */
export function faultsIn(page: string, titles: Titles): readonly string[] {
  return [...faultsOfNames(page, titles), ...faultsOfLaws(page), ...LISTS.flatMap((list) => [...faultsOfList(page, titles, list)])];
}
