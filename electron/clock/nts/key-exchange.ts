import { asPosthornError, fail } from '../../../shared/errors';
import { connect, type Transcripts } from '../../wire';
import { AES_SIV_CMAC_256, encodeRecord, NTPV4, RECORD, type Record, readRecords, word } from './records';

/** What a key exchange gives: where to ask, the keys of both directions, and cookies that stand for them. */
export interface Keys {
  host: string;
  port: number;
  clientToServer: Uint8Array;
  serverToClient: Uint8Array;
  cookies: Buffer[];
}

export interface KeyServer {
  host: string;
  /** Of the key exchange; the time server's own comes with the keys. */
  port: number;
  transcripts: Transcripts;
  /** PEMs trusted besides the system's. */
  ca: string[];
  signal?: AbortSignal | undefined;
}

const ALPN = 'ntske/1';
const LABEL = 'EXPORTER-network-time-security';
const KEY_OCTETS = 32;
const DEADLINE_MS = 5_000;
/** Eight cookies of some hundred octets are the rule; who sends more than this means no good. */
const MOST_OCTETS = 64 * 1024;
const LONGEST_COOKIE = 1_024;
const NTP_PORT = 123;

const ERRORS: Readonly<{ [code: number]: string }> = {
  0: 'it did not understand a record',
  1: 'it called the request bad',
  2: 'it had an internal error',
};

/**
 * Establishes keys with a server (RFC 8915 §4), over TLS 1.3 with its certificate verified.
 * @throws `ntp.nts-refused`, and what `wire` throws
 */
export async function exchangeKeys(server: KeyServer): Promise<Keys> {
  const { host, port, transcripts, ca, signal } = server;
  const session = transcripts.open('NTP', `${host}:${port} for keys`);
  const deadlines = { connectMs: DEADLINE_MS, tlsMs: DEADLINE_MS };
  const options = { host, port, alpn: ALPN, session, ca, deadlines, signal };
  const connection = await connect({ protocol: 'NTP', tls: 'implicit', ...options });
  try {
    if (connection.tls?.version !== 'TLSv1.3') throw refused(server, 'it speaks no TLS 1.3');
    if (connection.alpn !== ALPN) throw refused(server, 'it does not speak the protocol ntske/1');
    session.sent('NTS-KE: next protocol NTPv4, AEAD AES-SIV-CMAC-256');
    await connection.write(
      Buffer.concat(
        [
          { critical: true, type: RECORD.nextProtocol, body: word(NTPV4) },
          { critical: true, type: RECORD.aead, body: word(AES_SIV_CMAC_256) },
          { critical: true, type: RECORD.end, body: Buffer.alloc(0) },
        ].map(encodeRecord),
      ),
    );
    let bytes = Buffer.alloc(0);
    let records: Record[] | null = null;
    while (!records) {
      bytes = Buffer.concat([bytes, await connection.readSome({ step: 'waiting for keys', deadlineMs: DEADLINE_MS })]);
      if (bytes.length > MOST_OCTETS) throw refused(server, 'its answer has no end');
      records = readRecords(bytes);
    }
    const told = readAnswer(server, records);
    // The cookies are as good as keys to whoever holds them: the transcript only counts them.
    session.received(`NTS-KE: ${told.cookies.length} cookies for ${told.host}, port ${told.port}`, {
      octets: bytes.length,
    });
    session.close();
    const key = (direction: number) =>
      connection.exportKey(KEY_OCTETS, LABEL, Buffer.from([0, NTPV4, 0, AES_SIV_CMAC_256, direction]));
    return { ...told, clientToServer: key(0), serverToClient: key(1) };
  } catch (thrown) {
    const error = asPosthornError(thrown);
    session.close(error);
    throw error;
  } finally {
    connection.end();
  }
}

const refused = ({ host, port }: Pick<KeyServer, 'host' | 'port'>, reason: string) =>
  fail('ntp.nts-refused', { server: `${host}:${port}`, reason });

/** What the server's records say, by RFC 8915 §4.1. */
export function readAnswer(
  server: Pick<KeyServer, 'host' | 'port'>,
  records: readonly Record[],
): Pick<Keys, 'host' | 'port' | 'cookies'> {
  const one = (type: number) => records.find((record) => record.type === type)?.body;
  const number = (body: Buffer | undefined) => (body?.length === 2 ? body.readUInt16BE(0) : null);
  const error = one(RECORD.error);
  if (error) throw refused(server, ERRORS[number(error) ?? -1] ?? 'it answered with an error that has no name');
  if (one(RECORD.warning)) throw refused(server, 'it answered with a warning that has no name');
  const known: readonly number[] = Object.values(RECORD);
  if (records.some(({ critical, type }) => critical && !known.includes(type)))
    throw refused(server, 'it insists on something that is not known here');
  if (number(one(RECORD.nextProtocol)) !== NTPV4) throw refused(server, 'it has no keys for NTPv4');
  if (number(one(RECORD.aead)) !== AES_SIV_CMAC_256) throw refused(server, 'it does not encrypt with AES-SIV-CMAC-256');
  const cookies = records
    .filter(({ type, body }) => type === RECORD.cookie && body.length > 0 && body.length <= LONGEST_COOKIE)
    .map(({ body }) => Buffer.from(body));
  if (cookies.length === 0) throw refused(server, 'it gave no cookies');
  const name = one(RECORD.server)?.toString('latin1');
  if (name !== undefined && !/^[\w.:-]{1,255}$/.test(name))
    throw refused(server, 'the name of its time server is none');
  return { host: name ?? server.host, port: number(one(RECORD.port)) || NTP_PORT, cookies };
}
