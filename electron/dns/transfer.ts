import { randomInt } from 'node:crypto';
import type { DnsServer } from '../../shared/contract/dns-server';
import type { ZoneRow, ZoneTransfer } from '../../shared/contract/dns-zones';
import { portOf } from '../../shared/dns-servers';
import { asPosthornError, fail } from '../../shared/errors';
import { connect, type Session, type Transcripts } from '../wire';
import { ahead } from './circle';
import { framed, messagesOf } from './lines/framed';
import { decodeMessage, encodeQuery, type Message, type RawRecord } from './message';
import { encodeName, formatName, type Labels, parseName, sameName } from './names';
import { show } from './sentence';
import { CLASS_IN, rcodeName, TYPE } from './types';
import { plainName } from './words';

export interface TransferOptions {
  zone: string;
  server: DnsServer;
  /** Over TLS (RFC 9103). */
  encrypted: boolean;
  /** Only what has changed since; null: the whole zone. */
  serial: number | null;
  ca: string[];
  transcripts: Transcripts;
  signal?: AbortSignal | undefined;
  onRows(rows: ZoneRow[]): void;
}

const mostRecords = 500_000;
const deadlines = { connectMs: 5_000, tlsMs: 5_000 };
const idleMs = 30_000;

/**
 * Fetches a zone (RFC 5936 §2.2), or what has changed in it (RFC 1995 §4), telling its records as they come.
 * @throws `dns.transfer-refused`, `dns.malformed`, `dns.bad-name`, `app.cancelled`, and what `wire` throws
 */
export async function transfer(options: TransferOptions): Promise<ZoneTransfer> {
  const { server, encrypted, serial, transcripts } = options;
  const zone = parseName(options.zone);
  const session = transcripts.open('DNS', `${server.host}:${portOf(server, encrypted ? 'tls' : 'tcp')}`);
  session.summarise(`${plainName(formatName(zone))} ${serial === null ? 'AXFR' : 'IXFR'}`);
  try {
    const records = new Records(zone, options);
    let octets = 0;
    for await (const piece of piecesOf({ ...options, zone, session, idleMs, leave: 'politely' })) {
      octets += piece.octets;
      if (records.take(piece.message)) break;
    }
    session.close();
    return { ...records.result(), octets, sessionId: session.id };
  } catch (thrown) {
    const error = asPosthornError(thrown);
    session.close(error);
    throw error;
  }
}

/**
 * Whether a server hands out a zone to whoever asks. Its answer is left as soon as it begins, and nothing of it is kept.
 * @throws `app.cancelled`
 */
export async function handsOut({
  zone,
  server,
  transcripts,
  signal,
}: Pick<TransferOptions, 'server' | 'transcripts' | 'signal'> & { zone: Labels }): Promise<boolean> {
  const session = transcripts.open('DNS', `${server.host}:${portOf(server, 'tcp')}`);
  session.summarise(`${plainName(formatName(zone))} AXFR, its beginning alone`);
  const how = { encrypted: false, serial: null, ca: [], idleMs: deadlines.connectMs, leave: 'at-once' } as const;
  try {
    for await (const { message } of piecesOf({ ...how, zone, server, session, signal })) {
      session.close();
      const [first] = message.answer;
      return first !== undefined && isSoaOf(first, zone);
    }
    return false;
  } catch (thrown) {
    const error = asPosthornError(thrown);
    session.close(error);
    if (error.code === 'app.cancelled') throw error;
    return false;
  }
}

interface Pieces extends Pick<TransferOptions, 'server' | 'encrypted' | 'serial' | 'signal'> {
  zone: Labels;
  ca: readonly string[];
  session: Session;
  idleMs: number;
  /** When whoever takes the messages has enough: `at-once` also if more are on the way. */
  leave: 'politely' | 'at-once';
}

/** The messages of a transfer as they come. */
async function* piecesOf(options: Pieces): AsyncGenerator<{ message: Message; octets: number }, void> {
  const { zone, server, encrypted, serial, ca, session, signal, idleMs, leave } = options;
  const { host, tlsName } = server;
  const port = portOf(server, encrypted ? 'tls' : 'tcp');
  // RFC 9103 §7.1: without the name of the protocol BIND hands out nothing.
  const how = encrypted ? ({ tls: 'implicit', tlsName, alpn: 'dot' } as const) : ({ tls: 'later' } as const);
  const connection = await connect({ protocol: 'DNS', host, port, ...how, ca: [...ca], session, signal, deadlines });
  try {
    const id = randomInt(0x1_0000);
    const query = framed(transferQuery(id, zone, serial));
    session.sent(`${id} ${formatName(zone)} ${serial === null ? 'AXFR' : `IXFR from ${serial}`}`, {
      octets: query.length,
    });
    await connection.write(query);
    for await (const bytes of messagesOf(connection, idleMs)) {
      const message = decodeMessage(bytes);
      session.received(`${bytes.length} octets, ${message?.answer.length ?? 0} records`, { octets: bytes.length + 2 });
      yield { message: check(message, id, options), octets: bytes.length };
    }
  } finally {
    if (leave === 'politely') connection.end();
    else connection.destroy();
  }
}

/** With the SOA of the serial that is known, where changes alone are wanted (RFC 1995 §3). */
function transferQuery(id: number, zone: Labels, serial: number | null): Buffer {
  const typeCode = serial === null ? TYPE.AXFR : TYPE.IXFR;
  const query = encodeQuery(id, { name: zone, typeCode, classCode: CLASS_IN }, { edns: false, recursive: false });
  if (serial === null) return query;
  const soa = Buffer.alloc(10 + 22);
  soa.writeUInt16BE(TYPE.SOA, 0);
  soa.writeUInt16BE(CLASS_IN, 2);
  // Two names of the root, and five numbers, of which the serial alone counts.
  soa.writeUInt16BE(22, 8);
  soa.writeUInt32BE(serial, 12);
  query.writeUInt16BE(1, 8);
  return Buffer.concat([query, encodeName(zone), soa]);
}

function check(message: Message | null, id: number, { server, zone }: Pick<Pieces, 'server' | 'zone'>): Message {
  const malformed = (reason: string) => fail('dns.malformed', { server: server.host, reason });
  if (!message?.response || message.id !== id) throw malformed('it is not for this question');
  if (message.rcode !== 0)
    throw fail('dns.transfer-refused', {
      server: server.host,
      zone: plainName(formatName(zone)),
      rcode: rcodeName(message.rcode),
    });
  if (message.problem !== null) throw malformed(message.problem);
  return message;
}

const isSoaOf = ({ owner, typeCode }: RawRecord, zone: Labels): boolean =>
  typeCode === TYPE.SOA && sameName(owner, zone);

const serialOf = ({ data }: RawRecord): number => Number(data.split(' ')[2]);

class Records {
  private count = 0;
  private first: RawRecord | null = null;
  private incremental = false;
  /** Of changes: the old SOA begins what went, the new one what came. */
  private removing = false;

  constructor(
    private readonly zone: Labels,
    private readonly options: TransferOptions,
  ) {}

  /** @returns whether that was the last of it */
  take({ answer }: Message): boolean {
    const { server, serial } = this.options;
    const rows: ZoneRow[] = [];
    let ended = false;
    for (const record of answer) {
      if (ended) throw fail('dns.malformed', { server: server.host, reason: 'it goes on behind its end' });
      this.count += 1;
      if (this.count > mostRecords)
        throw fail('dns.malformed', { server: server.host, reason: `it has more than ${mostRecords} records` });
      const isSoa = isSoaOf(record, this.zone);
      if (!this.first) {
        if (!isSoa) throw fail('dns.malformed', { server: server.host, reason: 'it does not begin with the SOA' });
        this.first = record;
        rows.push(row(record, ''));
        // Alone, and not newer than what is known: there is nothing to tell (RFC 1995 §2).
        if (serial !== null && answer.length === 1 && ahead(serialOf(record), serial) <= 0) {
          this.incremental = true;
          ended = true;
        }
        continue;
      }
      if (this.count === 2 && isSoa && serial !== null && serialOf(record) !== serialOf(this.first)) {
        this.incremental = true;
        this.removing = true;
        rows.push(row(record, '−'));
      } else if (isSoa && !this.incremental) ended = true;
      else if (isSoa && this.removing) {
        this.removing = false;
        rows.push(row(record, '+'));
      } else if (isSoa && serialOf(record) === serialOf(this.first)) ended = true;
      else {
        if (isSoa) this.removing = true;
        rows.push(row(record, this.incremental ? (this.removing ? '−' : '+') : ''));
      }
    }
    if (rows.length > 0) this.options.onRows(rows);
    return ended;
  }

  result(): Omit<ZoneTransfer, 'octets' | 'sessionId'> {
    const { count, incremental } = this;
    const serial = this.first ? serialOf(this.first) : 0;
    return {
      zone: formatName(this.zone),
      records: Math.max(1, count - 1),
      serial,
      incremental,
      sentence: this.sentence(serial),
    };
  }

  private sentence(serial: number): string {
    const { serial: since, server } = this.options;
    const zone = plainName(formatName(this.zone));
    if (since === serial) return `${zone} has not changed since serial ${serial}.`;
    if (!this.incremental) return `${zone} has ${this.count - 1} records at serial ${serial}.`;
    return this.count === 1
      ? `${server.host} has ${zone} at serial ${serial}, which is older than ${since}, and tells no changes.`
      : `${zone} went from serial ${since} to ${serial}.`;
  }
}

function row(record: RawRecord, change: ZoneRow['change']): ZoneRow {
  const { owner, ttlSeconds, type, data } = show(record);
  return { change, owner, ttlSeconds, type, data };
}
