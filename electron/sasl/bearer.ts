import type { Credentials, Mechanism } from './mechanism';
import { byTurns } from './turns';

/**
 * XOAUTH2 (Google's “XOAUTH2 mechanism” document). A challenge tells why the token was refused; the empty answer to it is
 * what lets the server say so in its own protocol.
 */
export function xoauth2({ user, accessToken = '' }: Credentials): Mechanism {
  return byTurns({
    name: 'XOAUTH2',
    clientFirst: true,
    turns: [() => Buffer.from(`user=${user}\x01auth=Bearer ${accessToken}\x01\x01`), () => Buffer.alloc(0)],
    secretTurn: 0,
  });
}

/** A user name inside a GS2 header (RFC 5801 §4). */
const gs2Name = (user: string) => user.replaceAll('=', '=3D').replaceAll(',', '=2C');

/**
 * OAUTHBEARER (RFC 7628 §3.1); the answer to a challenge with the reason is a lone ^A (§3.2.3).
 * @param where the server as the account names it
 */
export function oauthBearer({ user, accessToken = '' }: Credentials, where: { host: string; port: number }): Mechanism {
  return byTurns({
    name: 'OAUTHBEARER',
    clientFirst: true,
    turns: [
      () =>
        Buffer.from(
          `n,a=${gs2Name(user)},\x01host=${where.host}\x01port=${where.port}\x01auth=Bearer ${accessToken}\x01\x01`,
        ),
      () => Buffer.from('\x01'),
    ],
    secretTurn: 0,
  });
}
