import type { Endpoint } from '../contract/common';
import type { DnsServer, DnsTransport } from '../contract/dns-server';

/** A server as it is typed, with how it is to be asked where that was said too. */
export interface TypedServer {
  server: DnsServer;
  transport: DnsTransport | null;
}

/** Each way to ask, as it is called, and where it goes unless a port is named. */
export const transports: Record<DnsTransport, { name: string; port: number }> = {
  udp: { name: 'UDP', port: 53 },
  tcp: { name: 'TCP', port: 53 },
  tls: { name: 'TLS', port: 853 },
  'tls-any': { name: 'TLS, any certificate', port: 853 },
  https: { name: 'HTTPS', port: 443 },
  'https-get': { name: 'HTTPS (GET)', port: 443 },
};

/** Where a server is asked in that way: 53 stands for a port that nobody named (RFC 7858 §3.1, RFC 8484 §5). */
export const portOf = ({ port }: Pick<DnsServer, 'port'>, transport: DnsTransport): number =>
  port === 53 ? transports[transport].port : port;

/** Whether nobody on the way can read what goes through it. */
export const isEncrypted = (transport: DnsTransport): boolean => transport !== 'udp' && transport !== 'tcp';

export const isTransport = (text: string): text is DnsTransport => Object.hasOwn(transports, text);

/** `8.8.8.8`, `127.0.0.1:5353`, `[::1]:53`, `tls://1.1.1.1#one.one.one.one`, `https://dns.example/dns-query`; null: none. */
export function readServer(text: string): TypedServer | null {
  const [, scheme, rest = ''] = /^(?:([a-z-]+):\/\/)?(.*)$/i.exec(text) ?? [];
  const transport = scheme === undefined ? null : scheme.toLowerCase();
  if (transport !== null && !isTransport(transport)) return null;
  const [, place = '', path, tlsName] = /^([^/#]*)(\/[^#]*)?(?:#(.+))?$/.exec(rest) ?? [];
  const at = readPlace(place, tlsName && !transport ? 853 : transports[transport ?? 'udp'].port);
  if (at === null) return null;
  return {
    server: { ...at, ...(tlsName ? { tlsName } : {}), ...(path ? { path } : {}) },
    transport: transport ?? (tlsName ? 'tls' : null),
  };
}

/** `192.0.2.1`, `192.0.2.1:5353`, `2001:db8::1`, `fe80::1%eth0` and `[2001:db8::1]:5353`. @param port unless one is named */
export function readPlace(text: string, port: number): Endpoint | null {
  const bracketed = /^\[([^\]]+)\](?::(\d+))?$/.exec(text);
  if (bracketed) return { host: bracketed[1] ?? '', port: Number(bracketed[2] ?? port) };
  const ported = /^([^:]+):(\d+)$/.exec(text);
  if (ported) return { host: ported[1] ?? '', port: Number(ported[2]) };
  return text === '' ? null : { host: text, port };
}

/** The way back: the shortest text that `readServer` reads as this server, asked in this way. */
export function serverName({ host, port, tlsName, path }: DnsServer, transport: DnsTransport = 'udp'): string {
  // 53 stands for a port that nobody named.
  const place =
    port === transports[transport].port || port === 53 ? host : `${host.includes(':') ? `[${host}]` : host}:${port}`;
  const name = tlsName ? `#${tlsName}` : '';
  return transport === 'udp' ? place : `${transport}://${place}${path ?? ''}${name}`;
}
