import { randomBytes, timingSafeEqual } from 'node:crypto';
import { aessiv } from '@noble/ciphers/aes.js';
import { extensionField, readTrailer } from '../trailer';
import type { Keys } from './key-exchange';

/** Extension fields of NTS, RFC 8915 §5. */
const FIELD = { uniqueId: 0x0104, cookie: 0x0204, placeholder: 0x0304, authenticator: 0x0404 } as const;

/** How many cookies are kept, so that as many answers may be lost without a new key exchange. */
const FULL = 8;
const ID_OCTETS = 32;
const NONCE_OCTETS = 16;

/** A question as it goes out, and how its answer is known. */
export interface Protected {
  bytes: Buffer;
  uniqueId: Buffer;
}

/** The use of the keys of one exchange (RFC 8915 §5): a cookie a question, new ones with each answer. */
export class Association {
  private readonly cookies: Buffer[];

  constructor(private readonly keys: Keys) {
    this.cookies = [...keys.cookies];
  }

  get host(): string {
    return this.keys.host;
  }

  get port(): number {
    return this.keys.port;
  }

  /** Without a cookie there must be a new key exchange. */
  get spent(): boolean {
    return this.cookies.length === 0;
  }

  get left(): number {
    return this.cookies.length;
  }

  /** Adds to a header what proves who asks and keeps the answer from being forged; takes a cookie. */
  protect(header: Buffer): Protected {
    const cookie = this.cookies.shift();
    if (!cookie) throw new RangeError('no cookie is left');
    const uniqueId = randomBytes(ID_OCTETS);
    // As long as the cookies that are to come in their place, so that the answer is no longer than the question.
    const placeholders = Array.from({ length: FULL - 1 - this.cookies.length }, () =>
      extensionField(FIELD.placeholder, Buffer.alloc(cookie.length)),
    );
    const vouchedFor = Buffer.concat([
      header,
      extensionField(FIELD.uniqueId, uniqueId),
      extensionField(FIELD.cookie, cookie),
      ...placeholders,
    ]);
    const nonce = randomBytes(NONCE_OCTETS);
    const sealed = aessiv(this.keys.clientToServer, vouchedFor, nonce).encrypt(new Uint8Array(0));
    return { bytes: Buffer.concat([vouchedFor, authenticator(nonce, sealed)]), uniqueId };
  }

  /**
   * Whether this answer is of the holder of the keys, to this question. Only then its new cookies are kept.
   * Nothing that it says may be believed before.
   */
  verify(bytes: Buffer, uniqueId: Buffer): boolean {
    const fields = readTrailer(bytes)?.fields ?? [];
    const at = fields.findIndex(({ type }) => type === FIELD.authenticator);
    const found = fields[at];
    if (!found || !isOurs(fields.slice(0, at), uniqueId)) return false;
    const parts = openAuthenticator(found.value);
    if (!parts) return false;
    try {
      const plain = aessiv(this.keys.serverToClient, bytes.subarray(0, found.at), parts.nonce).decrypt(parts.sealed);
      // It is a list of fields like that behind a header.
      const inside = readTrailer(Buffer.concat([Buffer.alloc(48), plain]))?.fields ?? [];
      for (const { type, value } of inside) {
        if (type === FIELD.cookie && this.cookies.length < FULL) this.cookies.push(Buffer.from(value));
      }
      return true;
    } catch {
      return false;
    }
  }
}

/** A NAK has no authenticator, since the server can't read the cookie (RFC 8915 §5.7): its id is all that tells it. */
export function isNakFor(bytes: Buffer, uniqueId: Buffer): boolean {
  return isOurs(readTrailer(bytes)?.fields ?? [], uniqueId);
}

function isOurs(fields: readonly { type: number; value: Buffer }[], uniqueId: Buffer): boolean {
  return fields.some(
    ({ type, value }) =>
      type === FIELD.uniqueId && value.length === uniqueId.length && timingSafeEqual(value, uniqueId),
  );
}

/** RFC 8915 §5.6: the lengths of nonce and ciphertext, then both, each padded to whole words. */
function authenticator(nonce: Buffer, sealed: Uint8Array): Buffer {
  const padded = Buffer.alloc(Math.ceil(sealed.length / 4) * 4);
  padded.set(sealed);
  const lengths = Buffer.alloc(4);
  lengths.writeUInt16BE(nonce.length, 0);
  lengths.writeUInt16BE(sealed.length, 2);
  return extensionField(FIELD.authenticator, Buffer.concat([lengths, nonce, padded]));
}

function openAuthenticator(value: Buffer): { nonce: Buffer; sealed: Buffer } | null {
  if (value.length < 4) return null;
  const nonceOctets = value.readUInt16BE(0);
  const sealedAt = 4 + Math.ceil(nonceOctets / 4) * 4;
  const sealedEnd = sealedAt + value.readUInt16BE(2);
  if (nonceOctets === 0 || sealedEnd > value.length) return null;
  return { nonce: value.subarray(4, 4 + nonceOctets), sealed: value.subarray(sealedAt, sealedEnd) };
}
