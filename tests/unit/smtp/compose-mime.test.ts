import { describe, expect, test } from 'vitest';
import { parseMessage } from '../../../electron/mail/mime';
import { composeMime } from '../../../electron/mail/smtp';

const plain: Parameters<typeof composeMime>[0] = {
  from: { name: 'Amy', address: 'amy@practice.test' },
  to: [{ name: 'Bob', address: 'bob@practice.test' }],
  cc: [],
  subject: 'Hello',
  text: 'Hello',
  attachments: [],
  inReplyTo: '',
  references: [],
  messageId: 'one',
};
const compose = async (change: Partial<typeof plain> = {}) =>
  (await composeMime({ ...plain, ...change })).toString('latin1');
const header = (raw: string) => raw.slice(0, raw.indexOf('\r\n\r\n'));

test('a message has the fields that RFC 5322 asks for, and none of this computer', async () => {
  const fields = header(await compose());
  expect(fields).toMatch(/^From: Amy <amy@practice\.test>$/m);
  expect(fields).toMatch(/^To: Bob <bob@practice\.test>$/m);
  expect(fields).toMatch(/^Date: \w{3}, \d{2} \w{3} \d{4} \d{2}:\d{2}:\d{2} \+0000$/m);
  expect(fields).toMatch(/^Message-ID: <one@practice\.test>$/m);
  expect(fields).not.toMatch(/^(Bcc|Received|X-|In-Reply-To|References|Cc)/im);
  const cc = [{ name: '', address: 'carol@practice.test' }];
  expect(header(await compose({ cc }))).toMatch(/^Cc: carol@practice\.test$/m);
});

test.each(['Hello\nworld', 'Hello\r\nworld', 'Hello\rworld', '你好\n世界', 'x'.repeat(5_000)])(
  'every line of %j ends with CRLF, and none is longer than 998 octets (RFC 5322 §2.1.1)',
  async (text) => {
    const raw = await compose({ text, subject: `${'主旨'.repeat(100)}` });
    expect(raw.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
    expect(Math.max(...raw.split('\r\n').map((line) => line.length))).toBeLessThanOrEqual(998);
    const parsed = await parseMessage(Buffer.from(raw, 'latin1'));
    expect(parsed.text?.replaceAll('\r\n', '\n').trimEnd()).toBe(text.replace(/\r\n?/g, '\n'));
  },
);

test('an answer belongs to its thread', async () => {
  const fields = header(await compose({ inReplyTo: 'b@x', references: ['a@x', 'b@x'] }));
  expect(fields).toMatch(/^In-Reply-To: <b@x>$/m);
  expect(fields).toMatch(/^References: <a@x> <b@x>$/m);
});

test('names, subjects and file names of any language arrive as they are', async () => {
  const content = Buffer.from([0, 255, 13, 10, 46, 13, 10]);
  const raw = await composeMime({
    ...plain,
    from: { name: '陳, "Amy" <x>', address: 'amy@practice.test' },
    to: [{ name: 'Müller', address: 'm@例子.test' }],
    subject: '作業 📎 = ?utf-8?',
    attachments: [{ name: '報告 "1";.bin', type: 'application/octet-stream', content }],
  });
  const parsed = await parseMessage(raw);
  expect(parsed.from).toEqual({ name: '陳, "Amy" <x>', address: 'amy@practice.test' });
  expect(parsed.subject).toBe('作業 📎 = ?utf-8?');
  expect(raw.toString('latin1')).toContain('m@xn--fsqu00a.test');
  expect(parsed.attachments).toMatchObject([{ size: content.byteLength }]);
});

describe('no field begins another one', () => {
  const evil = [
    '\r\nBcc: evil@x.test',
    '\nBcc: evil@x.test',
    '\rBcc: evil@x.test',
    '\u2028Bcc: evil@x.test',
    '\0\r\n\r\nbody',
  ];
  test.each(evil)('%j', async (text) => {
    const raw = await compose({
      from: { name: `A${text}`, address: 'amy@practice.test' },
      to: [{ name: `B${text}`, address: `bob@practice.test${text}` }],
      subject: `S${text}`,
      attachments: [{ name: `a${text}.txt`, type: `text/plain${text}`, content: Buffer.from('') }],
      inReplyTo: `a@x${text}`,
      references: [`a@x${text}`],
      messageId: `one${text}`,
    });
    expect(raw).not.toMatch(/^Bcc:/im);
    const unfolded = header(raw).replace(/\r\n[ \t]/g, ' ');
    const known =
      /^(From|To|Subject|Date|Message-ID|In-Reply-To|References|MIME-Version|Content-Type|User-Agent|Content-Transfer-Encoding): /;
    for (const line of unfolded.split('\r\n')) expect(line).toMatch(known);
  });
});
