import type { Connection } from '../../wire';

/** A message behind two octets that tell its length (RFC 1035 §4.2.2), in one piece (RFC 7766 §8). */
export function framed(message: Buffer): Buffer {
  const length = Buffer.alloc(2);
  length.writeUInt16BE(message.length);
  return Buffer.concat([length, message]);
}

/**
 * The messages of a stream as they come.
 * @throws what `wire` throws, when no more come
 */
export async function* messagesOf(connection: Connection, deadlineMs: number): AsyncGenerator<Buffer, never> {
  let rest: Buffer = Buffer.alloc(0);
  for (;;) {
    while (rest.length >= 2 && rest.length >= 2 + rest.readUInt16BE(0)) {
      const end = 2 + rest.readUInt16BE(0);
      yield rest.subarray(2, end);
      rest = rest.subarray(end);
    }
    rest = Buffer.concat([rest, await connection.readSome({ step: 'sending its answer', deadlineMs })]);
  }
}
