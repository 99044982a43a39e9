import type { DnsServer, DnsTransport } from '../../../shared/contract/dns-server';
import { asPosthornError, fail } from '../../../shared/errors';
import type { Session } from '../../wire';
import type { Asking, Received } from '../matching';
import { openHttpsLine } from './https-line';
import { type Line, lineMs } from './line';
import { openStreamLine } from './stream-line';

export type LineTransport = Exclude<DnsTransport, 'udp'>;

/** A line that nobody uses is closed after this (RFC 7766 §6.2.3: some seconds). */
const idleMs = 10_000;

interface Kept {
  line: Promise<Line>;
  /** Questions that are open. */
  open: number;
  timer: NodeJS.Timeout | null;
}

/** Lines to servers, each kept for the next question for some seconds. */
export class Lines {
  private readonly kept = new Map<string, Kept>();

  /** @param stepMs how long each step on a line may take */
  constructor(private readonly stepMs = lineMs) {}

  /**
   * Asks over the line to this server, which is opened where there is none, and once more where one that was kept turns out
   * to be closed.
   * @param ca PEMs trusted besides the system's
   * @throws what `wire` throws, `dns.malformed`, `dns.http-status`, `app.cancelled`
   */
  async ask(
    server: DnsServer,
    transport: LineTransport,
    ca: string[],
    asking: Asking,
  ): Promise<Received & Pick<Line, 'encryption'>> {
    const key = JSON.stringify([transport, server.host, server.port, server.tlsName, server.path, ca]);
    const before = this.kept.get(key);
    if (before) {
      asking.session.event('On the line that was kept from the question before');
      try {
        return await this.over(key, before, asking, true);
      } catch (thrown) {
        const { code } = asPosthornError(thrown);
        if (code !== 'wire.closed' && code !== 'wire.reset') throw thrown;
        asking.session.event('The server has closed it: opening another');
      }
    }
    const kept: Kept = { line: open(server, transport, ca, asking.session, this.stepMs), open: 0, timer: null };
    this.kept.set(key, kept);
    const forget = () => {
      if (this.kept.get(key) === kept) this.kept.delete(key);
    };
    kept.line.then(({ gone }) => gone.then(forget), forget);
    return this.over(key, kept, asking, false);
  }

  close(): void {
    for (const [key, kept] of this.kept) this.drop(key, kept);
  }

  private async over(
    key: string,
    kept: Kept,
    asking: Asking,
    reused: boolean,
  ): Promise<Received & Pick<Line, 'encryption'>> {
    kept.open += 1;
    if (kept.timer) clearTimeout(kept.timer);
    kept.timer = null;
    try {
      const line = await unlessAborted(kept.line, asking.signal);
      const { encryption } = line;
      if (encryption && reused) asking.session.tls(encryption.facts);
      if (encryption?.doubt) asking.session.event(`Not verified: ${encryption.doubt.message}`);
      return { ...(await line.ask(asking)), encryption };
    } finally {
      kept.open -= 1;
      if (kept.open === 0 && this.kept.get(key) === kept) {
        kept.timer = setTimeout(() => this.drop(key, kept), idleMs);
        kept.timer.unref();
      }
    }
  }

  private drop(key: string, kept: Kept): void {
    if (this.kept.get(key) === kept) this.kept.delete(key);
    if (kept.timer) clearTimeout(kept.timer);
    kept.line.then(
      (line) => line.close(),
      () => {},
    );
  }
}

function open(
  server: DnsServer,
  transport: LineTransport,
  ca: string[],
  session: Session,
  stepMs: number,
): Promise<Line> {
  const options = { server, ca, session, stepMs, opportunistic: transport === 'tls-any' };
  if (transport === 'https' || transport === 'https-get')
    return openHttpsLine({ ...options, method: transport === 'https' ? 'POST' : 'GET' });
  return openStreamLine({ ...options, encrypted: transport !== 'tcp' });
}

/** A line that is being opened may be waited for by others as well. */
function unlessAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return work;
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(fail('app.cancelled', {}));
    if (signal.aborted) return onAbort();
    signal.addEventListener('abort', onAbort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}
