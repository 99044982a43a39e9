import { createHash } from 'node:crypto';
import { fail, PosthornError } from '../../../shared/errors';
import { type Labels, parseName } from '../names';
import { canonicalName } from './canonical';
import { type Ds, keyTag, readDs } from './keys';

/** A key that is trusted without proof, as a DS record of its zone. */
export interface Anchor {
  zone: Labels;
  ds: Ds;
}

/** The keys of the root since 2017 and since 2024 (IANA, https://data.iana.org/root-anchors/root-anchors.xml). */
export const rootAnchors: readonly string[] = [
  '. IN DS 20326 8 2 E06D44B80B8F1D39A95C0B0D7C65D08458E880409BBC683457104237C7F8EC8D',
  '. IN DS 38696 8 2 683D2D0ACB8C9B712A1948B27F741219298D0A450D612C483AF444A4C0FB2B16',
];

const SHA256 = 2;

/**
 * Reads a DS or DNSKEY record in presentation form, with or without TTL and class; of a DNSKEY it takes the digest.
 * @throws `dns.bad-anchor`
 */
export function parseAnchor(text: string): Anchor {
  const bad = (reason: string) => fail('dns.bad-anchor', { record: text.trim(), reason });
  const [owner = '', ...words] = text.trim().split(/\s+/);
  const at = words.findIndex((word) => /^(DS|DNSKEY)$/i.test(word));
  if (at < 0 || words.slice(0, at).some((word) => !/^(\d+|IN)$/i.test(word)))
    throw bad('it is no DS and no DNSKEY record');
  const [first = '', second = '', third = '', ...rest] = words.slice(at + 1);
  const numbers = [first, second, third].map(Number);
  if (numbers.some((number) => !Number.isInteger(number))) throw bad('three numbers are to follow the type');
  const [a = 0, b = 0, c = 0] = numbers;
  if (a < 0 || a > 65_535 || b < 0 || b > 255 || c < 0 || c > 255) throw bad('a number is too large');
  const zone = zoneOf(owner, bad);
  const value = rest.join('');
  const isDs = words[at]?.toUpperCase() === 'DS';
  if (value === '' || !(isDs ? /^([0-9a-f]{2})+$/i : /^[A-Za-z0-9+/]+={0,2}$/).test(value))
    throw bad(isDs ? 'the digest is no hexadecimal' : 'the key is no base64');
  const head = Buffer.alloc(4);
  head.writeUInt16BE(a, 0);
  head.writeUInt8(b, 2);
  head.writeUInt8(c, 3);
  const rdata = Buffer.concat([head, Buffer.from(value, isDs ? 'hex' : 'base64')]);
  const ds = isDs ? readDs(rdata) : dsOf(zone, rdata);
  if (!ds) throw bad('its end is missing');
  return { zone, ds };
}

function zoneOf(owner: string, bad: (reason: string) => Error): Labels {
  try {
    return parseName(owner);
  } catch (error) {
    if (!(error instanceof PosthornError)) throw error;
    throw bad(`it does not begin with the name of a zone`);
  }
}

/** The DS record of a key, with SHA-256. */
export function dsOf(zone: Labels, rdata: Buffer): Ds {
  const octets = createHash('sha256').update(canonicalName(zone)).update(rdata).digest();
  return { tag: keyTag(rdata), algorithm: rdata[3] ?? 0, digestType: SHA256, digest: octets };
}
