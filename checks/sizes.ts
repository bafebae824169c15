/** What each door may weigh, in KiB: minified and gzipped with all that it imports, but for React and what it loads later. */
export const SIZES: Readonly<Record<string, number>> = {
  // RivetKit's fourteen hooks and all its options, checked by name; a registry that can load its server.
  "@rivulet/runtime": 2.5,
  "@rivulet/runtime/client": 12,
  // The goal is 22; what stands in its way is the sum of many small parts, not one large one: 17.8 alone are what tracks, predicts, and folds.
  // Of these, 0.4 are for an app that gets or loses a view while actions wait, 0.15 for the order of calls across pages, and 1.4 for pages and data of different versions: what an upgrade does to calls, and what an outdated page does.
  // 0.27 are for whoever looks on: a check wherever there is something to see, and a list of the clients.
  // 0.27 are for thousands of actions that wait: they are read and run some at a time, and nothing is shown in between.
  "@rivulet/runtime/local": 45.7,
};

/** What these may add, in KiB, to a page that has loaded another door. */
export const SIZES_BEYOND: Readonly<Record<string, { readonly door: string; readonly budget: number }>> = {
  "@rivulet/react": { door: "@rivulet/runtime/local", budget: 4 },
};
