import * as v from 'valibot';
import { count, endpoint, instant } from './common';
import { call, event, job } from './define';
import { dnsBulkCalls } from './dns-bulk';
import { dnsCacheCalls } from './dns-cache';
import { askedQuestion, dnsHistoryCalls } from './dns-history';
import { askedDnsServer, dnsProtocol, dnsServer, dnsTransport } from './dns-server';
import { dnsWatch, leastWatchSeconds } from './dns-watch';
import { dnsZonesCalls } from './dns-zones';

export const resourceRecord = v.object({
  /** Presentation form, absolute, with RFC 1035 §5.1 escapes. */
  owner: v.string(),
  ttlSeconds: count,
  class: v.string(),
  /** `MX`, or `TYPE65280` (RFC 3597). */
  type: v.string(),
  typeCode: count,
  /** RDATA in presentation form. */
  data: v.string(),
  /** One plain clause, or empty: `tried first, at 211.72.211.25`. */
  meaning: v.string(),
});
export type ResourceRecord = v.InferOutput<typeof resourceRecord>;

/** A part of a message. Those of depth 1 follow each other without a gap from the first octet to the last; so do those inside one. */
export const messageField = v.object({
  depth: count,
  /** `TTL`. */
  label: v.string(),
  /** `3,600 s`; of a part with parts of its own, what it is in short. */
  value: v.string(),
  /** From this octet on, up to that one and without it. */
  start: count,
  end: count,
});
export type MessageField = v.InferOutput<typeof messageField>;

/** The way from the root down to an answer. */
export const dnsWay = v.object({
  questions: count,
  /** Addresses that were asked. */
  servers: count,
  /** Whose server gave the end of the answer, which one, and where it is. */
  zone: v.string(),
  server: v.object({ name: v.string(), address: v.string() }),
});
export type DnsWay = v.InferOutput<typeof dnsWay>;

export const dnsAnswer = v.object({
  at: instant,
  question: v.object({ name: v.string(), type: v.string(), typeCode: count, class: v.string() }),
  server: dnsServer,
  /** What the answer that counts came over: TCP when the UDP one was truncated. */
  transport: dnsProtocol,
  truncatedOverUdp: v.boolean(),
  /** Null of an answer that anybody on the way could read and change. */
  encryption: v.nullable(
    v.object({
      /** `TLSv1.3` */
      version: v.string(),
      /** Whom the certificate names, and who vouches for that. */
      subject: v.string(),
      issuer: v.string(),
      /** Why the certificate proves nothing, where any was taken; else empty. */
      doubt: v.string(),
    }),
  ),
  /** How it was found out from the root down; null: one server was asked for it. Then `server` is the one that gave its end. */
  way: v.nullable(dnsWay),
  /** How long it is still true, of an answer that was remembered; null: it was asked for just now. */
  cachedForSeconds: v.nullable(count),
  /** Why others that came were not taken for it: forged, late, or for another question. */
  dropped: v.array(v.string()),
  /** What it carries besides (RFC 6891); null: the server knows no EDNS. */
  edns: v.nullable(
    v.object({
      udpOctets: count,
      version: count,
      options: v.array(v.object({ name: v.string(), value: v.string() })),
    }),
  ),
  /** `NOERROR`, `NXDOMAIN`, … */
  rcode: v.string(),
  kind: v.picklist(['answer', 'no-data', 'referral', 'nxdomain', 'servfail', 'refused', 'other']),
  /** `aa`, `tc`, `rd`, `ra`, `ad`, `cd`: those that are set. */
  flags: v.array(v.string()),
  answer: v.array(resourceRecord),
  authority: v.array(resourceRecord),
  additional: v.array(resourceRecord),
  elapsedUs: count,
  octets: count,
  /** The first of those octets, and what they are. */
  message: v.object({ octets: v.instance(Uint8Array), fields: v.array(messageField) }),
  /** What the answer says, in a sentence. */
  sentence: v.string(),
  sessionId: v.string(),
});
export type DnsAnswer = v.InferOutput<typeof dnsAnswer>;

/** What a question carries besides, where somebody wants it. */
export const ednsWishes = v.object({
  /** For whom it is asked (RFC 7871): `192.0.2.0/24`; of an address the first /24 or /56. */
  subnet: v.exactOptional(v.pipe(v.string(), v.maxLength(64))),
  /** Whether answers have to prove that they saw the question (RFC 7873). */
  cookie: v.exactOptional(v.boolean()),
});
export type EdnsWishes = v.InferOutput<typeof ednsWishes>;

/**
 * A name, or an address, which turns into its PTR question whatever the type says; the type is a mnemonic, `TYPEn` or a number.
 */
export const dnsQuestion = v.object({
  ...askedQuestion.entries,
  edns: v.exactOptional(ednsWishes),
  /** Whether an answer that is remembered will do. */
  fromCache: v.exactOptional(v.boolean()),
});
export type DnsQuestion = v.InferOutput<typeof dnsQuestion>;

/** A server that answers for a zone, with its addresses as far as they are known. */
export const nameServer = v.object({ name: v.string(), addresses: v.array(v.string()) });
export type NameServer = v.InferOutput<typeof nameServer>;

/** What a server had to say on the way down, RFC 1034 §5.3.3. `lame`: it does not answer for the zone it is named for. */
export const traceOutcome = v.picklist([
  'referral',
  'answer',
  'alias',
  'no-data',
  'nxdomain',
  'lame',
  'refused',
  'servfail',
  'silent',
  'broken',
]);
export type TraceOutcome = v.InferOutput<typeof traceOutcome>;

/** One question to one server. */
export const traceStep = v.object({
  /** 0: on the way to the name; more: on the way to the address of a server on that way. */
  depth: count,
  question: v.object({ name: v.string(), type: v.string() }),
  /** Whose server was asked. */
  zone: v.string(),
  server: v.object({ name: v.string(), address: v.string() }),
  outcome: traceOutcome,
  authoritative: v.boolean(),
  /** To whom it refers: the zone below, and its servers with the glue that came along. */
  referral: v.nullable(v.object({ zone: v.string(), servers: v.array(nameServer) })),
  records: v.array(resourceRecord),
  /** What it said, or what went wrong, in a sentence. */
  sentence: v.string(),
  elapsedUs: count,
  sessionId: v.string(),
});
export type TraceStep = v.InferOutput<typeof traceStep>;

/** Something that is not as it should be on the way. */
export const traceFinding = v.object({ severity: v.picklist(['error', 'warning']), text: v.string(), rfc: v.string() });
export type TraceFinding = v.InferOutput<typeof traceFinding>;

export const dnsTrace = v.object({
  at: instant,
  question: v.object({ name: v.string(), type: v.string() }),
  steps: v.array(traceStep),
  /** `unreachable`: no server on the way could be asked; `endless`: aliases or referrals without an end. */
  outcome: v.picklist(['answer', 'no-data', 'nxdomain', 'unreachable', 'endless']),
  records: v.array(resourceRecord),
  sentence: v.string(),
  findings: v.array(traceFinding),
});
export type DnsTrace = v.InferOutput<typeof dnsTrace>;

/** What was found out about a domain. `error`: mail does not arrive, or not always; `good`: as it should be. */
export const domainFinding = v.object({
  severity: v.picklist(['error', 'warning', 'note', 'good']),
  /** Which part of the domain it is about. */
  topic: v.picklist([
    'Mail servers',
    'Name servers',
    'Zone',
    'SPF',
    'DKIM',
    'DMARC',
    'Transport',
    'Reverse names',
    'DNSSEC',
    'CAA',
    'BIMI',
  ]),
  text: v.string(),
  /** Why it matters and what to do; empty where nothing is to be done. */
  remedy: v.string(),
  rfc: v.string(),
});
export type DomainFinding = v.InferOutput<typeof domainFinding>;

export const domainCheck = v.object({
  at: instant,
  domain: v.string(),
  /** Who was asked. */
  server: endpoint,
  questions: count,
  /** To servers of zones, from the root down, and to the domain's own. */
  questionsToZones: count,
  /** What breaks mail first comes first. */
  findings: v.array(domainFinding),
  sentence: v.string(),
});
export type DomainCheck = v.InferOutput<typeof domainCheck>;

/** What one of several servers said to the same question. */
export const comparedServer = v.object({
  /** As the zone names it; empty where nobody did. */
  name: v.string(),
  /** `211.72.211.2`, `tls://192.0.2.1`: as it can be typed, with the way it was asked; empty where none is known. */
  address: v.string(),
  /** `failed`: it was silent, or what came is no answer of use; `problem` says which. */
  state: v.picklist(['waiting', 'said', 'failed']),
  /** Empty without an answer. */
  rcode: v.string(),
  flags: v.array(v.string()),
  /** Data, sorted; with its type in front where that is not what was asked for. */
  answer: v.array(v.string()),
  /** The shortest of the answer's records. */
  ttlSeconds: v.nullable(count),
  /** Of the SOA of the zone that the name is in. */
  serial: v.nullable(count),
  elapsedUs: v.nullable(count),
  problem: v.string(),
  /** Servers with the same number say the same; 1 is said by most of them. */
  group: v.nullable(count),
  sessionId: v.nullable(v.string()),
});
export type ComparedServer = v.InferOutput<typeof comparedServer>;

/** As far as it has come, or whole. */
export const dnsComparison = v.object({
  question: v.object({ name: v.string(), type: v.string() }),
  /** The zone whose servers were asked, or null. */
  zone: v.nullable(v.string()),
  servers: v.array(comparedServer),
  /** Whether more servers say what group 1 says than anything else. */
  majority: v.boolean(),
  sentence: v.string(),
});
export type DnsComparison = v.InferOutput<typeof dnsComparison>;

export const dnsCalls = {
  ...dnsBulkCalls,
  ...dnsCacheCalls,
  ...dnsHistoryCalls,
  ...dnsZonesCalls,
  'dns.query': job(
    dnsQuestion,
    // `zone`: whose servers are asked next, on a way from the root.
    v.union([v.object({ step: v.picklist(['retry', ...dnsProtocol.options]) }), v.object({ zone: v.string() })]),
    dnsAnswer,
  ),
  /**
   * Asks from the root down, as a resolver would (RFC 1034 §5.3.3), and tells each step. `practice`: from the practice root.
   */
  'dns.trace': job(
    v.object({ ...v.pick(dnsQuestion, ['name', 'type']).entries, practice: v.boolean() }),
    traceStep,
    dnsTrace,
  ),
  /** Whether a domain's records let mail arrive, and be believed. `selectors`: names of DKIM keys besides the usual ones. */
  'dns.check': job(
    v.object({
      domain: v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(1024)),
      ...v.pick(dnsQuestion, ['server', 'transport']).entries,
      selectors: v.array(v.pipe(v.string(), v.regex(/^[a-z0-9._-]{1,63}$/i))),
    }),
    v.object({ questions: count }),
    domainCheck,
  ),
  /**
   * Asks several servers the same, each in its way. `zone`: also all servers of the zone that the name is in, over UDP, which
   * `resolver` is asked for by `transport` (null: the system's); `practice`: they are the practice servers.
   */
  'dns.compare': job(
    v.object({
      ...v.pick(dnsQuestion, ['name', 'type']).entries,
      servers: v.pipe(v.array(askedDnsServer), v.maxLength(32)),
      zone: v.nullable(v.object({ resolver: v.nullable(dnsServer), transport: dnsTransport, practice: v.boolean() })),
    }),
    dnsComparison,
    dnsComparison,
  ),
  /** Asks the same again and again; `everySeconds` null: as often as the TTL allows. One that goes on is ended. */
  'dns.watchStart': call(
    v.object({
      question: askedQuestion,
      everySeconds: v.nullable(v.pipe(count, v.minValue(leastWatchSeconds), v.maxValue(86_400))),
    }),
    v.void(),
  ),
  'dns.watchStop': call(v.object({}), v.void()),
  'dns.watchState': call(v.object({}), v.nullable(dnsWatch)),
  'dns.watchChanged': event(dnsWatch),
  /** Why programs on this computer may find something else under this name: its hosts file, its search domains. */
  'dns.localNotes': call(v.object({ name: v.pipe(v.string(), v.maxLength(1024)) }), v.array(v.string())),
  /** The system's resolvers, in the system's order. */
  'dns.resolvers': call(v.object({}), v.array(endpoint)),
};
