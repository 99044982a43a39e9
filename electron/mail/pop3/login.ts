import type { MechanismName } from '../../sasl';
import type { Capabilities } from './capabilities';
import type { StatusReply } from './replies';

/** A way through the AUTHORIZATION state: a mechanism of SASL, APOP, or USER and PASS. */
export type Way = MechanismName | 'APOP' | 'USER';

interface Offer {
  capabilities: Capabilities;
  /** The greeting holds a challenge for APOP. */
  challenge: boolean;
  encrypted: boolean;
  /** There is a token to log in with, and no password. */
  token: boolean;
}

/** Strongest first. Without encryption, what keeps the password off the line; with it, what every server can check. */
const unencrypted: readonly Way[] = ['SCRAM-SHA-256', 'CRAM-MD5', 'APOP', 'PLAIN', 'LOGIN', 'USER'];
/**
 * CRAM-MD5 comes last here: it asks servers for a list of readable passwords, and many that announce it can't check one,
 * which looks like a wrong password. APOP is only for lines that others can read.
 */
const encrypted: readonly Way[] = ['SCRAM-SHA-256', 'PLAIN', 'LOGIN', 'USER', 'CRAM-MD5'];
const byToken: readonly Way[] = ['OAUTHBEARER', 'XOAUTH2'];

/** The ways to log in that this server offers, best first. */
export function waysToLogIn({ capabilities, challenge, encrypted: safe, token }: Offer): Way[] {
  const order = token ? byToken : safe ? encrypted : unencrypted;
  return order.filter((way) => {
    if (way === 'APOP') return challenge;
    // A server that offers no mechanism at all may still know USER without saying so.
    if (way === 'USER') return capabilities.user || capabilities.sasl.length === 0;
    return capabilities.sasl.includes(way);
  });
}

/** Words of servers that do not know a mechanism, where no response code tells it. */
const unknown =
  /unsupported|not (?:supported|implemented|enabled|available)|unimplemented|un(?:known|recogni[sz]ed) (?:command|mechanism|auth)|(?:bad|invalid|illegal) (?:command|mechanism)|syntax|disabled/i;

/**
 * Whether a refusal is about the way and not about the password, so that another way may be tried. Guessing wrong would
 * count as one more bad login, for which servers lock people out.
 */
export function refusesTheWay(
  way: Way,
  reply: StatusReply,
  { proofGiven, authRespCode }: { proofGiven: boolean; authRespCode: boolean },
): boolean {
  if (reply.ok) return false;
  // Before any proof was given even `[AUTH]` can't be about the password: servers say so of a user whose password they
  // keep in a form that this mechanism can't check.
  if (!proofGiven && reply.code === 'AUTH') return true;
  if (reply.code !== '') return false;
  // A challenge is often greeted with by servers that have no password to check APOP against (RFC 1939 §7).
  if (way === 'APOP' || !proofGiven) return true;
  return authRespCode || unknown.test(reply.text);
}
