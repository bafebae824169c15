// Records what the library as it is here says and stores, for later builds to be held against:
// node scripts/record-build.mjs <name>
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { root } from "./pnpm.mjs";
import { run } from "./run.mjs";

const tsx = createRequire(join(root, "packages/sync-server/package.json")).resolve("tsx");
const program = join(root, "packages/runtime/test/older/write-recording.ts");
const own = ["--conditions=@rivulet/source", "--import", pathToFileURL(tsx).href, program];
process.exit(await run([process.execPath, ...own, ...process.argv.slice(2)]));
