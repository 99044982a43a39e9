import type { Socket } from 'node:net';
import SMTPConnection from 'nodemailer/lib/smtp-connection';
import type { MailServer } from '../../../shared/contract';
import { asPosthornError, fail } from '../../../shared/errors';
import { type Connection, connect, type Deadlines, defaultDeadlines, type Session, type Transcripts } from '../../wire';
import { smtpFailure } from './failures';
import { answerOf, parseExtensions } from './reply';
import { Tap } from './tap';

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
    const socket = connection.detach(greeting);
    const tap = new Tap(session, greeting !== undefined, (command) => onStep(stepOf(command)));
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
    const close = (error?: unknown) => {
      signal?.removeEventListener('abort', onAbort);
      if (error === undefined) smtp.quit();
      else smtp.close();
      session?.close(error === undefined ? undefined : asPosthornError(error));
    };
    const onAbort = () => smtp.close();
    signal?.addEventListener('abort', onAbort, { once: true });
    const context = { host, tap, signal };
    try {
      await settle((done) => {
        smtp.once('error', done);
        smtp.connect(done);
      });
      // Later failures reach the callback of the command that they interrupt.
      smtp.removeAllListeners('error');
      smtp.on('error', () => {});
      if (user !== '') {
        onStep('login');
        await settle((done) => smtp.login({ credentials: { user, pass: options.password } }, done));
      }
    } catch (error) {
      const reason = smtpFailure(error, context);
      close(reason);
      throw reason;
    }
    const tls = encrypted ? `${encrypted.version}, ${encrypted.subject}` : '';
    return { smtp, tap, session, extensions: parseExtensions(tap.extensions ?? ''), tls, close };
  } catch (error) {
    const reason = asPosthornError(error);
    connection.destroy();
    session?.close(reason);
    throw reason;
  }
}

/** Turns a callback that ends with an error, or without one, into a promise. */
export function settle(start: (done: (error?: Error | null) => void) => void): Promise<void> {
  return new Promise((resolve, reject) => start((error) => (error ? reject(error) : resolve())));
}

function stepOf(command: string): SmtpStep {
  if (/^(AUTH)/.test(command)) return 'login';
  if (/^(MAIL|RCPT)/.test(command)) return 'envelope';
  if (command === 'DATA') return 'data';
  return command === '(content)' ? 'finishing' : 'connecting';
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
  const greeting = await readReply(connection, 'greeting');
  if (!greeting.startsWith('2')) throw fail('smtp.greeting-refused', { host }, answerOf(greeting));
  const ehlo = await ask(connection, 'EHLO [127.0.0.1]');
  if (!ehlo.startsWith('2')) throw fail('smtp.command-refused', { host, command: 'EHLO' }, answerOf(ehlo));
  if (!parseExtensions(ehlo).has('STARTTLS')) throw fail('tls.not-offered', { host });
  const reply = await ask(connection, 'STARTTLS');
  if (!reply.startsWith('220')) throw fail('tls.not-offered', { host }, answerOf(reply));
  await connection.startTls();
  return Buffer.from(`${greeting}\r\n`);
}

async function ask(connection: Connection, command: string): Promise<string> {
  connection.session?.sent(command);
  await connection.write(`${command}\r\n`);
  return readReply(connection, command);
}

async function readReply(connection: Connection, command: string): Promise<string> {
  const lines: string[] = [];
  for (;;) {
    const line = (
      await connection.readLine({ step: command === 'greeting' ? 'greeting' : `answering ${command}` })
    ).toString('utf8');
    connection.session?.received(line, { failed: /^[45]/.test(line) });
    if (!/^\d{3}([ -]|$)/.test(line)) throw fail('smtp.bad-reply', { host: 'The server', command });
    lines.push(line);
    if (line[3] !== '-') return lines.join('\r\n');
    if (lines.length > 200) throw fail('smtp.bad-reply', { host: 'The server', command });
  }
}
