/** What one line of a transcript means, for somebody who has not read the RFC. */
export interface Explanation {
  /** The line's essence: `RETR`, `550 5.1.1`. */
  title: string;
  /** One plain sentence. */
  text: string;
  /** The line taken apart: each piece with its meaning. */
  parts: { term: string; meaning: string }[];
  /** What follows from it, or empty. */
  advice: string;
  /** `RFC 5321 §4.2.3`, or empty. */
  rfc: string;
  /** Worth saying unasked, under the line: what changes, counts or refuses. */
  notable: boolean;
}

/** A command of a protocol: what it asks, and what a yes and a no to it mean. */
export interface Command {
  text: string;
  yes: string;
  no: string;
  rfc: string;
  /** Its answer is worth saying unasked. */
  notable?: true;
}

export const explanation = (title: string, text: string, more: Partial<Explanation> = {}): Explanation => ({
  title,
  text,
  parts: [],
  advice: '',
  rfc: '',
  notable: false,
  ...more,
});
