import * as v from 'valibot';
import { endpoint, host } from './common';

/** What a message goes through: RFC 1035 §4.2, RFC 7858, RFC 8484. */
export const dnsProtocol = v.picklist(['udp', 'tcp', 'tls', 'https']);
export type DnsProtocol = v.InferOutput<typeof dnsProtocol>;

/**
 * How a person wants a server to be asked. `tls-any`: encrypted, whoever it is (RFC 8310 §5, opportunistic); with `tls` and
 * `https` the certificate must hold. `https` asks by POST, `https-get` by GET.
 */
export const dnsTransport = v.picklist(['udp', 'tcp', 'tls', 'tls-any', 'https', 'https-get']);
export type DnsTransport = v.InferOutput<typeof dnsTransport>;

/** Its port is 53 where nobody said another: what is encrypted then goes to 853 or 443. */
export const dnsServer = v.object({
  ...endpoint.entries,
  /** The name that its certificate must hold (RFC 8310 §8); the host's where it is left out. */
  tlsName: v.exactOptional(host),
  /** Where it takes questions over HTTPS; `/dns-query` where it is left out. */
  path: v.exactOptional(v.pipe(v.string(), v.regex(/^\/[\x21-\x7e]*$/), v.maxLength(1024))),
});
export type DnsServer = v.InferOutput<typeof dnsServer>;

/** One to be asked, and how. */
export const askedDnsServer = v.object({ ...dnsServer.entries, transport: dnsTransport });
export type AskedDnsServer = v.InferOutput<typeof askedDnsServer>;

/** One that is kept, with the way it is asked. */
export const keptDnsServer = v.object({ ...dnsServer.entries, transport: v.fallback(dnsTransport, 'udp') });
export type KeptDnsServer = v.InferOutput<typeof keptDnsServer>;
