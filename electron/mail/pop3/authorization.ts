import { createHash } from 'node:crypto';
import type { Security, TlsFacts } from '../../../shared/contract';
import { fail } from '../../../shared/errors';
import { connect, type Deadlines, type Transcripts } from '../../wire';
import { answerOf, Channel, refusal } from './channel';
import { apopChallenge, type Capabilities, parseCapabilities, parseStatus } from './replies';
import { Transaction } from './transaction';

export type Pop3Step = 'connect' | 'tls' | 'login' | 'maildrop';

export interface Pop3Options {
  host: string;
  port: number;
  security: Security;
  user: string;
  password: string;
  transcripts: Transcripts;
  /** PEMs trusted besides the system's. */
  ca?: string[];
  deadlines?: Partial<Deadlines>;
  signal?: AbortSignal | undefined;
  /** Told of each step as it is done, with what was seen. */
  onStep?: ((step: Pop3Step, detail: string) => void) | undefined;
}

/**
 * Goes through the AUTHORIZATION state (RFC 1939 §4): greeting, capabilities, encryption, login. What it gives is the
 * TRANSACTION state; there is no way to send a command of one state in the other.
 * @throws `pop3.*`, `wire.*`, `tls.*`, `app.cancelled`
 */
export async function connectPop3(options: Pop3Options): Promise<Transaction> {
  const { host, port, security, transcripts, ca, deadlines, signal, onStep = () => {} } = options;
  refuseUnsafe(options);
  const connection = await connect({
    protocol: 'POP3',
    host,
    port,
    tls: security === 'tls' ? 'implicit' : 'later',
    transcripts,
    signal,
    ...(ca ? { ca } : {}),
    ...(deadlines ? { deadlines } : {}),
  });
  const channel = new Channel(connection, host);
  try {
    const challenge = apopChallenge(await greeting(channel));
    onStep('connect', `${host}, port ${port}`);
    if (connection.tls) onStep('tls', tlsDetail(connection.tls));
    let capabilities = await capa(channel);
    if (security === 'starttls') {
      onStep('tls', tlsDetail(await stls(channel, capabilities)));
      // What was offered in the clear may have been altered on the way (RFC 2595 §4).
      capabilities = await capa(channel);
    }
    await login(channel, options, connection.tls ? null : challenge);
    onStep('login', options.user);
    return new Transaction(channel, await capaAfterLogin(channel, capabilities));
  } catch (error) {
    channel.close(error);
    throw error;
  }
}

const tlsDetail = (facts: TlsFacts) => `${facts.version}, ${facts.subject}`;

/** A line end in a name or a password would be a command of its own. */
function refuseUnsafe({ user, password }: Pop3Options): void {
  if (/[\r\n\0]/.test(user + password)) throw fail('pop3.unsafe-credentials', {});
}

async function greeting(channel: Channel): Promise<string> {
  const line = (
    await channel.connection.readLine({ step: 'greeting', deadlineMs: channel.connection.deadlines.greetingMs })
  ).toString('utf8');
  const reply = parseStatus(line);
  channel.connection.session?.received(line, { failed: reply?.ok !== true });
  const { host } = channel;
  if (!reply) throw fail('pop3.no-greeting', { host });
  if (reply.ok) return line;
  if (reply.code) throw refusal('greeting', reply, host);
  throw fail('pop3.refused-at-greeting', { host }, { answer: answerOf(reply) });
}

/** Nothing at all from a server that does not know CAPA, which is no fault (RFC 2449 §5). */
async function capa(channel: Channel): Promise<Capabilities> {
  return channel.exclusive(async () => {
    await channel.send('CAPA');
    if (!(await channel.status('CAPA')).ok) return new Map();
    const lines = (await channel.whole('CAPA', 65_536))
      .toString('utf8')
      .split('\r\n')
      .filter((line) => line !== '');
    for (const line of lines) channel.connection.session?.received(line, { octets: 0 });
    return parseCapabilities(lines);
  });
}

/** Some servers announce more once they know who asks (RFC 2449 §5); the first list stays where they say nothing. */
async function capaAfterLogin(channel: Channel, before: Capabilities): Promise<Capabilities> {
  if (before.size === 0) return before;
  const after = await capa(channel);
  return after.size > 0 ? after : before;
}

async function stls(channel: Channel, capabilities: Capabilities): Promise<TlsFacts> {
  const { host } = channel;
  // A server without CAPA may still know STLS; one with CAPA that does not name it does not (RFC 2595 §4).
  if (capabilities.size > 0 && !capabilities.has('STLS')) throw fail('tls.not-offered', { host });
  return channel.exclusive(async () => {
    await channel.send('STLS');
    const reply = await channel.status('STLS');
    if (!reply.ok) throw fail('tls.not-offered', { host }, { answer: answerOf(reply) });
    return channel.connection.startTls();
  });
}

/** APOP keeps the password off an unencrypted line where the server offers it; USER and PASS everywhere else. */
async function login(channel: Channel, { user, password }: Pop3Options, challenge: string | null): Promise<void> {
  if (challenge) {
    const digest = createHash('md5')
      .update(challenge + password)
      .digest('hex');
    await channel.ask(`APOP ${user} ${digest}`);
    return;
  }
  await channel.ask(`USER ${user}`);
  await channel.ask(`PASS ${password}`);
}
