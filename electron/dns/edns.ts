import { randomBytes } from 'node:crypto';
import type { DnsAnswer, EdnsWishes } from '../../shared/contract/dns';
import { fail } from '../../shared/errors';
import { readPrefix } from '../../shared/prefix';
import { formatIpv6, hexOf } from './rdata/fields';

/** One option of an OPT record (RFC 6891 §6.1.2). */
export interface EdnsOption {
  code: number;
  data: Buffer;
}

/** https://www.iana.org/assignments/dns-parameters, DNS EDNS0 Option Codes. */
export const OPTION = { NSID: 3, ECS: 8, COOKIE: 10, KEEPALIVE: 11, PADDING: 12, EDE: 15 } as const;

/** A client cookie, and the least that stands before a server's own (RFC 7873 §4). */
const COOKIE_OCTETS = 8;

/** By INFO-CODE: RFC 8914 §4, and from 25 on as registered later. */
const EXTENDED_ERRORS = [
  'Other',
  'Unsupported DNSKEY Algorithm',
  'Unsupported DS Digest Type',
  'Stale Answer',
  'Forged Answer',
  'DNSSEC Indeterminate',
  'DNSSEC Bogus',
  'Signature Expired',
  'Signature Not Yet Valid',
  'DNSKEY Missing',
  'RRSIGs Missing',
  'No Zone Key Bit Set',
  'NSEC Missing',
  'Cached Error',
  'Not Ready',
  'Blocked',
  'Censored',
  'Filtered',
  'Prohibited',
  'Stale NXDOMAIN Answer',
  'Not Authoritative',
  'Not Supported',
  'No Reachable Authority',
  'Network Error',
  'Invalid Data',
  'Signature Expired before Valid',
  'Too Early',
  'Unsupported NSEC3 Iterations Value',
] as const;

/** @param rdata of an OPT record; an option that does not end inside it ends the list */
export function readOptions(rdata: Buffer): EdnsOption[] {
  const options: EdnsOption[] = [];
  for (let at = 0; at + 4 <= rdata.length; ) {
    const end = at + 4 + rdata.readUInt16BE(at + 2);
    if (end > rdata.length) break;
    options.push({ code: rdata.readUInt16BE(at), data: rdata.subarray(at + 4, end) });
    at = end;
  }
  return options;
}

export function writeOptions(options: readonly EdnsOption[]): Buffer {
  return Buffer.concat(
    options.flatMap(({ code, data }) => {
      const head = Buffer.alloc(4);
      head.writeUInt16BE(code, 0);
      head.writeUInt16BE(data.length, 2);
      return [head, data];
    }),
  );
}

/**
 * What a question carries: always the wish to hear which server answers (RFC 5001), and what was asked for.
 * @throws `dns.bad-subnet`
 */
export function optionsFor({ subnet, cookie }: EdnsWishes = {}): EdnsOption[] {
  return [
    { code: OPTION.NSID, data: Buffer.alloc(0) },
    ...(subnet === undefined ? [] : [{ code: OPTION.ECS, data: subnetOption(subnet) }]),
    ...(cookie ? [{ code: OPTION.COOKIE, data: randomBytes(COOKIE_OCTETS) }] : []),
  ];
}

/** RFC 7871 §6. An address alone tells no more of itself than §11.1 finds enough. */
function subnetOption(text: string): Buffer {
  const isV6 = text.includes(':');
  const prefix = readPrefix(text.includes('/') ? text : `${text}/${isV6 ? 56 : 24}`);
  if (!prefix) throw fail('dns.bad-subnet', { subnet: text });
  const length = Number(prefix.text.split('/')[1]);
  const octets = Buffer.from(prefix.first.toString(16).padStart(isV6 ? 32 : 8, '0'), 'hex');
  return Buffer.concat([Buffer.from([0, isV6 ? 2 : 1, length, 0]), octets.subarray(0, Math.ceil(length / 8))]);
}

/** Whether an answer repeats the cookie that it was asked with; one without any comes from a server that knows none. */
export function repeatsCookie(asked: readonly EdnsOption[], answered: readonly EdnsOption[]): boolean {
  const ours = asked.find(({ code }) => code === OPTION.COOKIE);
  const theirs = answered.find(({ code }) => code === OPTION.COOKIE);
  return !ours || !theirs || theirs.data.subarray(0, COOKIE_OCTETS).equals(ours.data);
}

type Told = NonNullable<DnsAnswer['edns']>['options'][number];

/** An option in words. */
export function describeOption({ code, data }: EdnsOption): Told {
  switch (code) {
    case OPTION.NSID:
      return { name: 'NSID', value: printable(data) };
    case OPTION.ECS:
      return { name: 'Client subnet', value: subnetIn(data) ?? hexOf(data) };
    case OPTION.COOKIE:
      return {
        name: 'Cookie',
        value: [data.subarray(0, COOKIE_OCTETS), data.subarray(COOKIE_OCTETS)].map(hexOf).join(' ').trim(),
      };
    case OPTION.KEEPALIVE:
      return { name: 'Keepalive', value: data.length === 2 ? `${data.readUInt16BE(0) / 10} s` : hexOf(data) };
    case OPTION.PADDING:
      return { name: 'Padding', value: `${data.length} octets` };
    case OPTION.EDE:
      return { name: 'Extended error', value: data.length >= 2 ? extendedError(data) : hexOf(data) };
    default:
      return { name: `Option ${code}`, value: hexOf(data) };
  }
}

function extendedError(data: Buffer): string {
  const code = data.readUInt16BE(0);
  const text = data.subarray(2).toString('utf8').replaceAll('\0', '').trim();
  return `${EXTENDED_ERRORS[code] ?? 'Unknown'} (${code})${text === '' ? '' : `: ${text}`}`;
}

function printable(data: Buffer): string {
  const text = data.toString('latin1');
  return /^[\x20-\x7e]+$/.test(text) ? text : hexOf(data);
}

function subnetIn(data: Buffer): string | null {
  if (data.length < 4) return null;
  const [family, source, scope] = [data.readUInt16BE(0), data[2] ?? 0, data[3] ?? 0];
  const octets = Buffer.alloc(family === 2 ? 16 : 4);
  if (data.length - 4 > octets.length || (family !== 1 && family !== 2)) return null;
  data.copy(octets, 0, 4);
  const address = family === 2 ? formatIpv6(octets) : [...octets].join('.');
  return `${address}/${source}, holds for /${scope}`;
}
