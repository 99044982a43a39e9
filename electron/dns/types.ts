import { fail } from '../../shared/errors';

/** Mnemonics of RR types (IANA "DNS Parameters"), as they are shown and typed. */
const TYPES = {
  A: 1,
  NS: 2,
  CNAME: 5,
  SOA: 6,
  PTR: 12,
  HINFO: 13,
  MX: 15,
  TXT: 16,
  RP: 17,
  AFSDB: 18,
  SIG: 24,
  KEY: 25,
  AAAA: 28,
  LOC: 29,
  SRV: 33,
  NAPTR: 35,
  KX: 36,
  CERT: 37,
  DNAME: 39,
  OPT: 41,
  APL: 42,
  DS: 43,
  SSHFP: 44,
  IPSECKEY: 45,
  RRSIG: 46,
  NSEC: 47,
  DNSKEY: 48,
  DHCID: 49,
  NSEC3: 50,
  NSEC3PARAM: 51,
  TLSA: 52,
  SMIMEA: 53,
  HIP: 55,
  CDS: 59,
  CDNSKEY: 60,
  OPENPGPKEY: 61,
  CSYNC: 62,
  ZONEMD: 63,
  SVCB: 64,
  HTTPS: 65,
  SPF: 99,
  EUI48: 108,
  EUI64: 109,
  TKEY: 249,
  TSIG: 250,
  IXFR: 251,
  AXFR: 252,
  ANY: 255,
  URI: 256,
  CAA: 257,
} as const;

export type TypeName = keyof typeof TYPES;
export const TYPE: Readonly<Record<TypeName, number>> = TYPES;

const TYPE_NAMES: ReadonlyMap<number, string> = new Map(Object.entries(TYPES).map(([name, code]) => [code, name]));

const CLASS_NAMES: Readonly<Record<number, string>> = { 1: 'IN', 3: 'CH', 4: 'HS', 254: 'NONE', 255: 'ANY' };
export const CLASS_IN = 1;

const RCODE_NAMES: Readonly<Record<number, string>> = {
  0: 'NOERROR',
  1: 'FORMERR',
  2: 'SERVFAIL',
  3: 'NXDOMAIN',
  4: 'NOTIMP',
  5: 'REFUSED',
  6: 'YXDOMAIN',
  7: 'YXRRSET',
  8: 'NXRRSET',
  9: 'NOTAUTH',
  10: 'NOTZONE',
  16: 'BADVERS',
  22: 'BADTRUNC',
  23: 'BADCOOKIE',
};

/** `MX`, or `TYPE65280` for a type without a mnemonic (RFC 3597 §5). */
export function typeName(code: number): string {
  return TYPE_NAMES.get(code) ?? `TYPE${code}`;
}

/** `IN`, or `CLASS32769` (RFC 3597 §5). */
export function className(code: number): string {
  return CLASS_NAMES[code] ?? `CLASS${code}`;
}

export function rcodeName(code: number): string {
  return RCODE_NAMES[code] ?? `RCODE${code}`;
}

/** The code of a type given as a mnemonic, as `TYPEn` or as a number, in any case. Throws `dns.unknown-type`. */
export function parseType(text: string): number {
  const upper = text.trim().toUpperCase();
  if (isTypeName(upper)) return TYPES[upper];
  const digits = /^(?:TYPE)?(\d{1,5})$/.exec(upper)?.[1];
  const code = digits === undefined ? Number.NaN : Number(digits);
  if (!(code >= 1 && code <= 65_535)) throw fail('dns.unknown-type', { type: text.trim() });
  return code;
}

function isTypeName(text: string): text is TypeName {
  return Object.hasOwn(TYPES, text);
}
