import type { Credentials, Mechanism } from './mechanism';
import { byTurns } from './turns';

/** PLAIN (RFC 4616 §2): no authorisation identity, user and password in UTF-8, each after a NUL. */
export function plain({ user, password }: Credentials): Mechanism {
  return byTurns({
    name: 'PLAIN',
    clientFirst: true,
    turns: [() => Buffer.from(`\0${user}\0${password}`)],
    secretTurn: 0,
  });
}
