import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { indexPath, openDatabase } from '../../../electron/mail/store/database';
import { Filing } from '../../../electron/mail/store/filing';
import { Ingest } from '../../../electron/mail/store/ingest';
import { IntakeLog, readLog } from '../../../electron/mail/store/intake-log';
import { MessageIndex } from '../../../electron/mail/store/message-index';
import { RawFiles } from '../../../electron/mail/store/raw-files';
import { temporaryFolder, until } from '../../support/lab';
import { message } from '../../support/store';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let files: RawFiles;
beforeEach(async () => {
  folder = await temporaryFolder('ingest');
  files = new RawFiles(folder.path);
  await files.open();
});
afterEach(() => folder.remove());

/** Messages one after the other, as a fetch hands them in. */
function blockOf(count: number, from = 0) {
  const raws = Array.from({ length: count }, (_, index) =>
    Buffer.from(message({ Subject: `Number ${from + index}`, 'Message-ID': `<${from + index}@x>` })),
  );
  const messages = raws.map((raw, index) => ({
    arrival: { accountId: 'amy', kind: 'received' as const, uidl: `u${from + index}` },
    size: raw.byteLength,
  }));
  return { block: Buffer.concat(raws), messages };
}

test('who settles in the middle of a block waits for its end', async () => {
  const ingest = new Ingest(files);
  const { block, messages } = blockOf(50);
  const writing = ingest.block(block, messages);
  const durable = await ingest.settle();
  await writing;
  expect(durable.map(({ arrival }) => arrival.uidl)).toEqual(messages.map(({ arrival }) => arrival.uidl));
  const [path = ''] = await files.logs();
  expect(await readLog(path)).toHaveLength(50);
  expect(await ingest.settle()).toEqual([]);
});

test('what could not be written leaves no gap: what follows lies where it is said to lie', async () => {
  const away = join(folder.path, 'away');
  const log = new IntakeLog(join(away, 'a.log'));
  const first = blockOf(3);
  await expect(log.append(first.block, first.messages)).rejects.toMatchObject({ code: 'store.write-failed' });
  await mkdir(away);
  const second = blockOf(3, 3);
  const logged = await log.append(second.block, second.messages);
  await log.seal();
  expect(await readLog(log.path)).toEqual(logged);
});

test('nothing is filed while a fetch runs', async () => {
  const ingest = new Ingest(files);
  const { block, messages } = blockOf(4);
  await ingest.block(block, messages);
  const durable = await ingest.settle();
  const db = openDatabase(indexPath(folder.path));
  let asked = 0;
  let fetching = true;
  const busy = () => {
    asked += 1;
    return fetching;
  };
  const filing = new Filing(db, new MessageIndex(db), files, busy, () => {});
  filing.add(durable.map(({ file, logged }) => ({ file, logged })));
  const filed = () => durable.filter(({ file }) => existsSync(files.path(file))).length;
  await until('the filing to look several times', async () => asked > 3);
  expect(filed()).toBe(0);
  fetching = false;
  await filing.done();
  expect(filed()).toBe(4);
  expect(await files.logs()).toEqual([]);
  db.close();
});
