import type { MaildropEntry } from '../../shared/contract';
import { formatSize } from '../ui/format';

/** What is there, less what is marked, is what stays. */
export function Sum({ entries }: { entries: MaildropEntry[] }) {
  const octets = (list: MaildropEntry[]) => list.reduce((sum, entry) => sum + entry.octets, 0);
  const marked = entries.filter((entry) => entry.marked);
  const part = (count: number, size: number) => `${count} · ${formatSize(size)}`;
  return (
    <div className="sum" role="status" aria-label="Maildrop state">
      <span>
        on the server <b>{part(entries.length, octets(entries))}</b>
      </span>
      <span>−</span>
      <span>
        marked <b>{part(marked.length, octets(marked))}</b>
      </span>
      <span>=</span>
      <span>
        after QUIT <b>{part(entries.length - marked.length, octets(entries) - octets(marked))}</b>
      </span>
    </div>
  );
}
