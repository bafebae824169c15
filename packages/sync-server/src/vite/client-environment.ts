import type { Plugin } from "vite";

/** Whether what Vite does there is for clients. Tests run both sides of an actor: there, everything stays as it is written. */
export const isForClients: NonNullable<Plugin["applyToEnvironment"]> = (environment) => {
  const isTest = environment.getTopLevelConfig().plugins.some(({ name }) => name === "vitest" || name.startsWith("vitest:"));
  return environment.config.consumer === "client" && !isTest;
};
