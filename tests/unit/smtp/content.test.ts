import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { contentOf, contentOfFile, onTheLine } from '../../../electron/mail/smtp/content';
import { temporaryFolder } from '../../support/lab';

const header = 'Subject: a\r\n\r\n';

async function withFile<T>(bytes: Buffer | string, work: (path: string) => Promise<T>): Promise<T> {
  const folder = await temporaryFolder('content');
  try {
    const path = join(folder.path, 'message');
    await writeFile(path, bytes);
    return await work(path);
  } finally {
    await folder.remove();
  }
}

test.each([
  [`${header}plain\r\n`, false, false],
  [`${header}déjà vu\r\n`, true, false],
  ['Subject: déjà\r\n\r\nplain\r\n', true, true],
  ['Subject: déjà\n\nplain\n', true, true],
  ['Subject: no end é', true, true],
  ['', false, false],
])('%j is known for what it needs, in memory and in a file', async (text, eightBit, eightBitHeader) => {
  const raw = Buffer.from(text);
  const expected = { size: raw.byteLength, eightBit, eightBitHeader };
  expect(contentOf(raw)).toMatchObject(expected);
  await withFile(raw, async (path) => expect(await contentOfFile(path)).toMatchObject(expected));
});

test('what is beyond ASCII is found far behind the beginning', async () => {
  const raw = Buffer.from(`${header}${'x'.repeat(300_000)}é\r\n`);
  await withFile(raw, async (path) => {
    expect(await contentOfFile(path)).toMatchObject({ eightBit: true, eightBitHeader: false });
  });
});

test('a file is read in pieces, again each time, and told of as it goes', async () => {
  const raw = Buffer.from(`${header}${'line\n'.repeat(1_000_000)}`);
  await withFile(raw, async (path) => {
    const content = await contentOfFile(path);
    for (const _time of [1, 2]) {
      const told: number[] = [];
      const pieces: Buffer[] = [];
      for await (const piece of onTheLine(content, true, (octets) => told.push(octets))) pieces.push(piece);
      expect(pieces.length).toBeGreaterThan(3);
      expect(Buffer.concat(pieces).toString()).toBe(raw.toString().replace(/\r?\n/g, '\r\n'));
      expect(told.at(-1)).toBe(raw.byteLength);
    }
  });
});

test('a file that can’t be read is an error and no message', async () => {
  await withFile('', async (path) => {
    await expect(contentOfFile(`${path}-gone`)).rejects.toThrow('ENOENT');
  });
});
