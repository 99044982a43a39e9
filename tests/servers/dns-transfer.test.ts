import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { transfer } from '../../electron/dns';
import { readZoneFile } from '../../electron/dns/zone-file';
import { serveStreams, Transcripts } from '../../electron/wire';
import type { ZoneRow } from '../../shared/contract';
import { dig, startBind } from '../support/bind';
import { makeCertificates } from '../support/certificates';
import { freePort, temporaryFolder, until } from '../support/lab';
import { type NameServer, startNsd } from '../support/nsd';
import { run } from '../support/signed-zones';

const ZONE = `$TTL 300
@ IN SOA ns1 host\\.master 7 7200 3600 604800 ( 300 )
  NS ns1
  MX 10 mail ; the first one
ns1 A 192.0.2.1
mail 1h IN A 192.0.2.2
txt TXT "one; not a comment" ( "two"
  three )
srv SRV 0 1 25 mail
${Array.from({ length: 5_000 }, (_, i) => `h${i} A 192.0.${i >> 8}.${i & 255}`).join('\n')}
`;
let bind: NameServer;
beforeAll(async () => {
  bind = await startBind({ 'move.test': ZONE });
});
afterAll(() => bind?.stop());

/** @param ca of an encrypted transfer */
async function fetched(zone: string, port: number, serial: number | null = null, ca: string[] | null = null) {
  const rows: ZoneRow[] = [];
  let pieces = 0;
  const done = await transfer({
    zone,
    server: { host: '127.0.0.1', port },
    encrypted: ca !== null,
    serial,
    ca: ca ?? [],
    transcripts: new Transcripts(),
    onRows: (more) => {
      rows.push(...more);
      pieces += 1;
    },
  });
  return { rows, pieces, done };
}
const text = ({ owner, ttlSeconds, type, data }: ZoneRow) => `${owner} ${ttlSeconds} ${type} ${data}`;

test('a zone of BIND comes whole, in pieces, as dig fetches it', async () => {
  const { rows, pieces, done } = await fetched('move.test', bind.port);
  expect(done).toMatchObject({ zone: 'move.test.', serial: 7, records: rows.length, incremental: false });
  expect(done.sentence).toBe(`move.test has ${rows.length} records at serial 7.`);
  expect(pieces).toBeGreaterThan(1);
  const dug = (await dig(bind.port, 'move.test', 'AXFR', '+noall', '+answer', '+nosplit')).split('\n');
  const theirs = dug.flatMap((line) => /^(\S+)\s+(\d+)\s+IN\s+(\S+)\s+(.*)$/.exec(line)?.slice(1).join(' ') ?? []);
  // dig prints the SOA at both ends.
  expect(rows.map(text).sort()).toEqual([...new Set(theirs)].sort());
});

test('its zone file is read as BIND reads it', async () => {
  const { rows } = await fetched('move.test', bind.port);
  const read = readZoneFile(ZONE, 'move.test');
  expect(read.problems).toEqual([]);
  expect(read.rows.map(text).sort()).toEqual(rows.map(text).sort());
});

test('that nothing has changed is said, and what is not held is refused', async () => {
  expect((await fetched('move.test', bind.port, 7)).done.sentence).toBe('move.test has not changed since serial 7.');
  await expect(fetched('other.test', bind.port)).rejects.toMatchObject({ code: 'dns.transfer-refused' });
});

test('over TLS it comes as well, and from nobody else (RFC 9103)', async () => {
  const folder = await temporaryFolder('dns-transfer');
  const { ca, good, wrongName } = makeCertificates(folder.path);
  for (const [certificate, refused] of [
    [good, null],
    [wrongName, 'tls.name-mismatch'],
  ] as const) {
    const tlsPort = await freePort();
    const server = await startBind({ 'move.test': ZONE }, { ...certificate, tlsPort, httpsPort: await freePort() });
    const over = fetched('move.test', tlsPort, null, [ca]);
    if (refused) await expect(over).rejects.toMatchObject({ code: refused });
    else expect((await over).rows).toEqual((await fetched('move.test', bind.port)).rows);
    await server.stop();
  }
  await folder.remove();
});

/** The zone that changes (RFC 1995 §4) make of an older one, each as text. */
function applied(older: readonly string[], changes: readonly ZoneRow[]): string[] {
  const zone = new Set(older);
  for (const each of changes) {
    if (each.change === '−' && !zone.delete(text(each))) throw new Error(`not there to go: ${text(each)}`);
    if (each.change === '+') zone.add(text(each));
  }
  return [...zone].sort();
}

const many = Array.from({ length: 600 }, (_, i) => `n${i}.move.test. 300 TXT "${'x'.repeat(50)} ${i}"`);
/** What happens to the zone, serial by serial. */
const steps: { drop?: string[]; add?: string[] }[] = [
  { add: ['new.move.test. 300 A 192.0.2.77'] },
  { drop: ['mail.move.test. 3600 A 192.0.2.2'], add: ['mail.move.test. 60 A 192.0.2.2'] },
  {
    drop: ['move.test. 300 MX 10 mail.move.test.'],
    add: ['move.test. 300 MX 20 second.move.test.', 'second.move.test. 300 AAAA 2001:db8::2'],
  },
  {
    drop: ['txt.move.test. 300 TXT "one; not a comment" "two" "three"'],
    add: ['txt.move.test. 300 TXT "other; words" "\\200"'],
  },
  { add: many },
  { drop: many },
  {
    drop: ['new.move.test. 300 A 192.0.2.77'],
    add: ['*.wild.move.test. 300 CNAME new.move.test.', 'we\\032ird.move.test. 300 TXT "odd"'],
  },
];
const first = 7;
const last = first + steps.length;

/** The zone at a serial, of the zone before that step. */
function after(before: readonly string[], { drop = [], add = [] }: (typeof steps)[number]): string[] {
  const left = new Set(before.filter((line) => !drop.includes(line)));
  return [...left, ...add].map((line) => line.replace(/(?<= SOA \S+ \S+ )\d+/, (serial) => String(Number(serial) + 1)));
}

interface Changing extends NameServer {
  /** Makes a step. */
  take(step: (typeof steps)[number], whole: readonly string[]): Promise<void>;
}

async function dynamicBind(): Promise<Changing> {
  const folder = await temporaryFolder('nsupdate');
  const bind = await startBind({ 'move.test': ZONE }, undefined, 'allow-update { 127.0.0.1; };');
  const path = join(folder.path, 'update');
  return {
    port: bind.port,
    take: async ({ drop = [], add = [] }) => {
      const updates = [...drop.map((line) => `delete ${line}`), ...add.map((line) => `add ${line}`)];
      const lines = [`server 127.0.0.1 ${bind.port}`, 'zone move.test.', ...updates, 'send', ''];
      await writeFile(path, lines.join('\n'));
      await run('nsupdate', '-v', path);
    },
    stop: async () => {
      await bind.stop();
      await folder.remove();
    },
  };
}

async function rereadingNsd(): Promise<Changing> {
  const about = ['provide-xfr: 127.0.0.1 NOKEY', 'store-ixfr: yes', 'create-ixfr: yes', 'ixfr-number: 20'];
  const nsd = await startNsd({ 'move.test': ZONE }, [], about);
  return { ...nsd, take: (_, whole) => nsd.reread({ 'move.test': `${whole.join('\n')}\n` }) };
}

describe.each([
  ['BIND', dynamicBind],
  ['NSD', rereadingNsd],
])('changes of %s', (_, start) => {
  let server: Changing;
  /** The whole zone at each serial. */
  const zones = new Map<number, string[]>();
  beforeAll(async () => {
    server = await start();
    const fetchWhole = async () => (await fetched('move.test', server.port)).rows.map(text).sort();
    zones.set(first, await fetchWhole());
    for (const [at, step] of steps.entries()) {
      const expected = after(zones.get(first + at) ?? [], step).sort();
      await server.take(step, expected);
      let whole: string[] = [];
      await until(`serial ${first + at + 1}`, async () => {
        // NSD breaks lines off when another process takes over with the zone that it has read.
        whole = await fetchWhole().catch(() => []);
        return whole.some((line) => line.includes(` ${first + at + 1} 7200 `));
      });
      expect(whole).toEqual(expected);
      zones.set(first + at + 1, whole);
    }
  });
  afterAll(() => server?.stop());

  test('from each serial on they make the zone of now of the zone of then', async () => {
    for (const [serial, older] of zones) {
      if (serial === last) continue;
      const { rows, done } = await fetched('move.test', server.port, serial);
      expect(done).toMatchObject({ incremental: true, serial: last });
      expect(applied(older, rows)).toEqual(zones.get(last));
    }
  });

  test('from before what it remembers, the whole zone comes in their place', async () => {
    const { rows, done } = await fetched('move.test', server.port, first - 1);
    expect(done).toMatchObject({ incremental: false, serial: last });
    expect(rows.map(text).sort()).toEqual(zones.get(last));
  });

  test('that the zone is as it was is said', async () => {
    const { rows, done } = await fetched('move.test', server.port, last);
    expect(done).toMatchObject({ incremental: true, sentence: `move.test has not changed since serial ${last}.` });
    expect(rows).toHaveLength(1);
  });

  test.each([last + 5, 0x7fff_ffff])('that the zone is older than serial %i is said, at once', async (serial) => {
    const { rows, done } = await fetched('move.test', server.port, serial);
    const sentence = `127.0.0.1 has move.test at serial ${last}, which is older than ${serial}, and tells no changes.`;
    expect(done).toMatchObject({ incremental: true, serial: last, sentence });
    expect(rows).toHaveLength(1);
  });
});

/** A server that answers a transfer with these records, as octets behind the question. */
async function scripted(records: Buffer[]): Promise<{ port: number; close(): Promise<void> }> {
  return serveStreams({
    host: '127.0.0.1',
    port: 0,
    async onConnection(connection) {
      const query = (await connection.readSome()).subarray(2);
      const head = Buffer.from(query.subarray(0, 12 + 11 + 4));
      head.writeUInt16BE(0x8400, 2);
      head.writeUInt16BE(records.length, 6);
      head.writeUInt16BE(0, 8);
      const message = Buffer.concat([head, ...records]);
      await connection.write(Buffer.concat([Buffer.from([message.length >> 8, message.length & 255]), message]));
    },
  });
}
const record = (type: number, rdata: Buffer) => {
  const head = Buffer.from([0xc0, 12, 0, type, 0, 1, 0, 0, 1, 44, 0, rdata.length]);
  return Buffer.concat([head, rdata]);
};
const soa = (serial: number) => record(6, Buffer.from([0xc0, 12, 0xc0, 12, 0, 0, 0, serial, ...Array(16).fill(0)]));
const a = (last: number) => record(1, Buffer.from([192, 0, 2, last]));

test('changes are told as what went and what came (RFC 1995 §4)', async () => {
  const server = await scripted([soa(9), soa(7), a(1), soa(8), a(2), soa(8), a(2), soa(9), a(3), a(4), soa(9)]);
  const { rows, done } = await fetched('move.test', server.port, 7);
  const changes = rows.filter(({ type }) => type === 'A').map(({ change, data }) => change + data);
  expect(changes).toEqual(['−192.0.2.1', '+192.0.2.2', '−192.0.2.2', '+192.0.2.3', '+192.0.2.4']);
  expect(done).toMatchObject({ incremental: true, serial: 9, sentence: 'move.test went from serial 7 to 9.' });
  await server.close();
});

test.each([
  ['does not begin with the SOA', [a(1), soa(9)]],
  ['goes on behind its end', [soa(9), a(1), soa(9), a(2)]],
])('a transfer that %s is not taken', async (_, records) => {
  const server = await scripted(records);
  await expect(fetched('move.test', server.port)).rejects.toMatchObject({ code: 'dns.malformed' });
  await server.close();
});
