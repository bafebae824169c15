// What stands for `checks.ts` in production.

import type * as checks from "./checks.ts";

export const checkRegistryOptions: typeof checks.checkRegistryOptions = () => {};
export const meantBy: typeof checks.meantBy = () => null;
export const freezeOriginal: typeof checks.freezeOriginal = () => {};
export const watchPurity: typeof checks.watchPurity = (_report, body) => body();
export const impurityLogger: typeof checks.impurityLogger = () => () => {};
export const noteRead: typeof checks.noteRead = () => {};
export const hearReads: typeof checks.hearReads = () => {};
export const readTraps: typeof checks.readTraps = {};
export const notingReads: typeof checks.notingReads = (reads) => reads;
