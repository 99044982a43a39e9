import type { Socket } from 'node:net';
import SMTPConnection from 'nodemailer/lib/smtp-connection';
import type { MailServer } from '../../../shared/contract';
import { asPosthornError, fail, type PosthornError } from '../../../shared/errors';
import { type Connection, connect, type Deadlines, defaultDeadlines, type Session, type Transcripts } from '../../wire';
import { smtpFailure } from './failures';
import { answerOf, parseExtensions } from './reply';
import { content, Tap } from './tap';

export type SmtpStep = 'connecting' | 'securing' | 'login' | 'envelope' | 'data' | 'finishing';

export interface SmtpOptions {
  server: MailServer;
  password: string;
  transcripts: Transcripts;
  /** PEMs trusted besides the system's. */
  ca?: string[];
  deadlines?: Partial<Deadlines>;
  signal?: AbortSignal | undefined;
  onStep?: ((step: SmtpStep) => void) | undefined;
}

/** What nodemailer can do without a token. */
const mechanisms = ['PLAIN', 'LOGIN', 'CRAM-MD5'];
/** No server has so many extensions. */
const mostReplyLines = 200;
/** So long a server may take to answer QUIT; nothing depends on it. */
const quitMs = 5_000;

/** A session that is greeted, encrypted if the account wants that, and logged in. */
export interface SmtpSession {
  smtp: SMTPConnection;
  tap: Tap;
  session: Session | null;
  extensions: Map<string, string>;
  /** `TLSv1.3, mail.example.org`, or empty on an unencrypted line. */
  tls: string;
  close(error?: unknown): void;
}

/**
 * Connects through `wire`, encrypts there, and lets nodemailer talk from then on. It would do STARTTLS as well, but wire's
 * has our deadlines, our trust, and refuses bytes injected before the handshake.
 * @throws `smtp.*`, `wire.*`, `tls.*`, `app.cancelled`
 */
export async function openSmtp(options: SmtpOptions): Promise<SmtpSession> {
  const { server, signal, onStep = () => {} } = options;
  const { host, port, security, user } = server;
  const deadlines = { ...defaultDeadlines, ...options.deadlines };
  onStep('connecting');
  const connection = await connect({
    protocol: 'SMTP',
    host,
    port,
    tls: security === 'tls' ? 'implicit' : 'later',
    transcripts: options.transcripts,
    deadlines,
    signal,
    ...(options.ca ? { ca: options.ca } : {}),
  });
  const { session } = connection;
  try {
    let greeting: Buffer | undefined;
    if (security === 'starttls') {
      onStep('securing');
      greeting = await startTls(connection, host);
    }
    const encrypted = connection.tls;
    if (signal?.aborted) throw fail('app.cancelled', {});
    const socket = connection.detach(greeting);
    const tap = new Tap(session, greeting !== undefined, (command) => {
      if (command === content) socket.setTimeout(deadlines.finalMs);
      const step = stepOf(command);
      if (step) onStep(step);
    });
    const smtp = new SMTPConnection({
      connection: socket,
      host,
      port,
      secure: encrypted !== null,
      secured: encrypted !== null,
      ignoreTLS: true,
      name: literalOf(socket),
      logger: tap.logger,
      transactionLog: true,
      greetingTimeout: deadlines.greetingMs,
      socketTimeout: deadlines.replyMs,
      socketCloseTimeout: 2_000,
    });
    // Failures reach whoever waits, through `settle`; an event that nobody hears would end the process.
    smtp.on('error', () => {});
    // Closing it would forget who waits; a socket that is gone does not.
    const onAbort = () => socket.destroy();
    signal?.addEventListener('abort', onAbort, { once: true });
    const close = (error?: unknown) => {
      signal?.removeEventListener('abort', onAbort);
      const reason = error === undefined ? undefined : asPosthornError(error);
      if (!reason || understood(reason)) {
        socket.setTimeout(quitMs);
        smtp.quit();
      } else {
        smtp.close();
        socket.destroy();
      }
      session?.close(reason);
    };
    try {
      await settle(smtp, (done) => smtp.connect(done));
      const extensions = parseExtensions(tap.extensions ?? '');
      if (user !== '') {
        onStep('login');
        const offered = (extensions.get('AUTH') ?? '').toUpperCase().split(' ');
        if (!mechanisms.some((name) => offered.includes(name))) throw fail('smtp.auth-not-offered', { host });
        await settle(smtp, (done) => smtp.login({ credentials: { user, pass: options.password } }, done));
      }
      const tls = encrypted ? `${encrypted.version}, ${encrypted.subject}` : '';
      return { smtp, tap, session, extensions, tls, close };
    } catch (error) {
      const reason = smtpFailure(error, { host, tap, signal, deadlines });
      close(reason);
      throw reason;
    }
  } catch (error) {
    const reason = asPosthornError(error);
    connection.destroy();
    session?.close(reason);
    throw reason;
  }
}

/** A refusal that was understood ends with QUIT, as RFC 5321 §4.1.1.10 asks; a line that is broken just ends. */
const understood = ({ code }: PosthornError) =>
  code.startsWith('smtp.') && !['smtp.doubtful', 'smtp.bad-reply', 'smtp.greeting-refused'].includes(code);

/**
 * Turns a command of nodemailer into a promise. Where the line breaks during a login it forgets the callback, and only its
 * events tell.
 */
export function settle(smtp: SMTPConnection, start: (done: (error?: Error | null) => void) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const done = (error?: Error | null) => {
      smtp.off('error', done);
      smtp.off('end', onEnd);
      if (error) reject(error);
      else resolve();
    };
    const onEnd = () => {
      const error = Object.assign(new Error('The connection ended'), {
        code: 'ECONNECTION',
        response: smtp.lastServerResponse,
      });
      // A callback that knows more comes right behind this event.
      setImmediate(() => done(error));
    };
    smtp.on('error', done);
    smtp.on('end', onEnd);
    start(done);
  });
}

/** The step that a command begins; none where it goes on with the one before, or says goodbye. */
function stepOf(command: string): SmtpStep | null {
  if (/^AUTH/.test(command)) return 'login';
  if (/^(MAIL|RCPT)/.test(command)) return 'envelope';
  if (command === 'DATA') return 'data';
  return command === content ? 'finishing' : null;
}

/**
 * An address literal (RFC 5321 §4.1.3): a desktop has no name that the world knows, and its own name is nobody's business.
 */
function literalOf(socket: Socket): string {
  const address = socket.localAddress ?? '127.0.0.1';
  return address.includes(':') ? `[IPv6:${address}]` : `[${address}]`;
}

/** Greeting, EHLO, STARTTLS. @returns the greeting, which the library that comes next waits for */
async function startTls(connection: Connection, host: string): Promise<Buffer> {
  const greeting = await readReply(connection, host, 'greeting');
  if (!greeting.startsWith('2')) throw fail('smtp.greeting-refused', { host }, answerOf(greeting));
  const ehlo = await ask(connection, host, 'EHLO [127.0.0.1]');
  if (!ehlo.startsWith('2')) throw fail('smtp.command-refused', { host, command: 'EHLO' }, answerOf(ehlo));
  if (!parseExtensions(ehlo).has('STARTTLS')) throw fail('tls.not-offered', { host });
  const reply = await ask(connection, host, 'STARTTLS');
  if (!reply.startsWith('220')) throw fail('tls.not-offered', { host }, answerOf(reply));
  await connection.startTls();
  return Buffer.from(`${greeting}\r\n`);
}

async function ask(connection: Connection, host: string, command: string): Promise<string> {
  connection.session?.sent(command);
  await connection.write(`${command}\r\n`);
  return readReply(connection, host, command);
}

/** @param command what is answered, or `greeting` */
async function readReply(connection: Connection, host: string, command: string): Promise<string> {
  const { greetingMs, replyMs } = connection.deadlines;
  const waiting =
    command === 'greeting'
      ? { step: command, deadlineMs: greetingMs }
      : { step: `answering ${command.split(' ')[0]}`, deadlineMs: replyMs };
  const lines: string[] = [];
  while (lines.length < mostReplyLines) {
    const line = (await connection.readLine(waiting)).toString('utf8');
    connection.session?.received(line, { failed: /^[45]/.test(line) });
    if (!/^\d{3}([ -]|$)/.test(line)) break;
    lines.push(line);
    if (line[3] !== '-') return lines.join('\r\n');
  }
  throw fail('smtp.bad-reply', { host, command: command === 'greeting' ? 'the greeting' : command });
}
