import type { TranscriptLine } from '../../../shared/contract';

export type Line = Pick<TranscriptLine, 'seq' | 'direction' | 'text'>;

/**
 * Ties answers to commands. Commands may be pipelined, so answers are counted off in their order; the first one answers
 * nothing, it greets. Nothing is tied after a line that is missing.
 */
class Answers {
  private readonly bySeq = new Map<number, string | null>();
  private readonly waiting = ['greeting'];
  private read = 0;

  commandOf(lines: readonly Line[], { seq }: Line): string | null {
    for (; this.read < lines.length; this.read += 1) {
      const line = lines[this.read];
      if (line?.seq !== this.read) break;
      this.add(line);
    }
    return this.bySeq.get(seq) ?? null;
  }

  private add({ seq, direction, text }: Line): void {
    if (direction === 'sent') {
      const verb = /^[A-Za-z][A-Za-z\d]*/.exec(text)?.[0].toUpperCase();
      if (verb) this.waiting.push(verb);
    } else if (direction === 'received') {
      this.bySeq.set(seq, this.waiting[0] ?? null);
      // `334` and `+` ask for more of the login; `354` opens the message, whose end is answered later.
      if (/^(334|\+ |\+$)/.test(text)) return;
      if (/^354/.test(text)) this.waiting[0] = 'content';
      else if (/^(\d{3}(?!-)|\+OK|-ERR)/.test(text)) this.waiting.shift();
    }
  }
}

/** By the first line of a session: a session only grows, and long ones are drawn many times. */
const known = new WeakMap<Line, Answers>();

/** The command that a received line answers, or null. @param lines the session's lines from its beginning */
export function commandAnswered(lines: readonly Line[], line: Line): string | null {
  const [first] = lines;
  if (!first) return null;
  const answers = known.get(first) ?? new Answers();
  known.set(first, answers);
  return answers.commandOf(lines, line);
}
