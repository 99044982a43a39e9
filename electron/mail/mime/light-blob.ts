type Chunk = string | ArrayBuffer | Uint8Array;

/** Holds chunks until they are wanted as one: all that the MIME parser asks of a Blob. */
export class LightBlob {
  constructor(private readonly chunks: readonly Chunk[]) {}

  async arrayBuffer(): Promise<ArrayBuffer> {
    let octets = 0;
    for (const chunk of this.chunks) octets += typeof chunk === 'string' ? Buffer.byteLength(chunk) : chunk.byteLength;
    const whole = Buffer.from(new ArrayBuffer(octets));
    let at = 0;
    for (const chunk of this.chunks) {
      if (typeof chunk === 'string') at += whole.write(chunk, at);
      else {
        whole.set(chunk instanceof Uint8Array ? chunk : new Uint8Array(chunk), at);
        at += chunk.byteLength;
      }
    }
    return whole.buffer;
  }
}

/**
 * Node's own Blob is made for files: it costs more than all else that is done to take a small message apart. Only for a thread
 * that has no other use for one.
 */
export function lightenBlob(): void {
  Object.defineProperty(globalThis, 'Blob', { value: LightBlob, configurable: true, writable: true });
}
