import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Maildrop } from '../../../electron/practice/maildrop';
import { temporaryFolder } from '../../support/lab';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let path: string;
beforeEach(async () => {
  folder = await temporaryFolder('maildrop');
  path = join(folder.path, 'maildrop');
});
afterEach(() => folder.remove());

const seed = () => [Buffer.from('a\r\n'), Buffer.from('b\r\n')];
const noSeed = () => {
  throw new Error('seeded twice');
};

test('it is seeded once, and a restart finds it as it was left', async () => {
  const drop = await Maildrop.open(path, seed);
  const [first] = await drop.list();
  await drop.remove([first?.uidl ?? '']);
  await drop.deliver(Buffer.from('c'));
  const again = await Maildrop.open(path, noSeed);
  const list = await again.list();
  expect(list).toEqual(await drop.list());
  expect(await Promise.all(list.map(({ uidl }) => again.read(uidl).then(String)))).toEqual(['b\r\n', 'c\r\n']);
});

test('a message that does not end its last line gets the line end', async () => {
  const drop = await Maildrop.open(path, () => []);
  await drop.deliver(Buffer.from('no end'));
  expect((await drop.list())[0]?.octets).toBe(8);
});

test('the number of a deleted newest message is not given again after a restart', async () => {
  const drop = await Maildrop.open(path, seed);
  await drop.deliver(Buffer.from('newest\r\n'));
  const uidls = (await drop.list()).map(({ uidl }) => uidl);
  await drop.remove(uidls);
  const again = await Maildrop.open(path, noSeed);
  await again.deliver(Buffer.from('new\r\n'));
  const [only] = await again.list();
  expect(uidls).not.toContain(only?.uidl);
  expect(only && only.uidl > (uidls.at(-1) ?? '')).toBe(true);
});

test('a lost state is found again in the names of the messages, and nothing is seeded over them', async () => {
  const drop = await Maildrop.open(path, seed);
  const before = await drop.list();
  await writeFile(join(path, 'state.json'), 'broken');
  const again = await Maildrop.open(path, noSeed);
  await again.deliver(Buffer.from('new\r\n'));
  const after = await again.list();
  expect(after.slice(0, 2)).toEqual(before);
  expect(new Set(after.map(({ uidl }) => uidl)).size).toBe(3);
});

test('a first start that was cut short begins anew', async () => {
  await mkdir(`${path}.new`);
  await writeFile(join(`${path}.new`, '00000001abcd.eml'), 'half');
  const drop = await Maildrop.open(path, seed);
  expect(await drop.list()).toHaveLength(2);
  expect(await readdir(folder.path)).toEqual(['maildrop']);
});

test('messages that arrive at once get numbers of their own', async () => {
  const drop = await Maildrop.open(path, () => []);
  await Promise.all(Array.from({ length: 20 }, (_, i) => drop.deliver(Buffer.from(`${i}\r\n`))));
  const list = await drop.list();
  expect(list).toHaveLength(20);
  const texts = await Promise.all(list.map(({ uidl }) => drop.read(uidl).then((octets) => octets.toString().trim())));
  expect(texts).toEqual(Array.from({ length: 20 }, (_, i) => String(i)));
  const uidls = list.map(({ uidl }) => uidl);
  await drop.remove(uidls);
  const again = await Maildrop.open(path, noSeed);
  await again.deliver(Buffer.from('later\r\n'));
  expect(uidls).not.toContain((await again.list())[0]?.uidl);
});
