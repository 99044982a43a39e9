import { getServers } from 'node:dns';
import type { Endpoint } from '../../shared/contract/common';

/**
 * The system's resolvers in its order: those of /etc/resolv.conf, or of the network settings on Windows and macOS, as
 * c-ares reads them. Empty when there are none.
 */
export function systemResolvers(): Endpoint[] {
  return getServers().flatMap((text) => parseServer(text) ?? []);
}

/** Reads `192.0.2.1`, `192.0.2.1:5353`, `2001:db8::1`, `fe80::1%eth0` and `[2001:db8::1]:5353`. */
export function parseServer(text: string): Endpoint | null {
  const bracketed = /^\[([^\]]+)\](?::(\d+))?$/.exec(text) ?? /^([^:]+)(?::(\d+))?$/.exec(text);
  const host = bracketed ? bracketed[1] : text;
  const port = Number(bracketed?.[2] ?? 53);
  return host && port >= 1 && port <= 65_535 ? { host, port } : null;
}
