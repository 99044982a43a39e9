import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { Connection } from './connection';
import { type Deadlines, defaultDeadlines } from './deadlines';

export interface Serving {
  port: number;
  close(): Promise<void>;
}

/**
 * Listens for connections, on loopback as a rule.
 * @param options.port 0: the system picks one
 */
export async function serveStreams(options: {
  host: string;
  port: number;
  deadlines?: Partial<Deadlines>;
  onConnection(connection: Connection): Promise<void>;
}): Promise<Serving> {
  const { host } = options;
  const open = new Set<Socket>();
  const server = createServer((socket) => {
    open.add(socket);
    socket.once('close', () => open.delete(socket));
    const where = { host: socket.remoteAddress ?? 'the peer', port: socket.remotePort ?? 0 };
    const deadlines = { ...defaultDeadlines, ...options.deadlines };
    const connection = new Connection(socket, where, deadlines, { session: null, ca: [] });
    // A peer that breaks off ends its own session and no other.
    void options.onConnection(connection).catch(() => connection.destroy());
  });
  server.listen(options.port, host);
  await once(server, 'listening');
  const address = server.address();
  return {
    port: address && typeof address === 'object' ? address.port : options.port,
    close: async () => {
      for (const socket of open) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

/** Answers datagrams. */
export async function serveDatagrams(options: {
  host: string;
  port: number;
  onDatagram(bytes: Buffer, from: { address: string; port: number }, reply: (bytes: Uint8Array) => void): void;
}): Promise<Serving> {
  const socket = createSocket(options.host.includes(':') ? 'udp6' : 'udp4');
  socket.on('message', (bytes, { address, port }) => {
    options.onDatagram(bytes, { address, port }, (answer) => socket.send(answer, port, address));
  });
  socket.bind(options.port, options.host);
  await once(socket, 'listening');
  // A peer that is gone when its answer arrives is no fault of this server.
  socket.on('error', () => {});
  return {
    port: socket.address().port,
    close: async () => {
      socket.close();
      await once(socket, 'close');
    },
  };
}
