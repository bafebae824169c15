/**
 * For development: records what the page's clients predict, rebase and hear, and shows it in a panel. Loaded only where a
 * production build leaves it out.
 *
 * @module
 */
export { type Devtools, type DevtoolsOptions, startDevtools } from "../browser/devtools.ts";
