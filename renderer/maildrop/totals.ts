import type { Maildrop, MaildropEntry } from '../../shared/contract';
import { formatOctets, plural } from '../ui/format';

export interface Total {
  messages: number;
  octets: number;
}

export const totalOf = (entries: readonly MaildropEntry[]): Total => ({
  messages: entries.length,
  octets: entries.reduce((sum, { octets }) => sum + octets, 0),
});

const told = ({ messages, octets }: Total) => `${plural(messages, 'message')}, ${formatOctets(octets)}`;

/** Says so when the server contradicts itself; empty when it does not. */
export function disagreement({ stat, entries }: Pick<Maildrop, 'stat' | 'entries'>): string {
  const listed = totalOf(entries);
  if (!stat || (stat.messages === listed.messages && stat.octets === listed.octets)) return '';
  return `The server contradicts itself: STAT says ${told(stat)}, but LIST adds up to ${told(listed)}. Posthorn goes by LIST.`;
}
