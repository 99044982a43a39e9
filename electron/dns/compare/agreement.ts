import { list } from '../words';

/** What one server has to do with the others. */
export interface Voice {
  /** As a sentence calls it. */
  label: string;
  /** The same text for the same answer; null: it gave none, or none yet. */
  says: string | null;
  waiting: boolean;
  serial: number | null;
}

export interface Agreement {
  /** For each voice: 1 for what most of them say, 2 and on for the rest, null for those that say nothing. */
  groups: (number | null)[];
  /** Whether group 1 is larger than each other. */
  majority: boolean;
  sentence: string;
}

/** Who of several servers says the same, and that in a sentence. Of groups of one size, the one that was asked first is first. */
export function agreementOf(voices: readonly Voice[]): Agreement {
  const bySaying = new Map<string, string[]>();
  for (const { says, label } of voices) if (says !== null) bySaying.set(says, [...(bySaying.get(says) ?? []), label]);
  const groups = [...bySaying].sort(([, a], [, b]) => b.length - a.length);
  const [first, second] = groups.map(([, labels]) => labels.length);
  const majority = first !== undefined && first > (second ?? 0);
  const numbers = new Map(groups.map(([says], index) => [says, index + 1]));
  const sentence = voices.some(({ waiting }) => waiting)
    ? `${voices.filter(({ waiting }) => !waiting).length} of ${voices.length} servers have been heard so far.`
    : [
        agreementSentence(
          groups.map(([, labels]) => labels),
          voices,
          majority,
        ),
        serialSentence(voices),
      ]
        .filter((part) => part !== '')
        .join(' ');
  return { groups: voices.map(({ says }) => (says === null ? null : (numbers.get(says) ?? null))), majority, sentence };
}

function agreementSentence(groups: readonly string[][], voices: readonly Voice[], majority: boolean): string {
  const mute = voices.filter(({ says }) => says === null).map(({ label }) => label);
  const heard = voices.length - mute.length;
  const [first = [], ...others] = groups;
  const silence = mute.length > 0 ? `; ${list(mute)} gave no answer` : '';
  if (heard === 0) return voices.length === 1 ? `${mute[0]} gave no answer.` : 'None of the servers gave an answer.';
  if (heard === 1) return `Only ${first[0]} answered, so there is nothing to compare${silence}.`;
  if (others.length === 0) {
    const all = heard === 2 ? 'Both servers' : `All ${heard} servers`;
    return `${all}${mute.length > 0 ? ' that answered' : ''} say the same${silence}.`;
  }
  if (majority) {
    const differing = others.flat();
    const [verb, something] = [differing.length === 1 ? 'says' : 'say', 'something else'];
    return `${first.length} of ${heard} servers agree; ${list(differing)} ${verb} ${something}${silence}.`;
  }
  const opinions = groups.map(
    (labels, index) =>
      `${list(labels)} ${index > 0 ? 'another' : labels.length === 1 ? 'says one thing' : 'say one thing'}`,
  );
  return `The servers do not agree, and none is in the majority: ${opinions.join(', ')}${silence}.`;
}

/** Empty where all are the same. */
export function serialSentence(voices: readonly Pick<Voice, 'serial' | 'label'>[]): string {
  const bySerial = new Map<number, string[]>();
  for (const { serial, label } of voices)
    if (serial !== null) bySerial.set(serial, [...(bySerial.get(serial) ?? []), label]);
  if (bySerial.size < 2) return '';
  const held = [...bySerial].map(([serial, labels]) => `${serial} (${list(labels)})`);
  return `They hold the zone at different serials: ${list(held)}.`;
}
