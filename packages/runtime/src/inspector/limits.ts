/** What one inspector may ask for, and how much it is told at once. */
export const INSPECTOR_LIMITS = {
  /** The text of one message to the inspected side, in characters. */
  message: 1_048_576,
  /** Items on one page, where fewer are not asked for. */
  page: 100,
  /** Items on one page at most. */
  largestPage: 1_000,
  /** Topics that one inspector watches at a time. */
  watched: 100,
  /** Questions of one inspector that wait for their answers. */
  asked: 100,
  /** Bytes waiting for one inspector to read them, before it is hung up on. */
  backlog: 33_554_432,
  /** Notices are gathered for this long, in milliseconds. */
  gather: 100,
} as const;
