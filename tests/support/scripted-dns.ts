import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { decode, encode, type Packet } from 'dns-packet';
import type { Endpoint } from '../../shared/contract';

/** A question that came. */
export interface AskedOf {
  bytes: Buffer;
  packet: Packet;
  /** In lower case, without the final dot. */
  name: string;
  type: string;
  tcp: boolean;
}

/** The way back to whoever asked. */
export interface Mouth {
  /** A whole message; over TCP with its length in front. */
  say(message: Uint8Array): void;
  /** Over TCP octets as they are; over UDP a datagram. */
  write(octets: Uint8Array): void;
  /** Over UDP, from another port of the same address. */
  fromElsewhere(message: Uint8Array): void;
  /** Ends the connection. */
  hangUp(): void;
}

export interface ScriptedDns {
  endpoint: Endpoint;
  /** All that came, over UDP and TCP. */
  asked: AskedOf[];
  close(): Promise<void>;
}

const host = '127.0.0.1';

/** A DNS server, over UDP and TCP on one port of loopback, that says what it likes. */
export async function scriptedDns(play: (asked: AskedOf, mouth: Mouth) => void): Promise<ScriptedDns> {
  const asked: AskedOf[] = [];
  const hear = (bytes: Buffer, tcp: boolean, mouth: Mouth) => {
    const packet = decode(bytes);
    const [question] = packet.questions ?? [];
    const one = { bytes, packet, name: question?.name.toLowerCase() ?? '', type: question?.type ?? '', tcp };
    asked.push(one);
    play(one, mouth);
  };
  const streams = new Set<Socket>();
  for (;;) {
    const tcp = createServer((socket) => {
      streams.add(socket);
      socket.on('close', () => streams.delete(socket));
      // Whoever asked may go while it is answered.
      socket.on('error', () => {});
      let rest = Buffer.alloc(0);
      const say = (message: Uint8Array) => {
        const length = Buffer.alloc(2);
        length.writeUInt16BE(message.length);
        socket.write(Buffer.concat([length, message]));
      };
      const write = (octets: Uint8Array) => void socket.write(octets);
      const mouth = { say, write, fromElsewhere: say, hangUp: () => void socket.end() };
      socket.on('data', (chunk: Buffer) => {
        rest = Buffer.concat([rest, chunk]);
        while (rest.length >= 2 && rest.length >= 2 + rest.readUInt16BE(0)) {
          const end = 2 + rest.readUInt16BE(0);
          const message = rest.subarray(2, end);
          rest = rest.subarray(end);
          hear(message, true, mouth);
        }
      });
    });
    tcp.listen(0, host);
    await once(tcp, 'listening');
    const address = tcp.address();
    const port = address && typeof address === 'object' ? address.port : 0;
    const [udp, other] = [createSocket('udp4'), createSocket('udp4')];
    udp.on('message', (bytes, { address: to, port: at }) => {
      const say = (message: Uint8Array) => udp.send(message, at, to);
      const fromElsewhere = (message: Uint8Array) => other.send(message, at, to);
      hear(bytes, false, { say, write: say, fromElsewhere, hangUp: () => {} });
    });
    // Whoever asked is gone when the answer comes.
    for (const socket of [udp, other]) socket.on('error', () => {});
    udp.bind(port, host);
    const bound = await once(udp, 'listening').then(
      () => true,
      () => false,
    );
    if (!bound) {
      // The system picked a TCP port that somebody has over UDP.
      tcp.close();
      continue;
    }
    return {
      endpoint: { host, port },
      asked,
      async close() {
        for (const socket of streams) socket.destroy();
        udp.close();
        other.close();
        tcp.close();
        await Promise.all([once(udp, 'close'), once(tcp, 'close')]);
      },
    };
  }
}

/** What an answer consists of; the question is repeated as it came unless it says another one. */
export type Said = Partial<Packet> & { aa?: boolean; rcode?: number };

/** RFC 1035 §4.1.1. */
const AA = 0x0400;

export function answerTo({ packet }: AskedOf, { aa = false, rcode = 0, flags = 0, ...sections }: Said): Buffer {
  const bytes = encode({ type: 'response', id: packet.id, questions: packet.questions, ...sections });
  bytes.writeUInt16BE(0x8000 | flags | (aa ? AA : 0) | rcode, 2);
  return bytes;
}
