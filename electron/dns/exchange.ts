import { randomInt } from 'node:crypto';
import type { DnsProtocol, DnsServer, DnsTransport } from '../../shared/contract/dns-server';
import { portOf } from '../../shared/dns-servers';
import { fail } from '../../shared/errors';
import type { Session } from '../wire';
import type { EdnsOption } from './edns';
import { Lines, type LineTransport } from './lines';
import { type Line, lineMs } from './lines/line';
import type { Asking, Received } from './matching';
import type { Question } from './message';
import { openUdp } from './udp';

/** `retry`: over UDP once more; `tcp` may also mean that the answer over UDP was truncated, or not to be trusted. */
export type Step = DnsProtocol | 'retry';

/** How long an answer is waited for, in milliseconds. */
export interface Patience {
  /** In each try over UDP. */
  tryMs: number;
  /** For each step over a line. */
  lineMs: number;
}

export interface ExchangeOptions {
  /** In turn. */
  servers: readonly DnsServer[];
  question: Question;
  /** RD: whether a server is to ask others. */
  recursive: boolean;
  /** DO and CD: whether signatures are to come along, whatever the server thinks of them. */
  dnssec?: boolean | undefined;
  /** What else it carries. */
  options?: readonly EdnsOption[] | undefined;
  transport: DnsTransport;
  /** How often it is asked over UDP. */
  tries: number;
  patience?: Patience | undefined;
  session: Session;
  /** Where lines are kept for the questions after this one; else they are closed. */
  lines?: Lines | undefined;
  /** PEMs trusted besides the system's. */
  ca?: string[] | undefined;
  signal?: AbortSignal | undefined;
  onStep?: ((step: Step) => void) | undefined;
}

/** What was heard, from whom, and how. */
export interface Heard extends Received {
  server: DnsServer;
  transport: DnsProtocol;
  truncatedOverUdp: boolean;
  encryption: Line['encryption'];
  /** Why others that came were not taken. */
  dropped: string[];
  elapsedUs: number;
}

const usual: Patience = { tryMs: 2_000, lineMs };

const protocols: Record<LineTransport, DnsProtocol> = {
  tcp: 'tcp',
  tls: 'tls',
  'tls-any': 'tls',
  https: 'https',
  'https-get': 'https',
};

/**
 * One question to the first of these servers that answers.
 * @throws `dns.no-answer`, `dns.malformed`, `dns.http-status`, `app.cancelled`, and what `wire` throws
 */
export async function exchange(options: ExchangeOptions): Promise<Heard> {
  const { servers, question, recursive, dnssec, options: told, transport, tries, session, signal, onStep } = options;
  const [first] = servers;
  if (!first) throw fail('dns.no-resolver', {});
  const asking: Asking = { question, recursive, dnssec, options: told, session, signal, dropped: [] };
  const patience = options.patience ?? usual;
  const lines = options.lines ?? new Lines(patience.lineMs);
  const overLine = async (server: DnsServer, by: LineTransport): Promise<Untimed> => {
    const protocol = protocols[by];
    onStep?.(protocol);
    const port = portOf(server, by);
    const heard = await lines.ask({ ...server, port }, by, options.ca ?? [], asking);
    // What is left of it may look like a “no”.
    if (heard.message.flags.includes('tc'))
      throw fail('dns.malformed', {
        server: server.host,
        reason: 'it is cut off, though nothing over a line has to be',
      });
    return { ...heard, server: { ...server, port }, transport: protocol, truncatedOverUdp: false };
  };
  const started = process.hrtime.bigint();
  try {
    const heard = await (transport === 'udp'
      ? overUdp(servers, asking, { tries, tryMs: patience.tryMs }, onStep, overLine)
      : overLine(first, transport));
    const elapsedUs = Number((process.hrtime.bigint() - started) / 1000n);
    return { ...heard, dropped: asking.dropped, elapsedUs };
  } finally {
    if (!options.lines) lines.close();
  }
}

type Untimed = Omit<Heard, 'elapsedUs' | 'dropped'>;

/** Each try goes to the next server of the list; with one server, the same socket hears answers to earlier tries too. */
async function overUdp(
  servers: readonly DnsServer[],
  asking: Asking,
  { tries, tryMs }: { tries: number; tryMs: number },
  onStep: ExchangeOptions['onStep'],
  overLine: (server: DnsServer, by: 'tcp') => Promise<Untimed>,
): Promise<Untimed> {
  const id = randomInt(0x1_0000);
  const sockets = new Map<DnsServer, Awaited<ReturnType<typeof openUdp>>>();
  try {
    for (let i = 0; i < tries; i++) {
      const server = servers[i % servers.length];
      if (!server) break;
      onStep?.(i === 0 ? 'udp' : 'retry');
      const socket = sockets.get(server) ?? (await openUdp(server, id, asking));
      sockets.set(server, socket);
      const heard = await socket.ask(tryMs);
      if (heard === 'silence') continue;
      if (heard === 'not-spelled') {
        asking.session.event('It may be forged: asking again over TCP');
        return await overLine(server, 'tcp');
      }
      if (!heard.message.flags.includes('tc'))
        return { ...heard, server, transport: 'udp', truncatedOverUdp: false, encryption: null };
      asking.session.event('Truncated: asking again over TCP');
      return { ...(await overLine(server, 'tcp')), truncatedOverUdp: true };
    }
  } finally {
    for (const socket of sockets.values()) socket.close();
  }
  const server = servers
    .slice(0, tries)
    .map(({ host }) => host)
    .join(', ');
  throw fail('dns.no-answer', { server, seconds: (tries * tryMs) / 1000 });
}
