import { getServers } from 'node:dns';
import type { Endpoint } from '../../shared/contract/common';
import type { DnsServer } from '../../shared/contract/dns-server';
import { readPlace } from '../../shared/dns-servers';
import { fail } from '../../shared/errors';

/**
 * The system's resolvers in its order: those of /etc/resolv.conf, or of the network settings on Windows and macOS, as
 * c-ares reads them. Empty when there are none.
 */
export function systemResolvers(): Endpoint[] {
  return getServers().flatMap((text) => readPlace(text, 53) ?? []);
}

/** The server that somebody chose, or else the system's first resolver. @throws `dns.no-resolver` */
export function serverOrSystem(chosen: DnsServer | null): DnsServer {
  const server = chosen ?? systemResolvers()[0];
  if (!server) throw fail('dns.no-resolver', {});
  return server;
}
