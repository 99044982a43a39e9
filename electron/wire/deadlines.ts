/** How long each step may take, in milliseconds. */
export interface Deadlines {
  connectMs: number;
  tlsMs: number;
  greetingMs: number;
  replyMs: number;
  /** Silence inside the content of a message. */
  idleMs: number;
}

/** RFC 5321 §4.5.3.2 allows minutes; people do not wait that long for a login, but a large DATA may take its time. */
export const defaultDeadlines: Deadlines = {
  connectMs: 15_000,
  tlsMs: 15_000,
  greetingMs: 30_000,
  replyMs: 60_000,
  idleMs: 60_000,
};
