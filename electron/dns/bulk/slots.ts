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

/** Answers of 1,232 octets take a little more than two kilobytes each of the some 200 that the system keeps for a socket. */
const usualOnOne = 80;

/** What is open, by the socket and the id that it was asked with. */
export class Slots<T> {
  private readonly bySocket: Map<number, T>[];
  private socket = 0;
  /** Open on one socket: more answers than the system keeps until they are read must not come. */
  private readonly mostOnOne: number;

  constructor(sockets: number, mostOpen: number) {
    this.bySocket = Array.from({ length: sockets }, () => new Map());
    // A socket with room is found soon, however many are open.
    this.mostOnOne = Math.max(usualOnOne, Math.ceil((mostOpen / sockets) * 1.25));
  }

  /**
   * Takes another socket at random for the questions that go out next. Answers that come on one socket are read together, which
   * those on many are not; a forger has to guess the socket of each question as before.
   */
  turn(): void {
    do this.socket = randomOctet() % this.bySocket.length;
    while (this.isFull());
  }

  /** A socket and an id that nothing open has: both have to be guessed by a forger. */
  take(value: T): { socket: number; id: number } {
    if (this.isFull()) this.turn();
    const open = this.bySocket[this.socket];
    for (;;) {
      const id = randomId();
      if (!open || open.has(id)) continue;
      open.set(id, value);
      return { socket: this.socket, id };
    }
  }

  find(socket: number, id: number): T | undefined {
    return this.bySocket[socket]?.get(id);
  }

  free(socket: number, id: number): void {
    this.bySocket[socket]?.delete(id);
  }

  /** In the order of the sockets; those that are freed meanwhile are left out. */
  *[Symbol.iterator](): Generator<T> {
    for (const open of this.bySocket) yield* open.values();
  }

  private isFull(): boolean {
    return (this.bySocket[this.socket]?.size ?? 0) >= this.mostOnOne;
  }
}
