/** Octets of each buffer that is used again. */
export const bufferOctets = 524_288;
/** So many lie ready at most. */
const mostReady = 16;

/**
 * Buffers that cross to the store's worker and come back to be filled again. A new one for every crossing would have to be
 * cleared by the system, and what the worker is done with would wait for its collector: tens of megabytes in a fetch.
 */
export class Buffers {
  private ready: Buffer<ArrayBuffer>[] = [];

  /** One that holds so many octets at least; what is in it is left over from before. */
  take(octets: number): Buffer<ArrayBuffer> {
    if (octets > bufferOctets) return Buffer.from(new ArrayBuffer(octets));
    return this.ready.pop() ?? Buffer.from(new ArrayBuffer(bufferOctets));
  }

  /** Takes back what crossed; one that is larger than the others is let go. */
  giveBack({ buffer }: Uint8Array): void {
    if (buffer instanceof ArrayBuffer && buffer.byteLength === bufferOctets && this.ready.length < mostReady)
      this.ready.push(Buffer.from(buffer));
  }

  /** Nothing is coming in: the memory is for others. */
  clear(): void {
    this.ready = [];
  }
}
