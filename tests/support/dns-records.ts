import { type Answer, encode } from 'dns-packet';
import { decodeMessage, type Message } from '../../electron/dns';

/** A message with these records, each as RFCs and zone files write them: `x.w.example. 3600 IN MX 1 xx.example.` */
export function messageOf(
  answer: readonly string[],
  authority: readonly string[] = [],
  rcode = 0,
): { message: Message; bytes: Buffer } {
  const parse = (lines: readonly string[]) => lines.map((line) => recordOf(line));
  const bytes = encode({ type: 'response', answers: parse(answer), authorities: parse(authority) });
  bytes.writeUInt16BE(0x8400 | rcode, 2);
  const message = decodeMessage(bytes);
  if (!message) throw new Error('no message');
  return { message, bytes };
}

const name = (text: string): string => text.replace(/\.$/, '');

function recordOf(line: string): Answer {
  const [owner = '', ttl = '', , type = '', ...words] = line.trim().split(/\s+/);
  const base = { name: name(owner), ttl: Number(ttl) };
  const number = (at: number): number => Number(words[at]);
  const rest = (from: number): string => words.slice(from).join('');
  switch (type) {
    case 'A':
      return { ...base, type, data: words[0] ?? '' };
    case 'NS':
    case 'CNAME':
    case 'DNAME':
      return { ...base, type, data: name(words[0] ?? '') };
    case 'MX':
      return { ...base, type, data: { preference: number(0), exchange: name(words[1] ?? '') } };
    case 'SOA': {
      const [mname = '', rname = ''] = words;
      const [serial, refresh, retry, expire, minimum] = words.slice(2).map(Number);
      return {
        ...base,
        type,
        data: { mname: name(mname), rname: name(rname), serial, refresh, retry, expire, minimum },
      };
    }
    case 'DS':
      return {
        ...base,
        type,
        data: { keyTag: number(0), algorithm: number(1), digestType: number(2), digest: Buffer.from(rest(3), 'hex') },
      };
    case 'DNSKEY':
      return { ...base, type, data: { flags: number(0), algorithm: number(2), key: Buffer.from(rest(3), 'base64') } };
    case 'NSEC':
      return { ...base, type, data: { nextDomain: name(words[0] ?? ''), rrtypes: words.slice(1) } };
    case 'NSEC3':
      return {
        ...base,
        type,
        data: {
          algorithm: number(0),
          flags: number(1),
          iterations: number(2),
          salt: words[3] === '-' ? Buffer.alloc(0) : Buffer.from(words[3] ?? '', 'hex'),
          nextDomain: fromBase32Hex(words[4] ?? ''),
          rrtypes: words.slice(5),
        },
      };
    case 'RRSIG':
      return {
        ...base,
        type,
        data: {
          typeCovered: words[0] ?? '',
          algorithm: number(1),
          labels: number(2),
          originalTTL: number(3),
          expiration: seconds(words[4] ?? ''),
          inception: seconds(words[5] ?? ''),
          keyTag: number(6),
          signersName: name(words[7] ?? ''),
          signature: Buffer.from(rest(8), 'base64'),
        },
      };
    default:
      throw new Error(`no record of these tests: ${line}`);
  }
}

/** `20040509183619` */
export function seconds(time: string): number {
  const [, year, month, day, hour, minute, second] =
    /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/.exec(time)?.map(Number) ?? [];
  return Date.UTC(year ?? 0, (month ?? 1) - 1, day, hour, minute, second) / 1000;
}

/** RFC 4648 §7. */
function fromBase32Hex(text: string): Buffer {
  const bits = [...text].map((char) => Number.parseInt(char, 32).toString(2).padStart(5, '0')).join('');
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((octet) => Number.parseInt(octet, 2)));
}
