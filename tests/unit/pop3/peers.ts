import { connectPop3, type Pop3Options, type Transaction } from '../../../electron/mail/pop3';
import { Transcripts } from '../../../electron/wire';
import { type ScriptedServer, scriptedServer } from '../../support/scripted-server';

export type Say = (bytes: string | Buffer) => void;
type Socket = Parameters<Parameters<typeof scriptedServer>[0]>[2];

/** What a scripted peer says to a command, or null to leave it to the ordinary answer. */
export type Answer = (line: string, say: Say, socket: Socket) => unknown;

/** A POP3 server that greets and lets in, and for the rest does what the test wants. */
export async function pop3Peer(
  answer: Answer,
  { greeting = '+OK ready\r\n', capabilities = ['USER', 'TOP', 'UIDL'] } = {},
): Promise<ScriptedServer> {
  const ordinary = (line: string) => {
    if (line === 'CAPA') return `+OK\r\n${capabilities.map((name) => `${name}\r\n`).join('')}.\r\n`;
    return '+OK\r\n';
  };
  return scriptedServer(async (say, next, socket) => {
    say(greeting);
    for (let line = await next(); line !== null; line = await next()) {
      if ((await answer(line, say, socket)) === null) say(ordinary(line));
    }
  });
}

export const optionsFor = (server: ScriptedServer, change: Partial<Pop3Options> = {}): Pop3Options => ({
  host: '127.0.0.1',
  port: server.port,
  security: 'none',
  user: 'bob',
  password: 'practice',
  transcripts: new Transcripts(),
  ...change,
});

export const enter = (server: ScriptedServer, change?: Partial<Pop3Options>): Promise<Transaction> =>
  connectPop3(optionsFor(server, change));

/** Fetches a message whole. */
export async function fetch(transaction: Transaction, number: number): Promise<string> {
  const chunks: Buffer[] = [];
  await transaction.retrieve(number, (chunk) => void chunks.push(Buffer.from(chunk)));
  return Buffer.concat(chunks).toString('latin1');
}
