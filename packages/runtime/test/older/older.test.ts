import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "vitest";
import { record } from "./recording.ts";

const FOLDER = join(import.meta.dirname, "builds");

/** Records this build under a name: RIVULET_RECORD=protocol-1 npx vitest run --project node packages/runtime/test/older */
const name = process.env["RIVULET_RECORD"];
test.runIf(name !== undefined)("this build is recorded", async () => {
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(join(FOLDER, `${name}.json`), `${JSON.stringify(await record(), null, 2)}\n`);
});
