import { randomInt } from 'node:crypto';
import type { Endpoint } from '../../shared/contract/common';
import type { DnsAnswer } from '../../shared/contract/dns';
import { fail } from '../../shared/errors';
import type { Session } from '../wire';
import type { Question } from './message';
import { type Asking, askTcp, openUdp, type Received } from './transports';

/** `retry`: over UDP once more; `tcp`: because that was chosen, or the answer was truncated. */
export type Step = 'udp' | 'retry' | 'tcp';

export interface ExchangeOptions {
  /** In turn. */
  servers: readonly Endpoint[];
  question: Question;
  /** RD: whether a server is to ask others. */
  recursive: boolean;
  /** DO and CD. */
  dnssec?: boolean | undefined;
  transport: DnsAnswer['transport'];
  /** How often it is asked over UDP, two seconds each. */
  tries: number;
  session: Session;
  signal?: AbortSignal | undefined;
  onStep?: ((step: Step) => void) | undefined;
}

/** What was heard, from whom, and how. */
export interface Heard extends Received {
  server: Endpoint;
  transport: DnsAnswer['transport'];
  truncatedOverUdp: boolean;
  elapsedUs: number;
}

const tryMs = 2_000;

/**
 * One question to the first of these servers that answers.
 * @throws `dns.no-answer`, `app.cancelled`, and what `wire` throws
 */
export async function exchange(options: ExchangeOptions): Promise<Heard> {
  const { servers, question, recursive, dnssec, transport, tries, session, signal, onStep } = options;
  const [first] = servers;
  if (!first) throw fail('dns.no-resolver', {});
  const asking = { id: randomInt(0x1_0000), question, recursive, dnssec, session, signal };
  const started = process.hrtime.bigint();
  const heard =
    transport === 'tcp' ? await overTcp(first, asking, onStep, false) : await overUdp(servers, asking, tries, onStep);
  return { ...heard, elapsedUs: Number((process.hrtime.bigint() - started) / 1000n) };
}

type Untimed = Omit<Heard, 'elapsedUs'>;
type OnStep = ExchangeOptions['onStep'];

async function overTcp(server: Endpoint, asking: Asking, onStep: OnStep, truncatedOverUdp: boolean): Promise<Untimed> {
  onStep?.('tcp');
  return { ...(await askTcp(server, asking)), server, transport: 'tcp', truncatedOverUdp };
}

/** Each try goes to the next server of the list; with one server, the same socket hears answers to earlier tries too. */
async function overUdp(servers: readonly Endpoint[], asking: Asking, tries: number, onStep: OnStep): Promise<Untimed> {
  const sockets = new Map<Endpoint, Awaited<ReturnType<typeof openUdp>>>();
  try {
    for (let i = 0; i < tries; i++) {
      const server = servers[i % servers.length];
      if (!server) break;
      onStep?.(i === 0 ? 'udp' : 'retry');
      const socket = sockets.get(server) ?? (await openUdp(server, asking));
      sockets.set(server, socket);
      const received = await socket.ask(tryMs);
      if (!received) continue;
      if (!received.message.flags.includes('tc'))
        return { ...received, server, transport: 'udp', truncatedOverUdp: false };
      asking.session.event('Truncated: asking again over TCP');
      return await overTcp(server, asking, onStep, true);
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
