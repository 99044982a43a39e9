import { createHash } from 'node:crypto';
import { stuff } from '../dots';
import { identity } from '../identity';
import type { Kept, Maildrop } from '../maildrop';

/** What the server says: lines or octets that end in CRLF, and whether it hangs up then. */
export interface Reply {
  bytes: string | Buffer;
  close?: true;
}

/** RFC 1939 §3: the states of a session; `update` is passed on the way out. */
type State =
  | { name: 'authorization'; user: string | null }
  | { name: 'transaction'; messages: readonly Kept[]; deleted: Set<number>; release: () => void };
type Transaction = Extract<State, { name: 'transaction' }>;

const CAPABILITIES = [
  'USER',
  'TOP',
  'UIDL',
  'RESP-CODES',
  'AUTH-RESP-CODE',
  'PIPELINING',
  'EXPIRE NEVER',
  'IMPLEMENTATION Posthorn practice server',
];
/** RFC 2449 §4: 255 octets with CRLF. */
const LONGEST_COMMAND = 253;

const ok = (text: string): Reply => ({ bytes: `+OK ${text}\r\n` });
const err = (text: string): Reply => ({ bytes: `-ERR ${text}\r\n` });
const multi = (text: string, lines: readonly string[]): Reply => ({
  bytes: [`+OK ${text}`, ...lines, '.', ''].join('\r\n'),
});

/** One POP3 session (RFC 1939, 2449, 3206), as a machine that is given lines and gives replies. */
export class Pop3Session {
  private state: State = { name: 'authorization', user: null };

  /** @param stamp unique for each session, in angle brackets: the challenge of APOP */
  constructor(
    private readonly drop: Maildrop,
    private readonly stamp: string,
  ) {}

  greeting(): string {
    return `+OK Posthorn practice POP3 server ready ${this.stamp}\r\n`;
  }

  /** Gives the lock back; without QUIT nothing is deleted. */
  abandon(): void {
    if (this.state.name === 'transaction') this.state.release();
  }

  async handle(line: string): Promise<Reply> {
    if (line.length > LONGEST_COMMAND) return err('command too long');
    const [, verb = '', rest] = /^([A-Za-z]{3,4})(?: (.*))?$/s.exec(line) ?? [];
    const keyword = verb.toUpperCase();
    const argument = rest ?? '';
    if (keyword === 'CAPA')
      return argument === '' ? multi('capabilities follow', CAPABILITIES) : err('CAPA takes nothing');
    if (keyword === 'QUIT') return argument === '' ? this.quit() : err('QUIT takes nothing');
    if (this.state.name === 'authorization') {
      const command = AUTHORIZATION[keyword];
      if (command) return command(this, argument);
      return err(keyword in TRANSACTION ? 'log in first' : 'unknown command');
    }
    const command = TRANSACTION[keyword];
    if (command) return command(this.state, argument, this.drop);
    return err(keyword in AUTHORIZATION ? 'you are logged in already' : 'unknown command');
  }

  user(name: string): Reply {
    if (name === '') return err('USER needs a name');
    this.state = { name: 'authorization', user: name };
    return ok('now the password');
  }

  /** RFC 1939 §7: PASS comes right after a USER that was accepted. */
  async pass(password: string): Promise<Reply> {
    const user = this.state.name === 'authorization' ? this.state.user : null;
    this.state = { name: 'authorization', user: null };
    if (user === null) return err('USER comes first');
    if (user.toLowerCase() !== identity.user || password !== identity.password)
      return err('[AUTH] this name and password do not belong together');
    return this.enter();
  }

  async apop(argument: string): Promise<Reply> {
    const [, user = '', digest = ''] = /^(\S+) ([0-9a-f]{32})$/.exec(argument) ?? [];
    const expected = createHash('md5')
      .update(this.stamp + identity.password)
      .digest('hex');
    if (user.toLowerCase() !== identity.user || digest !== expected)
      return err('[AUTH] this name and digest do not belong together');
    return this.enter();
  }

  private async enter(): Promise<Reply> {
    const release = this.drop.lock();
    if (!release) return err('[IN-USE] another session has this maildrop open');
    const messages = await this.drop.list();
    this.state = { name: 'transaction', messages, deleted: new Set(), release };
    return ok(`maildrop of ${identity.user} has ${tally(this.state)}`);
  }

  /** The UPDATE state (RFC 1939 §6): only here are messages removed. */
  private async quit(): Promise<Reply> {
    const { state } = this;
    if (state.name === 'authorization') return { bytes: '+OK bye\r\n', close: true };
    const gone = state.messages.filter((_, i) => state.deleted.has(i + 1)).map(({ uidl }) => uidl);
    try {
      await this.drop.remove(gone);
    } catch {
      return { bytes: '-ERR [SYS/TEMP] some deleted messages were not removed\r\n', close: true };
    } finally {
      state.release();
      this.state = { name: 'authorization', user: null };
    }
    return { bytes: `+OK bye, ${gone.length} deleted\r\n`, close: true };
  }
}

type AuthorizationCommand = (session: Pop3Session, argument: string) => Reply | Promise<Reply>;
type TransactionCommand = (state: Transaction, argument: string, drop: Maildrop) => Reply | Promise<Reply>;

const AUTHORIZATION: Readonly<Record<string, AuthorizationCommand>> = {
  USER: (session, name) => session.user(name),
  PASS: (session, password) => session.pass(password),
  APOP: (session, argument) => session.apop(argument),
};

const TRANSACTION: Readonly<Record<string, TransactionCommand>> = {
  STAT: (state, argument) => {
    if (argument !== '') return err('STAT takes nothing');
    const left = remaining(state);
    return ok(`${left.length} ${left.reduce((sum, { message }) => sum + message.octets, 0)}`);
  },
  LIST: (state, argument) => listing(state, argument, ({ octets }) => String(octets)),
  UIDL: (state, argument) => listing(state, argument, ({ uidl }) => uidl),
  RETR: (state, argument, drop) =>
    withMessage(state, argument, async ({ uidl, octets }) => {
      const message = await drop.read(uidl);
      return { bytes: Buffer.concat([Buffer.from(`+OK ${octets} octets\r\n`), stuff(message)]) };
    }),
  TOP: (state, argument, drop) => {
    const [, number = '', lines = ''] = /^(\d{1,9}) (\d{1,9})$/.exec(argument) ?? [];
    if (lines === '') return err('TOP needs a message number and a number of lines');
    return withMessage(state, number, async ({ uidl }) => {
      const top = firstLines(await drop.read(uidl), Number(lines));
      return { bytes: Buffer.concat([Buffer.from('+OK top of message follows\r\n'), stuff(top)]) };
    });
  },
  DELE: (state, argument) =>
    withMessage(state, argument, (_, number) => {
      state.deleted.add(number);
      return ok(`message ${number} deleted`);
    }),
  RSET: (state, argument) => {
    if (argument !== '') return err('RSET takes nothing');
    state.deleted.clear();
    return ok(`maildrop has ${tally(state)}`);
  },
  NOOP: (_, argument) => (argument === '' ? ok('still here') : err('NOOP takes nothing')),
};

function remaining({ messages, deleted }: Transaction): { message: Kept; number: number }[] {
  return messages.map((message, i) => ({ message, number: i + 1 })).filter(({ number }) => !deleted.has(number));
}

function tally(state: Transaction): string {
  const left = remaining(state);
  const octets = left.reduce((sum, { message }) => sum + message.octets, 0);
  return `${left.length} message${left.length === 1 ? '' : 's'} (${octets} octets)`;
}

function listing(state: Transaction, argument: string, tell: (message: Kept) => string): Reply | Promise<Reply> {
  if (argument !== '') return withMessage(state, argument, (message, number) => ok(`${number} ${tell(message)}`));
  return multi(
    tally(state),
    remaining(state).map(({ message, number }) => `${number} ${tell(message)}`),
  );
}

function withMessage(
  { messages, deleted }: Transaction,
  argument: string,
  act: (message: Kept, number: number) => Reply | Promise<Reply>,
): Reply | Promise<Reply> {
  if (!/^\d{1,9}$/.test(argument)) return err('a message number is needed');
  const number = Number(argument);
  const message = messages[number - 1];
  if (!message) return err(`no such message, only ${messages.length} messages in maildrop`);
  return deleted.has(number) ? err(`message ${number} already deleted`) : act(message, number);
}

/** The header, the empty line and so many lines of the body (RFC 1939 §7, TOP). */
function firstLines(message: Buffer, lines: number): Buffer {
  const body = message.indexOf('\r\n\r\n');
  let end = body < 0 ? message.length : body + 4;
  for (let i = 0; i < lines && end < message.length; i++) {
    const next = message.indexOf('\r\n', end);
    end = next < 0 ? message.length : next + 2;
  }
  return message.subarray(0, end);
}
