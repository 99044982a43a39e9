import { hostname } from 'node:os';

/** A name that the world may know, by its form (RFC 5321 §4.1.2). */
const fullName = /^(?=.{3,255}$)[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)+$/i;

/**
 * An address literal (RFC 5321 §4.1.3), which says nothing that the connection does not say already: a desktop has no name
 * that the world knows, and its own name is nobody's business.
 * @param address of this end of the line
 */
export function literalOf(address: string): string {
  const known = address || '127.0.0.1';
  return known.includes(':') ? `[IPv6:${known.replace(/%.*$/, '')}]` : `[${known}]`;
}

/** This computer's own full name, for those who want servers to be told it; null where it has none. */
export function systemName(): string | null {
  const name = hostname();
  return fullName.test(name) ? name : null;
}
