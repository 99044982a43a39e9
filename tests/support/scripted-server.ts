import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';

/** A peer that does what no real server can be made to do. */
export interface ScriptedServer {
  port: number;
  /** Every line that the client sent, over all connections. */
  lines: string[];
  /** Lines of this connection that have come and that `next` has not given out. */
  waiting(socket: Socket): number;
  /** Breaks every connection; new ones are taken. */
  dropAll(): void;
  close(): Promise<void>;
}

/**
 * @param play called for each connection; `next` waits for the client's next line and is null when it has gone
 */
export async function scriptedServer(
  play: (say: (bytes: string | Buffer) => void, next: () => Promise<string | null>, socket: Socket) => Promise<void>,
): Promise<ScriptedServer> {
  const lines: string[] = [];
  const open = new Map<Socket, string[]>();
  const server = createServer((socket) => {
    const waiting: string[] = [];
    open.set(socket, waiting);
    let wake = () => {};
    let gone = false;
    let rest = '';
    socket.setNoDelay(true);
    socket.on('data', (chunk: Buffer) => {
      const parts = (rest + chunk.toString('latin1')).split('\r\n');
      rest = parts.pop() ?? '';
      waiting.push(...parts);
      lines.push(...parts);
      wake();
    });
    const end = () => {
      gone = true;
      open.delete(socket);
      wake();
    };
    socket.on('close', end);
    socket.on('error', end);
    const next = async () => {
      while (waiting.length === 0 && !gone) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      return waiting.shift() ?? null;
    };
    void play((bytes) => void socket.write(bytes), next, socket).catch(() => socket.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return {
    port: address && typeof address === 'object' ? address.port : 0,
    lines,
    waiting: (socket) => open.get(socket)?.length ?? 0,
    dropAll() {
      for (const socket of open.keys()) socket.destroy();
    },
    async close() {
      for (const socket of open.keys()) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
