import { isAddress } from '../../shared/addresses';
import { month, two, weekday } from '../ui/format';

/** Why there can be no such sender, or empty; nobody at all is allowed, as reports of failure have it (RFC 5321 §4.5.5). */
export const senderProblem = (from: string): string => (from === '' || isAddress(from) ? '' : `${from} is no address.`);

/** Why there can be no such recipient, or empty. */
export function recipientProblem(to: string): string {
  if (to === '') return 'A recipient is needed.';
  return isAddress(to) ? '' : `${to} is no address.`;
}

/** RFC 5322 §3.3, by the clock of this computer. */
function dateField(date: Date): string {
  const [day, inMonth] = [weekday(date), month(date)].map((name) => name.slice(0, 3));
  const east = -date.getTimezoneOffset();
  const zone = `${east < 0 ? '-' : '+'}${two(Math.floor(Math.abs(east) / 60))}${two(Math.abs(east) % 60)}`;
  const time = [date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(':');
  return `${day}, ${date.getDate()} ${inMonth} ${date.getFullYear()} ${time} ${zone}`;
}

/** A whole message, header and body, for somebody to read and alter before it goes. */
export function testMessage({ from, to }: { from: string; to: readonly string[] }, now: Date, id: string): string {
  const domain = from.slice(from.lastIndexOf('@') + 1) || 'posthorn.invalid';
  return [
    `From: <${from || `postmaster@${domain}`}>`,
    `To: ${to.length > 0 ? to.map((one) => `<${one}>`).join(', ') : 'undisclosed-recipients:;'}`,
    'Subject: A test, sent by hand',
    `Date: ${dateField(now)}`,
    `Message-ID: <${id}@${domain}>`,
    '',
    'Each line of this session was sent by hand.',
    '',
  ].join('\n');
}
