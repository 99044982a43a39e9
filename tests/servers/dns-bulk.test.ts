import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Bulk } from '../../electron/dns';
import { type Serving, serveDatagrams } from '../../electron/wire';
import { root } from '../../scripts/lib/paths.mjs';
import type { BulkRow, BulkState } from '../../shared/contract';
import { freeUdpPort, temporaryFolder, until } from '../support/lab';
import { type NameServer, startNsd } from '../support/nsd';

const workerPath = join(root, 'dist/electron/dns-worker.cjs');
const hosts = 3_000;
const ZONE = `$TTL 300
@ IN SOA ns1 hostmaster 1 7200 3600 604800 300
@ IN NS ns1
ns1 IN A 127.0.0.1
alias IN CNAME h7
${Array.from({ length: hosts }, (_, i) => `h${i} IN A 192.0.${i >> 8}.${i & 255}`).join('\n')}
${Array.from({ length: 30 }, (_, i) => `big IN TXT "${i} ${'x'.repeat(180)}"`).join('\n')}
`;
let nsd: NameServer;
let folder: Awaited<ReturnType<typeof temporaryFolder>>;
const closing: (() => Promise<void>)[] = [];
beforeAll(async () => {
  folder = await temporaryFolder('dns-bulk');
  nsd = await startNsd({ 'bulk.test': ZONE });
  bulk = new Bulk(workerPath);
  closing.push(() => bulk.close());
});
afterAll(async () => {
  for (const close of closing) await close();
  await nsd?.stop();
  await folder?.remove();
});

let files = 0;
let bulk: Bulk;
async function begin(job: Partial<Parameters<Bulk['start']>[0]> & { names?: string[]; port?: number }) {
  const { names = [], port = nsd.port, ...rest } = job;
  const states: BulkState[] = [];
  files += 1;
  await bulk.start(
    {
      source: { kind: 'text', text: names.join('\n') },
      types: ['A'],
      server: { host: '127.0.0.1', port },
      transport: 'udp',
      ca: [],
      concurrency: 100,
      perSecond: null,
      ...rest,
    },
    join(folder.path, `results-${files}`),
    (state) => states.push(state),
  );
  return {
    bulk,
    states,
    async ended(): Promise<BulkState> {
      await until('the questions to be answered', () => (states.at(-1)?.state ?? 'running') !== 'running');
      const last = states.at(-1);
      if (!last) throw new Error('no state');
      return last;
    },
    async rows(kind: BulkRow['kind'] | null = null, from = 0, count = 500): Promise<BulkRow[]> {
      return (await bulk.rows(kind, from, count)).rows.map((row) => JSON.parse(row));
    },
  };
}

describe('against NSD', () => {
  test('thousands of names from a file are each answered once, in their order', async () => {
    const path = join(folder.path, 'names.txt');
    const names = Array.from({ length: hosts }, (_, i) => `h${i}.bulk.test`);
    await writeFile(path, `# names\r\n\n${names.join('\r\n')}\r\n`);
    const run = await begin({ source: { kind: 'file', path } });
    expect(await run.ended()).toMatchObject({ state: 'done', total: hosts, done: hosts, kinds: { answer: hosts } });
    const rows = await run.rows(null, 2_990, 500);
    expect(rows.map(({ name, data }) => [name, ...data])).toEqual(
      names.slice(2_990).map((name, i) => [name, `192.0.${(2_990 + i) >> 8}.${(2_990 + i) & 255}`]),
    );
    expect((await readFile(join(folder.path, `results-${files}`))).length).toBeGreaterThan(hosts * 50);
  });

  test('however many are asked, the window hears of them five times a second, and of counts alone', async () => {
    const names = Array.from({ length: hosts * 4 }, (_, i) => `h${i % hosts}.bulk.test`);
    const run = await begin({ names });
    const { done, elapsedMs } = await run.ended();
    expect(done).toBe(hosts * 4);
    // Besides its begin and its end; a timer may come a little early by its clock, never twice.
    expect(run.states.length).toBeLessThanOrEqual(2 + elapsedMs / 190);
    expect(Math.max(...run.states.map((state) => JSON.stringify(state).length))).toBeLessThan(500);
  });

  test('each kind of result is told, and can be shown alone', async () => {
    const names = [
      'h1.bulk.test',
      'nope.bulk.test',
      'a..b',
      'big.bulk.test',
      'alias.bulk.test',
      'x.other',
      '192.0.2.1',
    ];
    const run = await begin({ names, types: ['A', 'TXT'] });
    expect((await run.ended()).total).toBe(14);
    const rows = await run.rows();
    expect(rows.map(({ name, type, kind, data }) => [name, type, kind, data.length])).toEqual([
      ['h1.bulk.test', 'A', 'answer', 1],
      ['h1.bulk.test', 'TXT', 'no-data', 0],
      ['nope.bulk.test', 'A', 'nxdomain', 0],
      ['nope.bulk.test', 'TXT', 'nxdomain', 0],
      ['a..b', 'A', 'bad-name', 0],
      ['a..b', 'TXT', 'bad-name', 0],
      ['big.bulk.test', 'A', 'no-data', 0],
      // Too long for a datagram: asked for again over TCP.
      ['big.bulk.test', 'TXT', 'answer', 30],
      ['alias.bulk.test', 'A', 'answer', 1],
      ['alias.bulk.test', 'TXT', 'no-data', 0],
      ['x.other', 'A', 'refused', 0],
      ['x.other', 'TXT', 'refused', 0],
      ['192.0.2.1', 'PTR', 'refused', 0],
      ['192.0.2.1', 'PTR', 'refused', 0],
    ]);
    const { total } = await run.bulk.rows('nxdomain', 0, 1);
    expect(total).toBe(2);
    expect((await run.rows('nxdomain', 1)).map(({ index }) => index)).toEqual([3]);
  });

  test('over TCP too', async () => {
    const names = Array.from({ length: 300 }, (_, i) => `h${i}.bulk.test`);
    const run = await begin({ names, transport: 'tcp', concurrency: 20 });
    expect(await run.ended()).toMatchObject({ state: 'done', kinds: { answer: 300 } });
  });

  test('is saved as CSV and as JSON', async () => {
    const run = await begin({ names: ['h1.bulk.test', '=cmd(),x', 'nope.bulk.test'] });
    await run.ended();
    const at = (name: string) => join(folder.path, name);
    await run.bulk.export(at('a.csv'), 'csv', null);
    const [head, first, second] = (await readFile(at('a.csv'), 'utf8')).split('\r\n');
    expect(head).toBe('name,type,result,ttl,data,microseconds');
    expect(first).toMatch(/^h1\.bulk\.test,A,answer,300,192\.0\.0\.1,\d+$/);
    expect(second).toMatch(/^'=cmd\(\),A,/);
    await run.bulk.export(at('a.json'), 'json', 'nxdomain');
    expect(JSON.parse(await readFile(at('a.json'), 'utf8'))).toMatchObject([
      { name: 'nope.bulk.test', kind: 'nxdomain' },
    ]);
    await expect(run.bulk.export(folder.path, 'csv', null)).rejects.toThrow();
  });

  test('what nobody can read is said', async () => {
    const run = await begin({ source: { kind: 'file', path: join(folder.path, 'none') } });
    expect(await run.ended()).toMatchObject({ state: 'failed', error: { code: 'dns.unreadable-file' } });
  });
});

describe('a server that', () => {
  async function serve(onDatagram: (bytes: Buffer, reply: (bytes: Uint8Array) => void) => void): Promise<number> {
    const serving: Serving = await serveDatagrams({
      host: '127.0.0.1',
      port: 0,
      onDatagram: (bytes, _, reply) => onDatagram(bytes, reply),
    });
    closing.push(() => serving.close());
    return serving.port;
  }
  const echo = (question: Buffer): Buffer => {
    const answer = Buffer.from(question);
    answer.writeUInt16BE(0x8400, 2);
    return answer;
  };

  test('is overtaken by forgers is believed all the same', async () => {
    const port = await serve((bytes, reply) => {
      const wrongId = echo(bytes);
      wrongId.writeUInt16BE((bytes.readUInt16BE(0) + 1) % 0x1_0000, 0);
      wrongId[3] = 5;
      const wrongName = echo(bytes);
      wrongName[13] = 0x7a;
      wrongName[3] = 5;
      for (const answer of [wrongId, wrongName, bytes, Buffer.from('x'), echo(bytes), echo(bytes)]) reply(answer);
    });
    const run = await begin({ names: Array.from({ length: 50 }, (_, i) => `a${i}.test`), port, concurrency: 1 });
    const state = await run.ended();
    expect(state.kinds).toMatchObject({ 'no-data': 50, refused: 0 });
    expect(state.dropped).toBeGreaterThanOrEqual(4 * 50);
  });

  test('loses questions is asked again', async () => {
    let lost = 0;
    const seen = new Set<string>();
    const port = await serve((bytes, reply) => {
      const name = bytes.toString('latin1', 12).toLowerCase();
      if (seen.has(name) || !name.includes('lost')) return reply(echo(bytes));
      seen.add(name);
      lost += 1;
    });
    const run = await begin({ names: ['a.test', 'lost1.test', 'lost2.test', 'b.test'], port });
    expect((await run.ended()).kinds).toMatchObject({ 'no-data': 4, silent: 0 });
    expect(lost).toBe(2);
  });

  test('answers no faster than it is asked', async () => {
    const times: number[] = [];
    const port = await serve((bytes, reply) => {
      times.push(performance.now());
      reply(echo(bytes));
    });
    const run = await begin({ names: Array.from({ length: 30 }, (_, i) => `a${i}.test`), port, perSecond: 60 });
    await run.ended();
    // Thirty at sixty a second are spread over half a second; what a slow machine adds does no harm.
    expect((times.at(-1) ?? 0) - (times[0] ?? 0)).toBeGreaterThan(400);
  });

  test('is not there ends it at once', async () => {
    const run = await begin({ names: ['a.test'], port: await freeUdpPort() });
    expect(await run.ended()).toMatchObject({ state: 'failed', error: { code: 'wire.refused' } });
  });

  test('says nothing can be left', async () => {
    let heard = 0;
    const port = await serve(() => {
      heard += 1;
    });
    const run = await begin({ names: ['a.test', 'b.test'], port });
    await until('it to be asked', () => heard === 2);
    await run.bulk.cancel();
    expect(await run.ended()).toMatchObject({ state: 'cancelled', done: 0, total: 2 });
  });
});
