import { randomFillSync } from 'node:crypto';

/** Random octets, of which many are made at once: one by one they would cost more than a question. */
const pool = Buffer.allocUnsafe(8_192);
let at = pool.length;

export function randomOctet(): number {
  if (at >= pool.length) {
    randomFillSync(pool);
    at = 0;
  }
  at += 1;
  return pool[at - 1] ?? 0;
}

export const randomId = (): number => (randomOctet() << 8) | randomOctet();

/** What is open, by the socket and the id that it was asked with. */
export class Slots<T> {
  private readonly bySocket: Map<number, T>[];

  constructor(sockets: number) {
    this.bySocket = Array.from({ length: sockets }, () => new Map());
  }

  /** A socket and an id that nothing open has: both have to be guessed by a forger. */
  take(value: T): { socket: number; id: number } {
    for (;;) {
      const socket = randomOctet() % this.bySocket.length;
      const id = randomId();
      const open = this.bySocket[socket];
      if (!open || open.has(id)) continue;
      open.set(id, value);
      return { socket, id };
    }
  }

  find(socket: number, id: number): T | undefined {
    return this.bySocket[socket]?.get(id);
  }

  free(socket: number, id: number): void {
    this.bySocket[socket]?.delete(id);
  }
}
