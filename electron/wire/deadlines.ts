/** How long each step may take, in milliseconds. */
export interface Deadlines {
  connectMs: number;
  tlsMs: number;
  greetingMs: number;
  replyMs: number;
  /** Silence inside the content of a message. */
  idleMs: number;
  /** From the end of a message to the word that it was taken; whoever gives up early may send it twice. */
  finalMs: number;
}

/** RFC 5321 §4.5.3.2 allows minutes; people do not wait that long for a login, but a filter may look at a message so long. */
export const defaultDeadlines: Deadlines = {
  connectMs: 15_000,
  tlsMs: 15_000,
  greetingMs: 30_000,
  replyMs: 60_000,
  idleMs: 60_000,
  finalMs: 600_000,
};
