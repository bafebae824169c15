import type { BrowserContext } from "@playwright/test";

/** Firefox tells of each connection that fails as if the page had thrown it. */
const NO_ERROR = /^(Firefox can.t establish a connection to the server at|The connection to) wss?:/;

/** Gathers what is thrown past the app in any page. */
export function watchErrors(context: BrowserContext, errors: Error[]): void {
  context.on("weberror", (told) => {
    const error = told.error();
    if (!NO_ERROR.test(error.message)) errors.push(error);
  });
}
