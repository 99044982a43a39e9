/** When a sample was sent, as minutes before the practice mailbox was first opened. */
export interface Sample {
  minutesAgo: number;
  build(date: Date): Buffer;
}

const days = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const two = (value: number) => String(value).padStart(2, '0');

/** RFC 5322 §3.3, in UTC. */
export function rfc5322Date(date: Date): string {
  const time = [date.getUTCHours(), date.getUTCMinutes(), date.getUTCSeconds()].map(two).join(':');
  return `${days[date.getUTCDay()]}, ${date.getUTCDate()} ${months[date.getUTCMonth()]} ${date.getUTCFullYear()} ${time} +0000`;
}

/** An encoded word (RFC 2047); the text must be short enough for one. */
export function word(text: string, charset = 'UTF-8', octets: Buffer = Buffer.from(text)): string {
  return `=?${charset}?B?${octets.toString('base64')}?=`;
}

/** Base64 in lines of 76. */
export function base64(octets: Buffer | string): string {
  return (
    Buffer.from(octets)
      .toString('base64')
      .match(/.{1,76}/g) ?? []
  ).join('\n');
}

export interface Part {
  headers: Record<string, string>;
  body: string | Buffer;
}

/** A multipart body under this boundary. */
export function multipart(type: string, boundary: string, parts: Part[]): Part {
  const pieces = parts.flatMap((part) => [`--${boundary}\n`, headerBlock(part.headers), part.body, '\n']);
  const body = Buffer.concat([...pieces, `--${boundary}--\n`].map((piece) => Buffer.from(piece)));
  return { headers: { 'Content-Type': `multipart/${type}; boundary="${boundary}"` }, body };
}

export const plain = (body: string): Part => ({
  headers: { 'Content-Type': 'text/plain; charset=utf-8', 'Content-Transfer-Encoding': '8bit' },
  body,
});
export const html = (body: string): Part => ({
  headers: { 'Content-Type': 'text/html; charset=utf-8', 'Content-Transfer-Encoding': '8bit' },
  body,
});

function headerBlock(headers: Record<string, string>): string {
  return `${Object.entries(headers)
    .map(([name, value]) => `${name}: ${value}\n`)
    .join('')}\n`;
}

/** Puts a message together, with the trace that its last hop would have left, and CRLF line ends. */
export function compose(date: Date, headers: Record<string, string>, part: Part): Buffer {
  const arrived = new Date(date.getTime() + 2_000);
  const trace = {
    Received: `from mail.xxx.com.tw (mail.xxx.com.tw [211.72.211.25])\n\tby mx.practice.test with ESMTPS; ${rfc5322Date(arrived)}`,
  };
  const head = headerBlock({ ...trace, Date: rfc5322Date(date), ...headers, 'MIME-Version': '1.0', ...part.headers });
  return withCrlf(Buffer.concat([Buffer.from(head), Buffer.from(part.body)]));
}

/** Turns bare LF into CRLF without touching any other octet: the body may be in any charset. */
export function withCrlf(octets: Buffer): Buffer {
  return Buffer.from(octets.toString('latin1').replace(/\r?\n/g, '\r\n'), 'latin1');
}

export const people = {
  amy: 'Amy Chen <amy@practice.test>',
  meihua: `Lin Mei-hua ${word('林美華')} <meihua@xxx.com.tw>`,
  assistant: `${word('你好 課程助教')} <ta@xxx.com.tw>`,
  bob: 'Bob Wu <bob@practice.test>',
  weekly: 'The Network Weekly <editor@weekly.test>',
  postmaster: 'Postmaster <MAILER-DAEMON@mx.practice.test>',
  time: 'Time service <clock@practice.test>',
  hostmaster: 'Hostmaster <hostmaster@xxx.com.tw>',
};
