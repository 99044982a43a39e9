import { connect, createServer } from 'node:net';

/**
 * A line to a server on loopback that takes its time, in a process of its own so that what is measured does not pay for it.
 * `node slow-line-process.mjs PORT ONE_WAY_MS OCTETS_PER_SECOND` (0: as fast as it can); prints the port it listens on.
 */
const [to = 0, oneWayMs = 0, octetsPerSecond = 0] = process.argv.slice(2).map(Number);
/** More than this on its way makes the sender wait, as a router would. */
const mostOnTheWay = 16_777_216;

/** @param {import('node:net').Socket} from @param {import('node:net').Socket} into */
function carry(from, into) {
  /** @type {{ at: number, chunk: Buffer | null }[]} */
  const onTheWay = [];
  let octets = 0;
  let freeAt = 0;
  let due = false;
  const deliver = () => {
    due = false;
    for (let first = onTheWay[0]; first && first.at <= performance.now(); first = onTheWay[0]) {
      onTheWay.shift();
      if (first.chunk === null) into.end();
      else {
        octets -= first.chunk.byteLength;
        into.write(first.chunk);
      }
    }
    if (octets < mostOnTheWay) from.resume();
    const next = onTheWay[0];
    if (next) wake(next.at);
  };
  /** @param {number} at */
  const wake = (at) => {
    if (due) return;
    due = true;
    setTimeout(deliver, Math.max(0, at - performance.now()));
  };
  /** @param {Buffer | null} chunk */
  const send = (chunk) => {
    const size = chunk?.byteLength ?? 0;
    freeAt = Math.max(freeAt, performance.now()) + (octetsPerSecond > 0 ? (size / octetsPerSecond) * 1000 : 0);
    onTheWay.push({ at: freeAt + oneWayMs, chunk });
    octets += size;
    if (octets >= mostOnTheWay) from.pause();
    wake(freeAt + oneWayMs);
  };
  from.on('data', send);
  from.on('end', () => send(null));
  from.on('error', () => into.destroy());
  from.on('close', () => {
    if (from.errored) into.destroy();
  });
}

const server = createServer({ allowHalfOpen: true, noDelay: true }, (near) => {
  const far = connect({ port: to, host: '127.0.0.1', allowHalfOpen: true, noDelay: true });
  carry(near, far);
  carry(far, near);
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (address && typeof address === 'object') console.log(`port ${address.port}`);
});
process.on('SIGTERM', () => process.exit());
