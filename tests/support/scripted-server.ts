import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';

/** A peer that does what no real server can be made to do. */
export interface ScriptedServer {
  port: number;
  /** Every line that the client sent, over all connections. */
  lines: string[];
  close(): Promise<void>;
}

/**
 * @param play called for each connection; `next` waits for the client's next line and is null when it has gone
 */
export async function scriptedServer(
  play: (say: (bytes: string | Buffer) => void, next: () => Promise<string | null>, socket: Socket) => Promise<void>,
): Promise<ScriptedServer> {
  const lines: string[] = [];
  const open = new Set<Socket>();
  const server = createServer((socket) => {
    open.add(socket);
    const waiting: string[] = [];
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
    async close() {
      for (const socket of open) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
