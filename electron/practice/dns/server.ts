import { type Connection, type Serving, serveDatagrams, serveStreams } from '../../wire';
import { answerMessage } from './answer';
import type { Zone } from './zones';

const HOST = '127.0.0.1';
const TRIES = 10;
/** RFC 7766 §6.2.3: a connection may be kept for more questions for some seconds. */
const IDLE_MS = 10_000;

/** A DNS server that holds these zones, on one port for UDP and TCP. */
export async function serveDns(zones: readonly Zone[]): Promise<Serving> {
  for (let i = 1; ; i++) {
    const udp = await serveDatagrams({
      host: HOST,
      port: 0,
      onDatagram(bytes, _, reply) {
        const answer = answerMessage(zones, bytes, 'udp');
        if (answer) reply(answer);
      },
    });
    try {
      const tcp = await serveStreams({
        host: HOST,
        port: udp.port,
        onConnection: (connection) => answerStream(zones, connection),
      });
      return {
        port: udp.port,
        close: async () => {
          await Promise.all([udp.close(), tcp.close()]);
        },
      };
    } catch (error) {
      // The system picked a UDP port that someone else has for TCP.
      await udp.close();
      if (i === TRIES) throw error;
    }
  }
}

async function answerStream(zones: readonly Zone[], connection: Connection): Promise<void> {
  let bytes = Buffer.alloc(0);
  for (;;) {
    while (bytes.length < 2 || bytes.length < 2 + bytes.readUInt16BE(0))
      bytes = Buffer.concat([bytes, await connection.readSome({ deadlineMs: IDLE_MS })]);
    const end = 2 + bytes.readUInt16BE(0);
    const answer = answerMessage(zones, bytes.subarray(2, end), 'tcp');
    bytes = bytes.subarray(end);
    if (!answer) return connection.destroy();
    const length = Buffer.alloc(2);
    length.writeUInt16BE(answer.length);
    await connection.write(Buffer.concat([length, answer]));
  }
}
