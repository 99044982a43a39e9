import type { Security, TlsFacts } from '../../../shared/contract';
import { asPosthornError, fail, type PosthornError } from '../../../shared/errors';
import type { Channel } from './channel';
import type { Reply } from './reply';

/** So long a server may take to answer QUIT; nothing depends on it. */
const quitMs = 5_000;

/** What all states of one session share. */
export interface Line {
  readonly channel: Channel;
  readonly security: Security;
  /** What EHLO says of this computer. */
  readonly localName: string;
  loggedIn: boolean;
  /** Transactions that were begun (RFC 9422 §4.1). */
  mails: number;
}

/** What a session allows at any time (RFC 5321 §4.1.4). Each way to another state gives that state, and this one is over. */
export abstract class State {
  private left: string | null = null;

  constructor(protected readonly line: Line) {}

  get host(): string {
    return this.line.channel.host;
  }

  get tls(): TlsFacts | null {
    return this.line.channel.connection.tls;
  }

  /** Why nothing more can be said, if so. */
  get failure(): PosthornError | null {
    return this.line.channel.failure;
  }

  get sessionId(): string {
    return this.line.channel.session?.id ?? '';
  }

  /** @throws `smtp.state` */
  protected allowed(command: string): void {
    if (this.left !== null) throw fail('smtp.state', { command, state: this.left });
  }

  /** @param when as a sentence ends: `after QUIT`; null: this is the state again */
  protected leave(when: string | null): void {
    this.left = when;
  }

  /** @returns the server's answer, be it yes or no */
  protected async ask(command: string): Promise<Reply> {
    this.allowed(command);
    if (/[\r\n\0]/.test(command)) throw fail('smtp.unsafe-argument', {});
    return this.line.channel.ask(command);
  }

  noop(): Promise<Reply> {
    return this.ask('NOOP');
  }

  help(topic = ''): Promise<Reply> {
    return this.ask(topic ? `HELP ${topic}` : 'HELP');
  }

  /** Whether there is such a user; many servers answer 252, which says nothing (RFC 5321 §3.5.3). */
  vrfy(user: string): Promise<Reply> {
    return this.ask(`VRFY ${user}`);
  }

  expn(list: string): Promise<Reply> {
    return this.ask(`EXPN ${list}`);
  }

  /** What the list of sessions says of this one. */
  summarise(text: string): void {
    this.line.channel.session?.summarise(text);
  }

  /**
   * Ends the session (RFC 5321 §4.1.1.10).
   * @param reason why, where something went wrong before
   * @returns whether the server answered
   */
  async quit(reason?: unknown): Promise<{ answered: boolean }> {
    this.allowed('QUIT');
    this.leave('after QUIT');
    const { channel } = this.line;
    const answered = await channel.ask('QUIT', { deadlineMs: quitMs }).then(
      () => true,
      () => false,
    );
    channel.close(reason);
    return { answered };
  }

  /** Drops the line. */
  drop(reason: unknown): void {
    this.leave('after the end');
    this.line.channel.close(asPosthornError(reason));
  }
}
