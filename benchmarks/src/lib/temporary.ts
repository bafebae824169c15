import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A folder that is there until this process ends. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "rivulet-bench-"));
  process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
