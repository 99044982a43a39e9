import { createHmac } from 'node:crypto';
import type { Credentials, Mechanism } from './mechanism';
import { byTurns } from './turns';

/** CRAM-MD5 (RFC 2195 §2): the challenge, keyed with the password, in lower-case hex. */
export function cramMd5({ user, password }: Credentials): Mechanism {
  return byTurns({
    name: 'CRAM-MD5',
    clientFirst: false,
    turns: [(challenge) => Buffer.from(`${user} ${createHmac('md5', password).update(challenge).digest('hex')}`)],
    secretTurn: 0,
  });
}
