import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { type DnskeyAnswer, type DSAnswer, encode, type NsecAnswer, type RrsigAnswer } from 'dns-packet';
import {
  compareNames,
  countLabels,
  type Ds,
  decodeMessage,
  dsOf,
  parseName,
  type RrSet,
  rrsetsOf,
  signatureHead,
  signedData,
} from '../../dns';
import { practiceZones, type Zone, type ZoneRecord } from './zones';

/** What signing adds to a zone: DNSKEY, NSEC, and DS of the zones below it. */
export type SecurityRecord = DnskeyAnswer | NsecAnswer | DSAnswer;
export type AnyRecord = ZoneRecord | SecurityRecord;

/** RFC 6605: small answers, and a key is made in less than a millisecond. */
const ECDSAP256SHA256 = 13;
const ZONE_KEY = 256;
const KEY_SIGNING_KEY = 257;
const TTL = 86_400;
const NSEC_TTL = 3_600;
const DAY = 86_400;

interface Key {
  flags: number;
  /** As DNSKEY has it (RFC 6605 §4). */
  point: Buffer;
  ds: Ds;
  privateKey: KeyObject;
}

interface Secured {
  keySigning: Key;
  zoneSigning: Key;
  records: readonly SecurityRecord[];
  /** By owner and type. */
  signatures: Map<string, RrsigAnswer>;
}

const secured = new WeakMap<Zone, Secured>();

/** The records that signing adds to a zone; none where it is not signed. Keys are made when they are first asked for. */
export const securityRecords = (zone: Zone): readonly SecurityRecord[] => secure(zone)?.records ?? [];

/** The signature over records of one name and type; null where the zone is not signed, or does not sign those. */
export function signatureOver(zone: Zone, records: readonly AnyRecord[]): RrsigAnswer | null {
  const own = secure(zone);
  const [first] = records;
  if (!own || !first || !isAuthoritative(zone, first)) return null;
  const key = `${first.name} ${first.type}`;
  const known = own.signatures.get(key) ?? signSet(zone, own, records);
  own.signatures.set(key, known);
  return known;
}

/** What vouches for the root of this world, as a DS record. */
export function practiceAnchor(): string {
  const root = practiceZones.find(({ apex }) => apex === '');
  const own = root && secure(root);
  return own ? `. IN ${formatDs(own.keySigning.ds)}` : '';
}

const formatDs = ({ tag, algorithm, digestType, digest }: Ds): string =>
  `DS ${tag} ${algorithm} ${digestType} ${digest.toString('hex').toUpperCase()}`;

function secure(zone: Zone): Secured | null {
  if (!zone.signed) return null;
  const known = secured.get(zone);
  if (known) return known;
  const own: Secured = {
    keySigning: makeKey(zone.apex, KEY_SIGNING_KEY),
    zoneSigning: makeKey(zone.apex, ZONE_KEY),
    records: [],
    signatures: new Map(),
  };
  secured.set(zone, own);
  const keys = [own.keySigning, own.zoneSigning].map(
    (key): DnskeyAnswer => ({
      type: 'DNSKEY',
      name: zone.apex,
      ttl: TTL,
      data: { flags: key.flags, algorithm: ECDSAP256SHA256, key: key.point },
    }),
  );
  const plain: AnyRecord[] = [...zone.records, ...keys, ...delegationSigners(zone)];
  own.records = [...keys, ...delegationSigners(zone), ...nsecs(zone, plain)];
  return own;
}

function makeKey(apex: string, flags: number): Key {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const { x = '', y = '' } = publicKey.export({ format: 'jwk' });
  const point = Buffer.concat([Buffer.from(x, 'base64url'), Buffer.from(y, 'base64url')]);
  const rdata = Buffer.concat([Buffer.from([flags >> 8, flags & 255, 3, ECDSAP256SHA256]), point]);
  return { flags, point, ds: dsOf(parseName(`${apex}.`), rdata), privateKey };
}

/** For the signed zones that this one has given away. */
function delegationSigners({ apex, records }: Zone): DSAnswer[] {
  const names = new Set(
    records.flatMap((record) => (record.type === 'NS' && record.name !== apex ? [record.name] : [])),
  );
  return [...names].flatMap((name) => {
    const child = practiceZones.find((zone) => zone.apex === name);
    const own = child && secure(child);
    if (!own) return [];
    // The zone has other keys by now, and nobody told the zone above.
    const { tag, algorithm, digestType, digest } =
      child.signed === 'rolled' ? makeKey(name, KEY_SIGNING_KEY).ds : own.keySigning.ds;
    return [{ type: 'DS', name, ttl: TTL, data: { keyTag: tag, algorithm, digestType, digest } }];
  });
}

/** From each name of the zone to the next, in the order of RFC 4034 §6.1. */
function nsecs(zone: Zone, records: readonly AnyRecord[]): NsecAnswer[] {
  const types = new Map<string, Set<string>>();
  for (const record of records) {
    if (isBelowCut(zone, record.name)) continue;
    const known = types.get(record.name) ?? new Set(['RRSIG', 'NSEC']);
    types.set(record.name, known.add(record.type));
  }
  const names = [...types.keys()].sort((a, b) => compareNames(parseName(`${a}.`), parseName(`${b}.`)));
  return names.map((name, i) => ({
    type: 'NSEC',
    name,
    ttl: NSEC_TTL,
    data: { nextDomain: names[i + 1] ?? zone.apex, rrtypes: [...(types.get(name) ?? [])] },
  }));
}

/** Glue, and what else lies in zones that were given away. */
function isBelowCut({ apex, records }: Zone, name: string): boolean {
  return records.some((record) => record.type === 'NS' && record.name !== apex && name.endsWith(`.${record.name}`));
}

/** A zone signs neither glue nor the NS records of the zones below it (RFC 4035 §2.2). */
function isAuthoritative(zone: Zone, { name, type }: AnyRecord): boolean {
  if (isBelowCut(zone, name)) return false;
  const isCut = zone.records.some(
    (record) => record.type === 'NS' && record.name !== zone.apex && record.name === name,
  );
  return !isCut || type === 'DS' || type === 'NSEC';
}

function signSet({ apex, signed }: Zone, own: Secured, records: readonly AnyRecord[]): RrsigAnswer {
  const set = setOf(records);
  const key = set.typeName === 'DNSKEY' ? own.keySigning : own.zoneSigning;
  const now = Math.floor(Date.now() / 1000);
  const until = signed === 'expired' ? now - 10 * DAY : now + 90 * DAY;
  const fields = {
    typeCovered: set.typeCode,
    algorithm: ECDSAP256SHA256,
    labels: countLabels(set.owner),
    originalTtlSeconds: set.ttl,
    expiration: until,
    inception: until - 91 * DAY,
    tag: key.ds.tag,
    signer: parseName(`${apex}.`),
  };
  const data = signedData(set, { ...fields, head: signatureHead(fields), octets: Buffer.alloc(0) });
  const signature = sign('sha256', data, { key: key.privateKey, dsaEncoding: 'ieee-p1363' });
  // Somebody on the way has put another address in.
  if (signed === 'forged' && set.typeName === 'A') signature.writeUInt8(signature.readUInt8(0) ^ 1, 0);
  return {
    type: 'RRSIG',
    name: set.name,
    ttl: set.ttl,
    data: {
      typeCovered: set.typeName,
      algorithm: ECDSAP256SHA256,
      labels: fields.labels,
      originalTTL: set.ttl,
      expiration: fields.expiration,
      inception: fields.inception,
      keyTag: key.ds.tag,
      signersName: apex,
      signature,
    },
  };
}

/** The records as they are signed: written by dns-packet, and read as whoever checks them does. */
function setOf(records: readonly AnyRecord[]): RrSet & { name: string; typeName: string; ttl: number } {
  const bytes = encode({ type: 'response', answers: [...records] });
  const [set] = rrsetsOf(decodeMessage(bytes)?.answer ?? [], bytes);
  const [first] = records;
  if (!set || !first) throw new Error('nothing to sign');
  return { ...set, name: first.name, typeName: first.type, ttl: first.ttl ?? TTL };
}
