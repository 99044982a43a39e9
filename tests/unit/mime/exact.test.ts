import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { partOf } from '../../../electron/mail/mime';
import { leavesOf } from '../../../electron/mail/mime/leaves';

const sum = (bytes: Uint8Array | undefined) =>
  createHash('sha256')
    .update(bytes ?? '')
    .digest('hex');
const attached = (header: string, body: string | Buffer, lineEnd = '\r\n') =>
  Buffer.concat([
    Buffer.from(
      [
        'From: a@b.c',
        'Content-Type: multipart/mixed; boundary="b c"',
        '',
        '--b c',
        'Content-Type: text/plain',
        '',
        'See the file.',
        '--b c',
        header.replaceAll('\n', lineEnd),
        '',
        '',
      ].join(lineEnd),
    ),
    Buffer.from(body),
    Buffer.from(`${lineEnd}--b c--${lineEnd}`),
  ]);

describe('an attachment is saved as it was sent', () => {
  const eml = 'Subject: signed\r\nDKIM-Signature: v=1\r\n\r\nBody \r\n\r\n\r\n';
  test.each([
    ['a message', 'Content-Type: message/rfc822\nContent-Disposition: attachment; filename=a.eml', eml, eml],
    [
      'lines that end in LF alone',
      'Content-Type: text/csv; name=a.csv\nContent-Disposition: attachment\nContent-Transfer-Encoding: 8bit',
      'a;b\n1;2\n',
      'a;b\n1;2\n',
    ],
    [
      'no line end at the end',
      'Content-Type: application/octet-stream; name=a\nContent-Transfer-Encoding: binary',
      'x\r\ny',
      'x\r\ny',
    ],
    [
      'quoted-printable',
      'Content-Type: text/x-patch; name=a.patch\nContent-Disposition: attachment\nContent-Transfer-Encoding: quoted-printable',
      '+ caf=C3=A9 =\r\n=3D 1 \r\n-=20\r\n',
      '+ café = 1\r\n- \r\n',
    ],
    [
      'base64',
      'Content-Type: text/plain; name=a.txt\nContent-Disposition: attachment\nContent-Transfer-Encoding: base64',
      Buffer.from('See the file.\n').toString('base64'),
      'See the file.\n',
    ],
  ])('%s', async (_, header, body, bytes) => {
    const part = await partOf(attached(header, body), 1);
    expect(Buffer.from(part?.bytes ?? []).toString()).toBe(bytes);
  });

  test('bytes of all kinds, however the lines of the message end', async () => {
    const header = 'Content-Type: application/x-thing; name=a\nContent-Disposition: attachment';
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom('a', '=', '\r\n', '\n', '.', '--', ' ', 'é'), { minLength: 1, maxLength: 40 }),
        fc.constantFrom('\r\n', '\n'),
        async (pieces, lineEnd) => {
          const body = Buffer.from(`x${pieces.join('')}x`);
          expect(sum((await partOf(attached(header, body, lineEnd), 1))?.bytes)).toBe(sum(body));
        },
      ),
    );
  });
});

describe('the leaves of a message', () => {
  const leaves = (text: string) =>
    [...leavesOf(Buffer.from(text))].map(({ encoding, body }) => [encoding, String(body)]);
  test('are found through multiparts in multiparts', () => {
    expect(
      leaves(
        'Content-Type: multipart/mixed;\n boundary=aa\n\npreamble\n--aa\nContent-Type: multipart/alternative; boundary=a\n\n--a\n\n1\n--a\nContent-Transfer-Encoding: 8BIT\n\n2\n--a--\n--aa \nContent-Transfer-Encoding: Base64 (yes)\n\nMw==\n--aa--\nepilogue\n',
      ),
    ).toEqual([
      ['', '1'],
      ['8bit', '2'],
      ['base64', 'Mw=='],
    ]);
  });
  test('end where a message was cut off', () => {
    expect(leaves('Content-Type: multipart/mixed; boundary=a\n\n--a\n\n1\n--a\n\n2')).toEqual([
      ['', '1'],
      ['', '2'],
    ]);
  });
  test('are one where there is no multipart, or none that can be taken apart', () => {
    expect(leaves('Subject: x\n\nbody')).toEqual([['', 'body']]);
    expect(leaves('Content-Type: multipart/mixed\n\nbody')).toEqual([['', 'body']]);
    expect(leaves('Content-Type: multipart/mixed; boundary=z\n\nbody')).toEqual([['', 'body']]);
  });
  test('end for any bytes', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('--a', '\n', '\r\n', 'Content-Type: multipart/x; boundary=a', ' ', 'b', '-'), {
          maxLength: 60,
        }),
        (pieces) => {
          const text = pieces.join('');
          const found = leaves(text);
          expect(found.length).toBeGreaterThan(-1);
          expect(found.map(([, body]) => body).join('').length).toBeLessThanOrEqual(text.length);
        },
      ),
    );
  });
});
