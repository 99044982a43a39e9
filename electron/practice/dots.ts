import type { Connection } from '../wire';

/** Puts a dot before each line that begins with one, and ends with a line of one dot (RFC 1939 §3, RFC 5321 §4.5.2). */
export function stuff(lines: Buffer): Buffer {
  // latin1 keeps every octet.
  return Buffer.from(`${lines.toString('latin1').replace(/(^|\r\n)\./g, '$1..')}.\r\n`, 'latin1');
}

const END = Buffer.from('\r\n.\r\n');

/**
 * Reads up to the line of one dot, and takes the stuffed dots away. Only CRLF.CRLF ends it: to take a bare LF for a line
 * end here lets one message smuggle in another. Null when it is longer than `most` octets; it is read to its end all the same.
 */
export async function readDotted(connection: Connection, most: number): Promise<Buffer | null> {
  const pieces: Buffer[] = [];
  let octets = 0;
  // As if a line had ended just before, so that a message may be empty.
  let tail = Buffer.from('\r\n');
  for (;;) {
    const window = Buffer.concat([tail, await connection.readSome({ step: 'sending its message' })]);
    const end = window.indexOf(END);
    const take = end >= 0 ? end + 2 : Math.max(window.length - (END.length - 1), 0);
    octets += take;
    // Two more than the limit, for the line end before the first line.
    if (octets <= most + 2) pieces.push(window.subarray(0, take));
    if (end >= 0) {
      connection.unread(window.subarray(end + END.length));
      return octets > most + 2 ? null : unstuff(Buffer.concat(pieces).subarray(2));
    }
    tail = window.subarray(take);
  }
}

function unstuff(message: Buffer): Buffer {
  return Buffer.from(message.toString('latin1').replace(/(^|\r\n)\./g, '$1'), 'latin1');
}
