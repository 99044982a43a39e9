/** What is to be thought of a command that a person types into an open session. */
export interface Judgement {
  /** As it is sent: without spaces around, the keyword in capitals. Empty when it must not be sent. */
  line: string;
  verb: string;
  argument: string;
  /** `confirm`: it changes something, or nobody knows what it does. */
  verdict: 'send' | 'confirm' | 'refuse';
  /** Why it is refused, or what a person should know before. */
  reason: string;
}

/** The entry of a table that is kept by verbs, for a verb that somebody typed. */
export const entryOf = <T>(table: Readonly<Record<string, T>>, verb: string): T | undefined =>
  Object.hasOwn(table, verb) ? table[verb] : undefined;

/**
 * Takes a typed line apart, and refuses what no protocol of lines can carry, or what must not be typed: a secret that was
 * typed by mistake gets into no transcript.
 * @param rules which verbs are refused and why; how long a command may be without its line end, in octets
 */
export function takeApart(
  typed: string,
  rules: { refused: Readonly<Record<string, string>>; longest: number; source: string },
): Judgement {
  const trimmed = typed.trim();
  const [word = ''] = trimmed.split(/\s/, 1);
  const verb = word.toUpperCase();
  const argument = trimmed.slice(word.length).trim();
  const line = argument ? `${verb} ${argument}` : verb;
  const refuse = (reason: string): Judgement => ({ line: '', verb, argument, verdict: 'refuse', reason });
  if (verb === '') return refuse('There is no command.');
  const forbidden = entryOf(rules.refused, verb);
  if (forbidden !== undefined) return refuse(forbidden);
  if (/\p{Cc}/u.test(trimmed)) return refuse('A command is one line without control characters.');
  if (new TextEncoder().encode(line).byteLength > rules.longest)
    return refuse(`A command has at most ${rules.longest} octets (${rules.source}).`);
  return { line, verb, argument, verdict: 'send', reason: '' };
}
