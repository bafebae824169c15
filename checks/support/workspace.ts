import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { root } from "../../scripts/pnpm.mjs";

export const ROOT = root;

interface DoorTargets {
  readonly "@rivulet/source": string;
  readonly types: string;
  readonly default: string;
}

export interface Manifest {
  readonly name: string;
  readonly sideEffects?: boolean;
  /** What the package's own modules import by a name that starts with `#`. */
  readonly imports?: Readonly<Record<string, unknown>>;
  readonly exports?: Readonly<Record<string, DoorTargets | string>>;
  readonly scripts?: Readonly<Record<string, string>>;
  readonly bin?: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

/** A package of the workspace. */
export interface Package {
  readonly name: string;
  readonly folder: string;
  readonly manifest: Manifest;
}

/** One entry of a package's `exports`; its files as absolute paths. */
export interface Door {
  readonly name: string;
  readonly package: Package;
  readonly source: string;
  readonly built: string;
  readonly types: string;
}

export function readManifest(folder: string): Manifest {
  return JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
}

function packagesIn(parent: string): readonly Package[] {
  return readdirSync(join(ROOT, parent)).map((each) => {
    const folder = join(ROOT, parent, each);
    const manifest = readManifest(folder);
    return { name: manifest.name, folder, manifest };
  });
}

/** What is built into published packages, and not published itself. */
export const apps = (): readonly Package[] => packagesIn("apps");

/** The published packages, each after those that it depends on. */
export function packages(): readonly Package[] {
  const found = packagesIn("packages");
  const ordered: Package[] = [];
  const add = (each: Package): void => {
    if (ordered.includes(each)) return;
    for (const other of found) if (other.name in (each.manifest.dependencies ?? {})) add(other);
    ordered.push(each);
  };
  found.forEach(add);
  return ordered;
}

export function doors(): readonly Door[] {
  return packages().flatMap((each) =>
    Object.entries(each.manifest.exports ?? {}).flatMap(([path, targets]) => {
      if (typeof targets === "string") return [];
      const { "@rivulet/source": source, types, default: built } = targets;
      const at = (target: string): string => join(each.folder, target);
      return [{ name: each.name + path.slice(1), package: each, source: at(source), types: at(types), built: at(built) }];
    }),
  );
}

/** Every file below a folder, as absolute paths; none where there is no such folder. */
export function filesIn(folder: string, skipped: (name: string) => boolean = () => false): readonly string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (skipped(entry.name)) return [];
    const path = join(folder, entry.name);
    return entry.isDirectory() ? filesIn(path, skipped) : entry.isFile() ? [path] : [];
  });
}

/** When the newest of some files was written; 0 for none. */
export function newest(files: readonly string[]): number {
  return Math.max(0, ...files.map((file) => statSync(file).mtimeMs));
}
