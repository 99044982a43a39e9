import { randomBytes } from 'node:crypto';
import { type Connection, type Serving, serveStreams } from '../../wire';
import { readDotted } from '../dots';
import { LOOPBACK } from '../identity';
import type { Maildrop } from '../maildrop';
import { MOST_OCTETS, SmtpSession } from './session';

/** RFC 5321 §4.5.3.2.7: five minutes at least. */
const IDLE_MS = 300_000;
/** An AUTH response may be long (RFC 4954 §4). */
const LONGEST_LINE = 12_288;

/** The practice SMTP server; what it accepts is in the maildrop before it says so. */
export function serveSmtp(drop: Maildrop): Promise<Serving> {
  return serveStreams({ host: LOOPBACK, port: 0, onConnection: (connection) => converse(connection, drop) });
}

async function converse(connection: Connection, drop: Maildrop): Promise<void> {
  const session = new SmtpSession((message) => drop.deliver(message), randomBytes(6).toString('hex'));
  await connection.write(session.greeting());
  for (;;) {
    const line = await connection.readLine({ deadlineMs: IDLE_MS, most: LONGEST_LINE });
    let reply = session.handle(line.toString('utf8'));
    await connection.write(reply.text);
    if (reply.expects === 'data') {
      reply = await session.data(await readDotted(connection, MOST_OCTETS));
      await connection.write(reply.text);
    }
    if (reply.expects === 'close') return connection.end();
  }
}
