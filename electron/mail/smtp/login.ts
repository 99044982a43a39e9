import type { MechanismName } from '../../sasl';
import { isForNow, isYes, type Reply } from './reply';

/** Strongest first; see `docs/pop3.md` for why CRAM-MD5 comes last behind TLS. */
const unencrypted: readonly MechanismName[] = ['SCRAM-SHA-256', 'CRAM-MD5', 'PLAIN', 'LOGIN'];
const encrypted: readonly MechanismName[] = ['SCRAM-SHA-256', 'PLAIN', 'LOGIN', 'CRAM-MD5'];
const byToken: readonly MechanismName[] = ['OAUTHBEARER', 'XOAUTH2'];

/** The ways to log in that a server offers, best first. */
export function waysToLogIn(offer: { auth: readonly string[]; encrypted: boolean; token: boolean }): MechanismName[] {
  const order = offer.token ? byToken : offer.encrypted ? encrypted : unencrypted;
  return order.filter((way) => offer.auth.includes(way));
}

/** RFC 4954 §6: the mechanism is not known, too weak, or wants encryption; RFC 5321 §4.2.2: not known at all. */
const aboutTheWay = ['500', '502', '504', '534', '538'];

/**
 * Whether a refusal is about the mechanism and not about the password, so that another may be tried. Guessing wrong would
 * count as one more bad login, for which servers lock people out.
 */
export function refusesTheWay(reply: Reply, proofGiven: boolean): boolean {
  if (isYes(reply) || isForNow(reply)) return false;
  return !proofGiven || aboutTheWay.includes(reply.code);
}
