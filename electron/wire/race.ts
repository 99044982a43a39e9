import { lookup } from 'node:dns/promises';
import net, { type Socket } from 'node:net';
import { codeOf } from './failures';

/** RFC 8305 §5: so long one address is tried alone before the next one joins in. */
const staggerMs = 250;

export interface Address {
  address: string;
  family: number;
}

/** All addresses of a name, the families taking turns (RFC 8305 §4), the system's first choice first. */
export async function addressesOf(host: string): Promise<Address[]> {
  return interleave(await lookup(host, { all: true, verbatim: true }));
}

export function interleave(addresses: Address[]): Address[] {
  const preferred = addresses[0]?.family;
  const first = addresses.filter(({ family }) => family === preferred);
  const second = addresses.filter(({ family }) => family !== preferred);
  return Array.from({ length: Math.max(first.length, second.length) }, (_, index) => [
    ...first.slice(index, index + 1),
    ...second.slice(index, index + 1),
  ]).flat();
}

/**
 * Connects to whichever address answers first. Node's `autoSelectFamily` gives an address up after 250 ms, so that one lost
 * packet, or a line by satellite, ends at an address that can't be reached at all; here the earlier ones stay in the race.
 * @param localAddress of this computer, to connect from
 * @throws the system's error of the most telling attempt, or the signal's reason
 */
export function raceTo(
  addresses: Address[],
  port: number,
  signal: AbortSignal,
  localAddress?: string,
): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const waiting = [...addresses];
    const racing = new Set<Socket>();
    const errors: Error[] = [];
    let timer: NodeJS.Timeout | undefined;
    const finish = (winner?: Socket) => {
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
      waiting.length = 0;
      for (const socket of racing) if (socket !== winner) socket.destroy();
    };
    const onAbort = () => {
      finish();
      reject(signal.reason);
    };
    const startNext = () => {
      clearTimeout(timer);
      const next = waiting.shift();
      if (next) attempt(next);
      else if (racing.size === 0) {
        finish();
        reject(mostTelling(errors));
      }
    };
    const attempt = ({ address, family }: Address) => {
      const socket = net.connect({ host: address, port, family, ...(localAddress ? { localAddress } : {}) });
      racing.add(socket);
      const onError = (error: Error) => {
        racing.delete(socket);
        errors.push(error);
        startNext();
      };
      socket.on('error', onError);
      socket.once('connect', () => {
        socket.off('error', onError);
        finish(socket);
        resolve(socket);
      });
      if (waiting.length > 0) timer = setTimeout(startNext, staggerMs);
    };
    if (signal.aborted) return onAbort();
    signal.addEventListener('abort', onAbort, { once: true });
    startNext();
  });
}

/** That a computer refused says more than that a network is not there. */
function mostTelling(errors: Error[]): Error {
  const refused = errors.find((error) => codeOf(error) === 'ECONNREFUSED');
  return refused ?? errors[0] ?? new Error('The name has no address');
}
