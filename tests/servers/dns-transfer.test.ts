import { afterAll, beforeAll, expect, test } from 'vitest';
import { transfer } from '../../electron/dns';
import { readZoneFile } from '../../electron/dns/zone-file';
import { serveStreams, Transcripts } from '../../electron/wire';
import type { ZoneRow } from '../../shared/contract';
import { dig, startBind } from '../support/bind';
import type { NameServer } from '../support/nsd';

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

async function fetched(zone: string, port: number, serial: number | null = null) {
  const rows: ZoneRow[] = [];
  let pieces = 0;
  const done = await transfer({
    zone,
    server: { host: '127.0.0.1', port },
    encrypted: false,
    serial,
    ca: [],
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
