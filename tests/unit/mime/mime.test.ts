import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeHeaders, parseMessage, partOf, safeFileName } from '../../../electron/mail/mime';

const crlf = (text: string) => Buffer.from(text.replace(/\r?\n/g, '\r\n'), 'latin1');
const bytes = (...parts: (string | number[])[]) =>
  Buffer.concat(parts.map((part) => (typeof part === 'string' ? crlf(part) : Buffer.from(part))));

describe('charsets', () => {
  const table: [string, number[], string][] = [
    ['big5', [0xa4, 0xa4, 0xa4, 0xe5], '中文'],
    ['gb18030', [0xd6, 0xd0, 0xce, 0xc4], '中文'],
    ['gb2312', [0xd6, 0xd0, 0xce, 0xc4], '中文'],
    ['shift_jis', [0x93, 0xfa, 0x96, 0x7b], '日本'],
    ['iso-2022-jp', [0x1b, 0x24, 0x42, 0x46, 0x7c, 0x4b, 0x5c, 0x1b, 0x28, 0x42], '日本'],
    ['euc-kr', [0xc7, 0xd1, 0xb1, 0xdb], '한글'],
    ['koi8-r', [0xd0, 0xd2, 0xc9, 0xd7, 0xc5, 0xd4], 'привет'],
    ['windows-1251', [0xef, 0xf0, 0xe8, 0xe2, 0xe5, 0xf2], 'привет'],
    ['windows-1252', [0x63, 0x61, 0x66, 0xe9, 0x80], 'café€'],
    ['windows-1250', [0x9e, 0x6c, 0x75], 'žlu'],
    ['windows-1253', [0xe1, 0xe2], 'αβ'],
    ['windows-1255', [0xf9, 0xec], 'של'],
    ['windows-1256', [0xd3, 0xe1], 'سل'],
    ['iso-8859-15', [0xa4], '€'],
    ['utf-8', [0xe4, 0xb8, 0xad], '中'],
  ];
  test.each(table)('%s in the body', async (charset, octets, text) => {
    const parsed = await parseMessage(
      bytes(
        `From: a@b.c\nContent-Type: text/plain; charset=${charset}\nContent-Transfer-Encoding: 8bit\n\n`,
        octets,
        '\n',
      ),
    );
    expect(parsed.text?.trim()).toBe(text);
  });
  test.each(table)('%s in an encoded word (RFC 2047)', async (charset, octets, text) => {
    const parsed = await parseMessage(
      bytes(`From: a@b.c\nSubject: =?${charset}?B?${Buffer.from(octets).toString('base64')}?=\n\nx\n`),
    );
    expect(parsed.subject).toBe(text);
  });
  test.each(table)('%s in a file name (RFC 2231)', async (charset, octets, text) => {
    const name = octets.map((octet) => `%${octet.toString(16).padStart(2, '0')}`).join('');
    const parsed = await parseMessage(
      crlf(
        `From: a@b.c\nMIME-Version: 1.0\nContent-Type: application/pdf\nContent-Disposition: attachment; filename*=${charset}''${name}.pdf\nContent-Transfer-Encoding: base64\n\nAAAA\n`,
      ),
    );
    expect(parsed.attachments[0]?.name).toBe(`${text}.pdf`);
  });
});

test('a header with raw 8-bit text is read in the charset of the body', async () => {
  const parsed = await parseMessage(
    bytes('From: a@b.c\nSubject: ', [0xa4, 0xa4, 0xa4, 0xe5], '\nContent-Type: text/plain; charset=big5\n\nx\n'),
  );
  expect(parsed.subject).toBe('中文');
});

test('a header in raw UTF-8 is read as that, whatever the charset of the body', async () => {
  const parsed = await parseMessage(
    bytes('From: a@b.c\nSubject: ', [0xe4, 0xb8, 0xad], '\nContent-Type: text/plain; charset=big5\n\nx\n'),
  );
  expect(parsed.subject).toBe('中');
});

test('a header with raw 8-bit text and no charset is read as windows-1252', async () => {
  expect((await parseMessage(bytes('From: a@b.c\nSubject: caf', [0xe9], '\n\nx\n'))).subject).toBe('café');
});

test('a header block alone gives subject and sender', async () => {
  const raw = crlf('From: =?big5?B?pKSk5Q==?= <a@b.c>\nSubject: Hello\n\n');
  expect(decodeHeaders(raw)).toEqual({ subject: 'Hello', from: '中文' });
  expect(decodeHeaders(bytes('From: a@b.c\nSubject: caf', [0xe9], '\n\n'))).toEqual({
    subject: 'café',
    from: 'a@b.c',
  });
});

test('alternative, related image and attachment are told apart', async () => {
  const raw = crlf(`From: a@b.c
Subject: S
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=m

--m
Content-Type: multipart/related; boundary=r

--r
Content-Type: text/html; charset=utf-8

<p>Hello <img src="cid:pic@x"></p>
--r
Content-Type: image/png; name=p.png
Content-ID: <pic@x>
Content-Transfer-Encoding: base64

iVBORw0KGgo=
--r--
--m
Content-Type: text/csv; name="a.csv"
Content-Disposition: attachment; filename="a.csv"

1,2
--m--
`);
  const parsed = await parseMessage(raw);
  expect(parsed.html).toContain('Hello');
  expect(parsed.attachments).toMatchObject([
    { part: 1, inline: true, contentId: 'pic@x', type: 'image/png', size: 8 },
    { part: 2, inline: false, name: 'a.csv', type: 'text/csv' },
  ]);
  expect(Buffer.from((await partOf(raw, 2))?.bytes ?? []).toString()).toContain('1,2');
  expect(await partOf(raw, 3)).toBeNull();
});

test('400 nested multiparts are shown as text with the reason, not lost', async () => {
  let body = 'inside\n';
  for (let depth = 0; depth < 400; depth++)
    body = `Content-Type: multipart/mixed; boundary=b${depth}\n\n--b${depth}\n${body}\n--b${depth}--\n`;
  const parsed = await parseMessage(crlf(`From: a@b.c\nSubject: Deep\n${body}`));
  expect(parsed.subject).toBe('Deep');
  expect(parsed.problem).toContain("can't be taken apart");
  expect(parsed.text).toContain('inside');
});

test('a multipart without a boundary is shown as text', async () => {
  const parsed = await parseMessage(
    crlf('From: a@b.c\nSubject: S\nContent-Type: multipart/mixed\n\nthe words are here\n'),
  );
  expect(parsed.text).toContain('the words are here');
  expect(parsed.problem).not.toBe('');
});

test('the snippet is what the author wrote, without what is quoted', async () => {
  const parsed = await parseMessage(crlf('From: a@b.c\n\n> you said\nI   say\n'));
  expect(parsed.snippet).toBe('I say');
});

test('the snippet of HTML has no styles, scripts or entities', async () => {
  const parsed = await parseMessage(
    crlf('From: a@b.c\nContent-Type: text/html\n\n<style>p{}</style><p>A&amp;B&nbsp;&#65;</p><script>x()</script>\n'),
  );
  expect(parsed.snippet).toBe('A&B A');
});

test.each([
  ['big5', 'zh-TW'],
  ['gb2312', 'zh-CN'],
  ['iso-2022-jp', 'ja'],
  ['euc-kr', 'ko'],
])('%s is %s', async (charset, lang) => {
  expect((await parseMessage(crlf(`From: a@b.c\nContent-Type: text/plain; charset=${charset}\n\nx\n`))).lang).toBe(
    lang,
  );
});

test.each([
  ['../../etc/passwd', 'passwd'],
  ['C:\\Windows\\system.ini', 'system.ini'],
  ['con.txt', '_con.txt'],
  ['.bashrc', 'bashrc'],
  ['invoice\u202Efdp.exe', 'invoicefdp.exe'],
  ['a\0b\r\nc?.txt', 'abc.txt'],
  ['   ', 'file'],
  ['作業說明.pdf', '作業說明.pdf'],
])('the file name %j becomes %j', (given, safe) => {
  expect(safeFileName(given, 'file')).toBe(safe);
});

test('no name is too long, and the extension stays', () => {
  const name = safeFileName(`${'長'.repeat(300)}.docx`, 'file');
  expect(Buffer.byteLength(name)).toBeLessThanOrEqual(200);
  expect(name.endsWith('.docx')).toBe(true);
});

test('any bytes at all are a message that can be shown', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 500 }), async (raw) => {
      expect(typeof (await parseMessage(raw)).snippet).toBe('string');
    }),
    { numRuns: 300 },
  );
});
