import type { Header } from 'postal-mime';
import type { MessageView } from '../../../shared/contract';
import { mailboxesIn } from './headers';

/** What a header says about how its message is to be answered and taken. */
export type Wishes = Pick<MessageView, 'followupTo' | 'list' | 'receiptTo' | 'priority'>;

export function wishesOf(headers: readonly Header[]): Wishes {
  const fieldOf = (name: string) => headers.find(({ key }) => key === name)?.value ?? '';
  const peopleIn = (name: string) => mailboxesIn(fieldOf(name)).filter(({ address }) => address.includes('@'));
  const post = fieldOf('list-post');
  return {
    followupTo: peopleIn('mail-followup-to'),
    list: post !== '' || fieldOf('list-id') !== '' ? { post: postingAddress(post) } : null,
    receiptTo: peopleIn('disposition-notification-to'),
    priority: priorityOf(fieldOf('x-priority'), fieldOf('importance'), fieldOf('priority')),
  };
}

/** RFC 2369 §3.4: addresses in angle brackets, the best first, or `NO` where nobody may write to the list. */
function postingAddress(field: string): string {
  const address = /<mailto:([^>?]+)/i.exec(field)?.[1] ?? '';
  try {
    return decodeURIComponent(address.trim());
  } catch {
    return '';
  }
}

/** X-Priority counts from 1; Importance and Priority are words (RFC 4021 §2.1.54, RFC 2156 §5.3.6). */
export function priorityOf(xPriority: string, importance: string, priority: string): Wishes['priority'] {
  if (xPriority === '' && importance === '' && priority === '') return 'normal';
  const number = Number(/^\s*([1-5])/.exec(xPriority)?.[1] ?? 3);
  const words = `${importance} ${priority}`.toLowerCase();
  if (number < 3 || /\b(high|urgent)\b/.test(words.replace('non-urgent', ''))) return 'high';
  return number > 3 || /\b(low|non-urgent)\b/.test(words) ? 'low' : 'normal';
}
