import { getServers } from 'node:dns';
import type { Endpoint } from '../../shared/contract/common';
import { readPlace } from '../../shared/dns-servers';

/**
 * The system's resolvers in its order: those of /etc/resolv.conf, or of the network settings on Windows and macOS, as
 * c-ares reads them. Empty when there are none.
 */
export function systemResolvers(): Endpoint[] {
  return getServers().flatMap((text) => readPlace(text, 53) ?? []);
}
