import { fail } from '../../../shared/errors';
import { type Http2, openHttp2 } from '../../wire';
import { describeQuery } from '../describe';
import { type Asking, type Received, take } from '../matching';
import { encodeQuery, type RawRecord } from '../message';
import { type Line, type LineOptions, lineDeadlines } from './line';

const mediaType = 'application/dns-message';
/** The same question is then the same request, which caches on the way know (RFC 8484 §4.1). */
const id = 0;

/**
 * Opens a line over HTTPS (RFC 8484).
 * @throws what `wire` throws
 */
export async function openHttpsLine(options: LineOptions & { method: 'GET' | 'POST' }): Promise<Line> {
  const { server, ca, opportunistic, session, method, stepMs } = options;
  const { host, port, tlsName } = server;
  const http = await openHttp2({ host, port, tlsName, opportunistic, ca, session, deadlines: lineDeadlines(stepMs) });
  const path = server.path ?? '/dns-query';
  return {
    encryption: http,
    gone: http.gone,
    ask: (asking) => ask(http, { host, path, method, stepMs }, asking),
    close: () => http.close(),
  };
}

async function ask(
  http: Http2,
  { host, path, method, stepMs }: { host: string; path: string; method: 'GET' | 'POST'; stepMs: number },
  asking: Asking,
): Promise<Received> {
  const { question, recursive, dnssec, options, session, signal } = asking;
  const how = { edns: true, recursive, dnssec, options };
  const query = encodeQuery(id, question, { ...how, padded: true });
  const got = method === 'GET';
  session.sent(`${method} ${path}: ${describeQuery(id, question, how)}`, {
    octets: query.length,
  });
  const { status, headers, body } = await http.request({
    method,
    path: got ? `${path}${path.includes('?') ? '&' : '?'}dns=${query.toString('base64url')}` : path,
    headers: {
      accept: mediaType,
      ...(got ? {} : { 'content-type': mediaType, 'content-length': String(query.length) }),
    },
    body: got ? null : query,
    deadlineMs: stepMs,
    mostOctets: 0xffff,
    signal,
  });
  session.event(`HTTP status ${status}, ${headers.get('content-type') ?? 'no content type'}`, {
    failed: status !== 200,
  });
  if (status !== 200) throw fail('dns.http-status', { server: host, status });
  if (headers.get('content-type')?.split(';')[0]?.trim().toLowerCase() !== mediaType)
    throw fail('dns.malformed', { server: host, reason: `it is no ${mediaType}` });
  const received = take(body, id, asking);
  if (!received) throw fail('dns.malformed', { server: host, reason: 'it is not for this question' });
  return aged(received, Number(headers.get('age') ?? 0));
}

/** A cache on the way has kept it so long already (RFC 8484 §5.1). */
function aged({ message, bytes }: Received, ageSeconds: number): Received {
  if (!(ageSeconds > 0)) return { message, bytes };
  const older = (records: readonly RawRecord[]) =>
    records.map((record) => ({ ...record, ttlSeconds: Math.max(0, record.ttlSeconds - Math.floor(ageSeconds)) }));
  return {
    message: {
      ...message,
      answer: older(message.answer),
      authority: older(message.authority),
      additional: older(message.additional),
    },
    bytes,
  };
}
