import { judgeSmtp } from '../../../shared/commands/smtp';
import type { Result, SmtpSession } from '../../../shared/contract';
import { asPosthornError, fail, type PosthornError } from '../../../shared/errors';
import type { Credentials } from '../../sasl';
import { contentOf } from './content';
import { putFinalDot, streamContent } from './dotted';
import { type Extensions, noExtensions, parseExtensions } from './extensions';
import { Greeted, openLine, type ServerOptions } from './greeted';
import { Ready } from './ready';
import { answerOf, isFarewell, isYes, type Reply } from './reply';
import type { Line } from './state';

type Answer = Result<'smtp.command'>;

const closed: Omit<SmtpSession, 'revision'> = {
  state: 'closed',
  sessionId: '',
  peer: '',
  localName: '',
  banner: [],
  tls: null,
  tlsLater: false,
  hello: null,
  extensions: [],
  user: '',
  phase: 'greeted',
  recipients: [],
  taken: 0,
  error: null,
};

/** What a server has forgotten after these (RFC 5321 §4.1.4). */
const noMessage: Pick<SmtpSession, 'phase' | 'recipients'> = { phase: 'ready', recipients: [] };

/**
 * A session that a person drives: commands go as they are typed, in any order, and the server says what it thinks of that.
 * The states that keep a program from mistakes are left out on purpose; what the answers mean for what comes next is followed.
 */
export class SmtpByHand {
  private line: Line | null = null;
  private opening: AbortController | null = null;
  private extensions: Extensions = noExtensions;
  private picture: SmtpSession = { ...closed, revision: 0 };
  /** Commands wait for each other: an answer belongs to one of them. */
  private turn: Promise<unknown> = Promise.resolve();

  constructor(private readonly onChange: (session: SmtpSession) => void) {}

  get current(): SmtpSession {
    return this.picture;
  }

  /** Connects and is greeted. @throws as `openLine` */
  async open(options: Omit<ServerOptions, 'signal'>): Promise<void> {
    this.drop();
    const opening = new AbortController();
    this.opening = opening;
    this.set({ ...closed, state: 'opening', peer: `${options.host}:${options.port}` });
    try {
      const { line, greeting } = await openLine({ ...options, signal: opening.signal });
      this.line = line;
      const { connection, session } = line.channel;
      void connection.gone.then(() => this.hungUp(line));
      this.set({
        state: 'open',
        sessionId: session?.id ?? '',
        localName: line.localName,
        banner: wordsOf(greeting),
        tls: connection.tls,
      });
    } catch (error) {
      const reason = asPosthornError(error);
      if (this.opening === opening) this.end(reason.code === 'app.cancelled' ? null : reason);
      throw reason;
    } finally {
      if (this.opening === opening) this.opening = null;
    }
  }

  /** @throws `smtp.command-not-sent`, and what broke the line */
  command(typed: string, confirmed: boolean): Promise<Answer> {
    const { line, verb, argument, verdict, reason } = judgeSmtp(typed);
    return this.run(async (at) => {
      if (verdict === 'refuse' || (verdict === 'confirm' && !confirmed))
        throw fail('smtp.command-not-sent', { command: verb, reason });
      if (this.picture.phase === 'content')
        throw fail('smtp.command-not-sent', {
          command: verb,
          reason: 'The server takes it for a line of the message.',
        });
      if (verb === 'STARTTLS') return this.starttls(at);
      const reply = await at.channel.ask(line, { expected: verb === 'DATA' ? '345' : '245' });
      this.follow(at, verb, argument, reply);
      return answer(reply);
    });
  }

  /** What follows from an answer for what may come next. */
  private follow({ channel }: Line, verb: string, argument: string, reply: Reply): void {
    if (verb === 'QUIT') {
      channel.close();
      this.end(null);
    } else if (!isYes(reply) && !reply.code.startsWith('3')) return;
    else if (verb === 'EHLO' || verb === 'HELO') {
      this.extensions = verb === 'EHLO' ? parseExtensions(wordsOf(reply).slice(1)) : noExtensions;
      const extensions = [...this.extensions.announced].map(([keyword, all]) => ({ keyword, parameters: [...all] }));
      this.set({ ...noMessage, hello: verb, extensions });
    } else if (verb === 'MAIL') this.set({ phase: 'sender', recipients: [] });
    else if (verb === 'RCPT')
      this.set({ phase: 'recipients', recipients: [...this.picture.recipients, pathIn(argument)] });
    else if (verb === 'RSET') this.set(this.picture.hello ? noMessage : { phase: 'greeted', recipients: [] });
    else if (verb === 'DATA') this.set({ phase: 'content' });
  }

  private async starttls({ channel }: Line): Promise<Answer> {
    if (channel.connection.tls) throw fail('smtp.state', { command: 'STARTTLS', state: 'on an encrypted line' });
    const reply = await channel.ask('STARTTLS', { beforeTls: true });
    if (!isYes(reply)) return answer(reply);
    await channel.connection.startTls();
    // What was said in the clear counts no more, who logged in included (RFC 3207 §4.2).
    this.extensions = noExtensions;
    const { tls } = channel.connection;
    this.set({ tls, tlsLater: true, hello: null, extensions: [], user: '', phase: 'greeted', recipients: [] });
    return answer(reply);
  }

  /** AUTH, by the best way that the server offers. @throws as `Ready.login` */
  login(who: Credentials): Promise<void> {
    return this.run(async (line) => {
      await new Ready(line, this.extensions, (again) => Greeted.again(again)).login(who);
      this.set({ user: who.user });
    });
  }

  /** The message behind 354, and its final dot. @throws `smtp.command-not-sent`, and what broke the line */
  content(text: string): Promise<Answer> {
    return this.run(async ({ channel }) => {
      if (this.picture.phase !== 'content')
        throw fail('smtp.command-not-sent', { command: '', reason: 'The server did not ask for a message (354).' });
      const octets = await streamContent(channel, contentOf(Buffer.from(text)), () => {});
      const last = putFinalDot(channel, octets);
      await channel.send();
      const reply = await last;
      this.set({ ...noMessage, taken: this.picture.taken + (isYes(reply) ? 1 : 0) });
      return answer(reply);
    });
  }

  /** Without QUIT: what was begun is forgotten by the server. */
  drop(): void {
    this.opening?.abort();
    this.opening = null;
    const { line } = this;
    if (!line) return;
    line.channel.session?.event('The line was dropped without QUIT.');
    line.channel.connection.destroy();
    line.channel.session?.close();
    this.end(null);
  }

  private run<T>(work: (line: Line) => Promise<T>): Promise<T> {
    const turn = this.turn.then(async () => {
      const { line } = this;
      if (!line) throw fail('smtp.no-session', {});
      try {
        return await work(line);
      } finally {
        // A farewell breaks the line as well, and is an answer all the same.
        const { failure } = line.channel;
        if (failure && this.line === line) this.fail(line, failure);
      }
    });
    this.turn = turn.catch(() => {});
    return turn;
  }

  /** A server may tire of waiting, and often says so before it goes. */
  private async hungUp(line: Line): Promise<void> {
    await this.turn;
    if (this.line !== line) return;
    const { channel } = line;
    const said = await channel.interruption().catch(() => null);
    if (this.line !== line) return;
    const facts = { host: channel.host, step: 'waiting for a command' };
    this.fail(line, fail('wire.closed', facts, said && isFarewell(said) ? answerOf(said) : {}));
  }

  private fail({ channel }: Line, reason: PosthornError): void {
    channel.close(reason);
    this.end(reason);
  }

  private end(error: PosthornError | null): void {
    this.line = null;
    this.extensions = noExtensions;
    const { sessionId, peer, banner } = this.picture;
    this.set({ ...closed, sessionId, peer, banner, error: error?.toJSON() ?? null });
  }

  private set(change: Partial<SmtpSession>): void {
    this.picture = { ...this.picture, ...change, revision: this.picture.revision + 1 };
    this.onChange(this.picture);
  }
}

const answer = (reply: Reply): Answer => ({ ok: /^[23]/.test(reply.code), lines: [...reply.lines] });

/** The lines without their codes. */
const wordsOf = ({ lines }: Reply): string[] => lines.map((line) => line.slice(4));

/** `<amy@example.org>` of `TO:<amy@example.org> NOTIFY=NEVER`, without its brackets. */
const pathIn = (argument: string): string => /<([^>]*)>/.exec(argument)?.[1] ?? argument;
