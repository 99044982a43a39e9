import { randomInt } from 'node:crypto';
import { asPosthornError, fail, type PosthornError } from '../../../shared/errors';
import { type Connection, connect } from '../../wire';
import { describeQuery } from '../describe';
import { type Asking, type Received, take } from '../matching';
import { encodeQuery } from '../message';
import { framed, messagesOf } from './framed';
import { type Line, type LineOptions, lineDeadlines } from './line';

interface Pending {
  asking: Asking;
  settle(result: Received | PosthornError): void;
}

/** Who waits for nothing must not be told that the server says nothing. */
const forAWhileMs = 0x7fff_ffff;

/**
 * Opens a line over TCP (RFC 7766) or TLS (RFC 7858). Answers may come in any order, and are matched by their ids.
 * @throws what `wire` throws
 */
export async function openStreamLine(options: LineOptions & { encrypted: boolean }): Promise<Line> {
  const { server, ca, opportunistic, session, encrypted, stepMs } = options;
  const connection = await connect({
    protocol: 'DNS',
    host: server.host,
    port: server.port,
    tls: encrypted ? 'implicit' : 'later',
    tlsName: server.tlsName,
    opportunistic,
    ca,
    session,
    deadlines: lineDeadlines(stepMs),
  });
  return new StreamLine(connection, server.host, stepMs);
}

class StreamLine implements Line {
  private readonly pending = new Map<number, Pending>();
  /** Ids of questions that nobody waits for any more. */
  private readonly late = new Set<number>();
  readonly gone: Promise<void>;

  constructor(
    private readonly connection: Connection,
    private readonly host: string,
    private readonly stepMs: number,
  ) {
    this.gone = this.read();
  }

  get encryption(): Line['encryption'] {
    const { tls, doubt } = this.connection;
    return tls && { facts: tls, doubt };
  }

  async ask(asking: Asking): Promise<Received> {
    const { question, recursive, dnssec, options, session, signal } = asking;
    const { host, stepMs } = this;
    if (signal?.aborted) throw fail('app.cancelled', {});
    const id = this.freeId();
    const padded = this.connection.tls !== null;
    const how = { edns: true, recursive, dnssec, options };
    const query = framed(encodeQuery(id, question, { ...how, padded }));
    session.sent(describeQuery(id, question, how), { octets: query.length });
    const answer = new Promise<Received>((resolve, reject) => {
      const onAbort = () => settle(fail('app.cancelled', {}));
      const timer = setTimeout(
        () => settle(fail('wire.timeout', { host, step: 'sending its answer', seconds: stepMs / 1000 })),
        stepMs,
      );
      const settle = (result: Received | PosthornError) => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', onAbort);
        if (this.pending.delete(id) && result instanceof Error) this.late.add(id);
        if (result instanceof Error) reject(result);
        else resolve(result);
      };
      signal?.addEventListener('abort', onAbort, { once: true });
      this.pending.set(id, { asking, settle });
    });
    this.connection.write(query).catch((error: unknown) => this.pending.get(id)?.settle(asPosthornError(error)));
    return answer;
  }

  close(): void {
    this.connection.end();
  }

  private freeId(): number {
    for (;;) {
      const id = randomInt(0x1_0000);
      if (!this.pending.has(id) && !this.late.has(id)) return id;
    }
  }

  private async read(): Promise<void> {
    try {
      for await (const bytes of messagesOf(this.connection, forAWhileMs)) this.hear(bytes);
    } catch (error) {
      for (const { settle } of [...this.pending.values()]) settle(asPosthornError(error));
    }
  }

  private hear(bytes: Buffer): void {
    const id = bytes.length >= 2 ? bytes.readUInt16BE(0) : -1;
    // The answer to a question that was given up says nothing of those that are open.
    if (this.late.delete(id)) return;
    const asked = this.pending.get(id) ?? [...this.pending.values()][0];
    const received = asked && take(bytes, id, asked.asking);
    if (received && this.pending.has(id)) {
      asked.settle(received);
      return;
    }
    // Whatever else it sends may be for another question as well.
    const malformed = fail('dns.malformed', { server: this.host, reason: 'it is not for this question' });
    for (const { settle } of [...this.pending.values()]) settle(malformed);
    this.connection.destroy();
  }
}
