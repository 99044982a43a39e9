import { randomBytes } from 'node:crypto';
import { type Connection, type Serving, serveStreams } from '../../wire';
import { LOOPBACK, MAIL_HOST } from '../identity';
import type { Maildrop } from '../maildrop';
import { Pop3Session } from './session';

/** RFC 1939 §3: an idle session may be ended after ten minutes, without the UPDATE state. */
const IDLE_MS = 600_000;
const LONGEST_LINE = 4_096;

/** The practice POP3 server. */
export function servePop3(drop: Maildrop): Promise<Serving> {
  return serveStreams({ host: LOOPBACK, port: 0, onConnection: (connection) => converse(connection, drop) });
}

async function converse(connection: Connection, drop: Maildrop): Promise<void> {
  const session = new Pop3Session(drop, `<${randomBytes(8).toString('hex')}.${Date.now()}@${MAIL_HOST}>`);
  try {
    await connection.write(session.greeting());
    for (;;) {
      const line = await connection.readLine({ deadlineMs: IDLE_MS, most: LONGEST_LINE });
      const reply = await session.handle(line.toString('utf8'));
      await connection.write(reply.bytes);
      if (reply.close) return connection.end();
    }
  } finally {
    session.abandon();
  }
}
