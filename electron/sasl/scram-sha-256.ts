import { createHash, createHmac, pbkdf2, randomBytes, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import { fail } from '../../shared/errors';
import type { Credentials, Mechanism } from './mechanism';
import { saslPrep } from './saslprep';

const name = 'SCRAM-SHA-256';
const derive = promisify(pbkdf2);

/** RFC 7677 §4 wants 4096 rounds at least: fewer would let whoever asks for them guess the password from the proof. */
const fewestRounds = 4_096;
/** More would keep this computer busy for the server's pleasure. */
const mostRounds = 2_000_000;

const hmac = (key: Buffer, text: string) => createHmac('sha256', key).update(text).digest();
const bad = (reason: string) => fail('sasl.bad-challenge', { mechanism: name, reason });

/** `r=…,s=…,i=…` by their letters (RFC 5802 §5.1). */
function attributes(message: string): Map<string, string> {
  return new Map(message.split(',').map((part) => [part.slice(0, 2), part.slice(2)] as const));
}

/**
 * SCRAM-SHA-256 without channel binding (RFC 5802, RFC 7677): the password goes over no line, and the server has to show
 * that it knows it too.
 * @param nonce printable characters without a comma, new for each exchange
 */
export function scramSha256(
  { user, password }: Credentials,
  nonce: string = randomBytes(24).toString('base64'),
): Mechanism {
  let state: 'start' | 'first-sent' | 'final-sent' | 'refused' | 'proven' = 'start';
  let serverSignature: Buffer | null = null;
  const clientFirst = () => {
    const escaped = saslPrep(user).replaceAll('=', '=3D').replaceAll(',', '=2C');
    return `n=${escaped},r=${nonce}`;
  };

  const clientFinal = async (serverFirst: string): Promise<Buffer> => {
    const found = attributes(serverFirst);
    // RFC 5802 §5.1: an extension that must be understood comes first, and none is.
    if (found.has('m=')) throw bad('it demands an extension');
    const joined = found.get('r=') ?? '';
    if (!joined.startsWith(nonce) || joined.length === nonce.length) throw bad('its nonce does not continue ours');
    const rounds = Number(/^[1-9]\d{0,8}$/.exec(found.get('i=') ?? '')?.[0]);
    if (!(rounds >= fewestRounds && rounds <= mostRounds)) throw bad('its number of rounds is not acceptable');
    const salt = Buffer.from(found.get('s=') ?? '', 'base64');
    if (salt.byteLength === 0) throw bad('it gave no salt');
    const salted = await derive(saslPrep(password), salt, rounds, 32, 'sha256');
    // `biws` is `n,,`: no channel binding.
    const withoutProof = `c=biws,r=${joined}`;
    const signed = `${clientFirst()},${serverFirst},${withoutProof}`;
    const clientKey = hmac(salted, 'Client Key');
    const clientSignature = hmac(createHash('sha256').update(clientKey).digest(), signed);
    serverSignature = hmac(hmac(salted, 'Server Key'), signed);
    const proof = clientKey.map((octet, index) => octet ^ (clientSignature[index] ?? 0));
    return Buffer.from(`${withoutProof},p=${Buffer.from(proof).toString('base64')}`);
  };

  const verify = (serverFinal: string): Buffer => {
    const found = attributes(serverFinal);
    // The reason of a refusal: with the empty answer the server goes on to refuse in its own protocol.
    if (found.has('e=')) {
      state = 'refused';
      return Buffer.alloc(0);
    }
    const theirs = Buffer.from(found.get('v=') ?? '', 'base64');
    const proven = serverSignature?.byteLength === theirs.byteLength && timingSafeEqual(serverSignature, theirs);
    if (!proven) throw fail('sasl.server-unproven', { mechanism: name });
    state = 'proven';
    return Buffer.alloc(0);
  };

  return {
    name,
    initial() {
      // A password that can't be used is better known before anything is said.
      saslPrep(password);
      state = 'first-sent';
      return Buffer.from(`n,,${clientFirst()}`);
    },
    respond(challenge) {
      const text = challenge.toString('utf8');
      if (state === 'final-sent') return verify(text);
      if (state !== 'first-sent') throw bad('it asked for more than the mechanism has');
      const answer = clientFinal(text);
      return answer.then((bytes) => {
        state = 'final-sent';
        return bytes;
      });
    },
    finish() {
      if (state !== 'proven') throw fail('sasl.server-unproven', { mechanism: name });
    },
    get proofGiven() {
      return state !== 'start' && state !== 'first-sent';
    },
  };
}
