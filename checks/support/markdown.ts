/** A fenced block of code in a page. */
export interface Block {
  readonly language: string;
  /** The words after the language. */
  readonly info: readonly string[];
  /** Of its first line of code in the page, from 1. */
  readonly line: number;
  readonly text: string;
}

export function blocksIn(page: string): readonly Block[] {
  const blocks: Block[] = [];
  let open: { fence: string; language: string; info: string[]; line: number; lines: string[] } | null = null;
  for (const [i, line] of page.split("\n").entries()) {
    const [, fence, rest = ""] = /^\s*(`{3,}|~{3,})(.*)$/.exec(line) ?? [];
    if (open === null) {
      if (fence === undefined) continue;
      const [language = "", ...info] = rest.trim().split(/\s+/);
      open = { fence, language, info, line: i + 2, lines: [] };
    } else if (fence === undefined || !fence.startsWith(open.fence) || rest.trim() !== "") {
      open.lines.push(line);
    } else {
      const { language, info, line: first, lines } = open;
      blocks.push({ language, info, line: first, text: lines.join("\n") });
      open = null;
    }
  }
  if (open !== null) throw new Error(`The block of code before line ${open.line} is not closed.`);
  return blocks;
}

/** The page with its code left blank, lines kept. */
function prose(page: string): string {
  let inside = false;
  const lines = page.split("\n").map((line) => {
    const isFence = /^\s*(`{3,}|~{3,})/.test(line);
    if (isFence) inside = !inside;
    return isFence || inside ? "" : line.replace(/`[^`]*`/g, (code) => code.replace(/[[\]()]/g, " "));
  });
  return lines.join("\n");
}

export interface Link {
  readonly target: string;
  readonly line: number;
}

export function linksIn(page: string): readonly Link[] {
  return prose(page)
    .split("\n")
    .flatMap((text, i) =>
      [/\]\(<?([^)\s>]+)>?[^)]*\)/g, /^\s*\[[^\]]+\]:\s*(\S+)/g, /<(?:img|a|source)\b[^>]*?\s(?:src|href|srcset)="([^"]+)"/g]
        .flatMap((pattern) => [...text.matchAll(pattern)])
        .map(([, target = ""]) => ({ target, line: i + 1 })),
    );
}

/** What the headings of a page can be linked by, as GitHub makes it. */
export function anchorsIn(page: string): readonly string[] {
  const seen = new Map<string, number>();
  return [...prose(page).matchAll(/^#{1,6}\s+(.+?)\s*#*$/gm)].map(([, heading = ""]) => {
    const slug = heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, "")
      .replace(/\s/g, "-");
    const times = seen.get(slug) ?? 0;
    seen.set(slug, times + 1);
    return times === 0 ? slug : `${slug}-${times}`;
  });
}

/** npm's own commands; what else follows `npm` is a script. */
const COMMANDS = new Set(["ci", "config", "create", "exec", "i", "init", "install", "pack", "publish", "uninstall", "update", "view"]);

/** The scripts that the lines of a shell block run, through npm or pnpm. */
export function scriptsIn(shell: string): readonly string[] {
  return shell.split("\n").flatMap((line) =>
    [...line.replace(/(^|\s)#.*$/, "").matchAll(/\bp?npm\s+(?:(?:--filter\s+\S+|-\S+)\s+)*(run\s+)?([\w:-]+)/g)].flatMap(([, run, name = ""]) => {
      return run === undefined && COMMANDS.has(name) ? [] : [name];
    }),
  );
}
