/**
 * Actions to come. They survive sleep and restart, wake the actor, and run once, without a connection; what the action
 * that scheduled them undoes is undone with it. Follows RivetKit's page “Actor Scheduling”.
 */
export interface Schedule {
  /** Runs the action once `ms` milliseconds have passed. Resolves to the entry's id, which is its `c.actionId`. */
  after(ms: number, action: string, ...args: unknown[]): Promise<string>;
  /** Runs the action at that instant, in milliseconds since 1970; at once where it is past. */
  at(timestamp: number, action: string, ...args: unknown[]): Promise<string>;
}
