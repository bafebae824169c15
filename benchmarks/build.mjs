// Bundles the benchmarks as an app would be: production code, no checks of development.
import { globSync } from "node:fs";
