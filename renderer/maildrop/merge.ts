import type { Maildrop, MaildropChange } from '../../shared/contract';

/** The picture after a change; null when what it changes is not known. */
export function merge(before: Maildrop | null, { which, entries, ...status }: MaildropChange): Maildrop | null {
  if (which === 'all') return { ...status, entries };
  if (!before) return null;
  if (entries.length === 0) return { ...status, entries: before.entries };
  const changed = new Map(entries.map((entry) => [entry.number, entry]));
  return { ...status, entries: before.entries.map((entry) => changed.get(entry.number) ?? entry) };
}
