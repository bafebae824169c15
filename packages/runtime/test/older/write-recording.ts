// Writes what this build says and stores into a file: see scripts/record-build.mjs.
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { record } from "./recording.ts";

const [name = ""] = process.argv.slice(2);
if (!/^[\w.-]+$/.test(name)) throw new Error("Name the recording after what is new in this build, as in protocol-2.");
const file = join(import.meta.dirname, "builds", `${name}.json`);
if (existsSync(file)) throw new Error(`${file} is there. What was recorded stays as it is.`);
writeFileSync(file, `${JSON.stringify(await record(), null, 2)}\n`);
console.log(`Wrote ${file}`);
