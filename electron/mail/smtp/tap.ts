import type { Session } from '../../wire';

/** A command and the reply that answered it. */
export interface Exchange {
  command: string;
  reply: string;
}

/** How the content of the message stands for itself among the commands. */
export const content = '(content)';

/**
 * Listens to nodemailer through its logger, writes the transcript, and pairs replies with commands: replies come in the
 * order of the commands, also when those were sent in one flight (RFC 2920).
 */
export class Tap {
  readonly exchanges: Exchange[] = [];
  /** The whole content, with its final dot, was handed to the connection. */
  contentSent = false;
  private readonly pending: string[] = [];

  /** @param skipGreeting the greeting was read and written down before nodemailer came in */
  constructor(
    private readonly session: Session | null,
    private skipGreeting: boolean,
    private readonly onCommand: (command: string) => void,
  ) {}

  /** What nodemailer takes for its logger. */
  get logger() {
    const listen = (entry: unknown, ...words: unknown[]) => this.listen(entry, words);
    return { level: () => {}, trace: listen, debug: listen, info: listen, warn: listen, error: listen, fatal: listen };
  }

  replyTo(command: string): string | undefined {
    return this.exchanges.find((exchange) => exchange.command === command)?.reply;
  }

  /** The verb of the command whose reply is due, or empty: the greeting is, or nothing. */
  get waitingFor(): string {
    return this.pending[0]?.split(' ')[0] ?? '';
  }

  /** The reply to the newest EHLO: what was offered in the clear does not count once the line is encrypted. */
  get extensions(): string | undefined {
    return this.exchanges.findLast(({ command, reply }) => /^EHLO /.test(command) && reply.startsWith('2'))?.reply;
  }

  private listen(entry: unknown, words: unknown[]): void {
    if (typeof entry !== 'object' || entry === null || !('tnx' in entry)) return;
    const [text] = words;
    if (entry.tnx === 'client' && typeof text === 'string') this.sent(text);
    if (entry.tnx === 'server' && typeof text === 'string') this.received(text);
    if (entry.tnx === 'message' && 'outByteCount' in entry) this.sentContent(Number(entry.outByteCount));
  }

  private sent(command: string): void {
    this.pending.push(command);
    this.session?.sent(command);
    this.onCommand(command);
  }

  private sentContent(octets: number): void {
    this.contentSent = true;
    this.pending.push(content);
    this.session?.count('sent', octets);
    this.session?.event(`${octets.toLocaleString('en')} octets`);
    this.onCommand(content);
  }

  private received(reply: string): void {
    if (this.skipGreeting) {
      this.skipGreeting = false;
      return;
    }
    const failed = /^[45]/.test(reply);
    for (const line of reply.split(/\r?\n/)) this.session?.received(line, { failed });
    const command = this.pending.shift();
    if (command !== undefined) this.exchanges.push({ command, reply });
  }
}
