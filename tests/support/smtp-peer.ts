import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';

/** What a scripted SMTP server received, octet for octet. */
export interface Received {
  from: string;
  to: string[];
  /** As it came: with its stuffed dots where it came by DATA. */
  content: Buffer;
}

export interface SmtpPeer {
  port: number;
  /** Every command, over all connections; `.` stands for the end of a content. */
  commands: string[];
  received: Received[];
  connections: number;
  close(): Promise<void>;
}

/**
 * What the peer says to a command: a reply, or null for the ordinary one. Whoever wants silence or violence returns an empty
 * string and has the socket. `greeting` is asked for first.
 */
export type SmtpAnswer = (command: string, socket: Socket) => string | null | Promise<string | null>;

export interface SmtpHabits {
  answer?: SmtpAnswer;
  greeting?: string;
  extensions?: string[];
  /** Swallows contents without keeping them. */
  forgets?: boolean;
}

const noContent = Buffer.alloc(0);

/** An SMTP server that does what no real server can be made to do, and sees octets where others see lines. */
export async function smtpPeer({
  answer = () => null,
  greeting = '220 scripted\r\n',
  extensions = ['PIPELINING', 'CHUNKING', '8BITMIME', 'SIZE 10000000000', 'SMTPUTF8', 'DSN', 'AUTH PLAIN LOGIN'],
  forgets = false,
}: SmtpHabits = {}): Promise<SmtpPeer> {
  const peer = { port: 0, commands: [] as string[], received: [] as Received[], connections: 0 };
  const open = new Set<Socket>();
  const server = createServer((socket) => {
    peer.connections += 1;
    open.add(socket);
    socket.setNoDelay(true);
    socket.on('error', () => {});
    socket.on('close', () => open.delete(socket));
    void converse(socket).catch(() => socket.destroy());
  });

  async function converse(socket: Socket): Promise<void> {
    const input = socket[Symbol.asyncIterator]();
    let rest: Buffer = noContent;
    /** Whether more has come. */
    const more = async () => {
      const { value, done } = await input.next();
      if (done) return false;
      rest = Buffer.concat([rest, value]);
      return true;
    };
    const through = async (end: string): Promise<Buffer | null> => {
      for (;;) {
        const at = rest.indexOf(end);
        if (at >= 0) {
          const found = rest.subarray(0, at + end.length);
          rest = rest.subarray(at + end.length);
          return found;
        }
        if (!(await more())) return null;
      }
    };
    const say = (text: string) => {
      if (text && socket.writable) socket.write(text, 'latin1');
    };
    const ask = async (command: string, ordinary: string) => {
      peer.commands.push(command);
      const reply = (await answer(command, socket)) ?? ordinary;
      say(reply);
      return reply;
    };
    let message: Received | null = null;
    let begun = false;
    let chunks: Buffer[] = [];
    const finish = (accepted: boolean, content: Buffer) => {
      if (accepted && message) peer.received.push({ ...message, content: forgets ? noContent : content });
      message = null;
      begun = false;
      chunks = [];
    };
    say((await answer('greeting', socket)) ?? greeting);
    for (;;) {
      const bytes = await through('\r\n');
      if (!bytes) return;
      const line = bytes.subarray(0, -2).toString('utf8');
      const verb = line.split(' ')[0]?.toUpperCase() ?? '';
      if (verb === 'BDAT') {
        let left = Number(line.split(' ')[1]);
        while (left > 0) {
          if (rest.byteLength === 0 && !(await more())) return;
          const some = rest.subarray(0, left);
          rest = rest.subarray(some.byteLength);
          left -= some.byteLength;
          if (!forgets) chunks.push(some);
        }
        const wanted = message !== null && message.to.length > 0;
        const reply = await ask(line, wanted ? '250 2.0.0 taken\r\n' : '503 5.5.1 nobody is there\r\n');
        if (/ LAST$/i.test(line)) finish(wanted && reply.startsWith('2'), Buffer.concat(chunks));
      } else if (verb === 'DATA') {
        const wanted = message !== null && message.to.length > 0;
        const go = await ask(line, wanted ? '354 go on\r\n' : '503 5.5.1 nobody is there\r\n');
        if (!go.startsWith('354')) continue;
        rest = Buffer.concat([Buffer.from('\r\n'), rest]);
        let content: Buffer | null = noContent;
        if (forgets) {
          while (!rest.includes('\r\n.\r\n')) {
            rest = rest.subarray(Math.max(0, rest.byteLength - 4));
            if (!(await more())) return;
          }
          await through('\r\n.\r\n');
        } else content = await through('\r\n.\r\n');
        if (!content) return;
        const reply = await ask('.', '250 2.0.0 queued\r\n');
        finish(reply.startsWith('2'), content.subarray(2, -3));
      } else if (verb === 'MAIL') {
        const reply = await ask(line, begun ? '503 5.5.1 nested\r\n' : '250 2.1.0 ok\r\n');
        if (!reply.startsWith('2')) continue;
        begun = true;
        message = { from: /<(.*?)>/.exec(line)?.[1] ?? '', to: [], content: noContent };
      } else if (verb === 'RCPT') {
        const reply = await ask(line, message ? '250 2.1.5 ok\r\n' : '503 5.5.1 whose\r\n');
        if (reply.startsWith('2')) message?.to.push(/<(.*?)>/.exec(line)?.[1] ?? '');
      } else if (verb === 'EHLO') {
        await ask(line, `250-scripted\r\n${extensions.map((name) => `250-${name}\r\n`).join('')}250 HELP\r\n`);
      } else if (verb === 'RSET') {
        await ask(line, '250 2.0.0 ok\r\n');
        finish(false, noContent);
      } else if (verb === 'QUIT') {
        await ask(line, '221 bye\r\n');
        socket.end();
      } else await ask(line, verb === 'AUTH' ? '235 2.7.0 welcome\r\n' : '250 ok\r\n');
    }
  }

  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  peer.port = address && typeof address === 'object' ? address.port : 0;
  return Object.assign(peer, {
    async close() {
      for (const socket of open) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  });
}
