import { type RegistryOptions, requireRegistryOptions } from "@rivulet/runtime/host";
import type { MountOptions } from "./mount.ts";

/** What a registry was set up with, in the words of `mount`. */
export function mountOptions(options: RegistryOptions, basePath: string | undefined): MountOptions {
  const { storage, token, inspector, logging, runner, maxIncomingMessageSize, maxOutgoingMessageSize, rateLimit } = options;
  return {
    ...(storage !== undefined && { storage }),
    ...(token !== undefined && { adminToken: token }),
    ...(inspector !== undefined && { inspector }),
    ...(logging?.level !== undefined && { logLevel: logging.level }),
    ...(logging?.baseLogger !== undefined && { logger: logging.baseLogger }),
    ...(runner?.version !== undefined && { runnerVersion: runner.version }),
    ...(maxIncomingMessageSize !== undefined && { maxIncomingMessageSize }),
    ...(maxOutgoingMessageSize !== undefined && { maxOutgoingMessageSize }),
    ...(rateLimit !== undefined && { rateLimit }),
    ...(basePath !== undefined && basePath !== "/" && { basePath }),
  };
}

/** What a registry was set up with, and what was said since. Throws `definition/invalid`. */
export function registryOptions(where: string, { use: _, ...own }: RegistryOptions & { readonly use?: unknown }, given: RegistryOptions = {}): RegistryOptions {
  requireRegistryOptions("setup()", own);
  requireRegistryOptions(where, given);
  return { ...own, ...given };
}
