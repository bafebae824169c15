import { describe, expect, test } from "vitest";
import type { RegistryOptions } from "../contract/registry-options.ts";
import { SILENT } from "../ports/logger.ts";
import { memoryStorage } from "../storage/memory.ts";
import { setup } from "./registry.ts";
import { requireRegistryOptions } from "../dev/registry-options.ts";

const wrong: readonly (readonly [given: unknown, problem: string])[] = [
  [{ logging: { level: "loud" } }, "logging.level must be one of trace, debug, info, warn, error, fatal, silent"],
  [{ logging: { lvl: "warn" } }, "logging has no lvl. Did you mean level?"],
  [{ logging: { baseLogger: console } }, "logging.baseLogger must be a logger"],
  [{ logging: "warn" }, "logging must be an object"],
  [{ storage: ".rivulet/data" }, "storage must be a storage"],
  [{ storage: { get() {}, list() {}, write() {} } }, "storage must be a storage"],
  [{ token: "" }, "token must be a text"],
  [{ token: 7 }, "token must be a text"],
  [{ noWelcome: "yes" }, "noWelcome must be true or false"],
  [{ managerPort: 65_536 }, "managerPort must be a whole number from 0 to 65535"],
  [{ managerPort: -1 }, "managerPort"],
  [{ managerPort: "6420" }, "managerPort"],
  [{ managerPort: 1.5 }, "managerPort"],
  [{ managerHost: "" }, "managerHost must be a text"],
  [{ managerBasePath: "api" }, 'managerBasePath must be a path that begins with "/"'],
  [{ serverless: { basePath: "/a?b" } }, "serverless.basePath must be a path"],
  [{ serverless: { basepath: "/a" } }, "serverless has no basepath. Did you mean basePath?"],
  [{ serverless: null }, "serverless must be an object"],
  [{ runner: { version: -1 } }, "runner.version must be a whole number from 0"],
  [{ runner: { version: Number.NaN } }, "runner.version"],
  [{ maxIncomingMessageSize: 0 }, "maxIncomingMessageSize must be a whole number from 1"],
  [{ maxOutgoingMessageSize: Number.POSITIVE_INFINITY }, "maxOutgoingMessageSize"],
  [{ rateLimit: true }, "rateLimit must be { perSecond, burst }"],
  [{ rateLimit: { perSecond: 0, burst: 10 } }, "rateLimit"],
  [{ rateLimit: { perSecond: 10, burst: 1 } }, "rateLimit"],
  [{ rateLimit: { perSecond: 10, burst: 10, brst: 1 } }, "rateLimit"],
];

describe("what a registry goes by", () => {
  test.each(wrong)("%o is refused, and told by its path", (given, problem) => {
    for (const refuse of [() => requireRegistryOptions("start()", given), () => setup({ use: {}, ...(given as RegistryOptions) })]) {
      expect(refuse).toThrow(problem);
      expect(refuse).toThrow(expect.objectContaining({ group: "definition", code: "invalid" }) as Error);
    }
  });

  test("is taken where it can be", () => {
    const options: RegistryOptions = {
      logging: { level: "silent", baseLogger: SILENT },
      storage: memoryStorage(),
      token: "t",
      noWelcome: true,
      managerPort: 0,
      managerHost: "127.0.0.1",
      managerBasePath: "/",
      serverless: { basePath: "/a/b/" },
      runner: { version: 3 },
      maxIncomingMessageSize: 1,
      maxOutgoingMessageSize: 1,
      rateLimit: { perSecond: 1, burst: 2 },
    };
    expect(() => setup({ use: {}, ...options })).not.toThrow();
    expect(() => requireRegistryOptions("start()", { storage: Promise.resolve(memoryStorage()), logging: {}, rateLimit: false })).not.toThrow();
    expect(() => setup({ use: {}, managerPrt: 1 } as { use: Record<string, never> })).toThrow("Did you mean managerPort?");
  });
});
