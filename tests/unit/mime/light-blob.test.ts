import fc from 'fast-check';
import { afterEach, expect, test } from 'vitest';
import { parseMessage } from '../../../electron/mail/mime';
import { LightBlob, lightenBlob } from '../../../electron/mail/mime/light-blob';

const Native = globalThis.Blob;
afterEach(() => {
  globalThis.Blob = Native;
});

const chunk = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.uint8Array(),
  fc.uint8Array().map((bytes) => Uint8Array.from(bytes).buffer),
  // Part of something larger.
  fc.uint8Array({ minLength: 3 }).map((bytes) => bytes.subarray(1, -1)),
);

test('gives what the real one would', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(chunk), async (chunks) => {
      const real = await new Native(chunks.map((one) => (one instanceof Uint8Array ? Uint8Array.from(one) : one)));
      expect(Buffer.from(await new LightBlob(chunks).arrayBuffer())).toEqual(Buffer.from(await real.arrayBuffer()));
    }),
  );
});

test('a message is the same through it', async () => {
  const raw = Buffer.from(
    [
      'From: amy@example.org',
      'Content-Type: multipart/mixed; boundary=b',
      '',
      '--b',
      'Content-Type: text/plain; charset=utf-8',
      'Content-Transfer-Encoding: quoted-printable',
      '',
      'Gr=C3=BC=C3=9Fe aus=',
      ' T=C3=BCbingen',
      '--b',
      'Content-Type: application/octet-stream; name=a.bin',
      'Content-Transfer-Encoding: base64',
      '',
      'AAECAwQFBgcICQ==',
      '--b',
      'Content-Type: text/plain',
      'Content-Disposition: attachment; filename=b.txt',
      '',
      'as it is',
      '--b--',
      '',
    ].join('\r\n'),
  );
  const before = await parseMessage(raw);
  lightenBlob();
  expect(globalThis.Blob).toBe(LightBlob);
  expect(await parseMessage(raw)).toEqual(before);
  expect(before.text).toContain('Grüße aus Tübingen');
  expect(before.attachments.map(({ size }) => size)).toEqual([10, 9]);
});
