import type { Credentials, Mechanism } from './mechanism';
import { byTurns } from './turns';

/** LOGIN (draft-murchison-sasl-login): user, then password, in this order whatever words the server asks with. */
export function login({ user, password }: Credentials): Mechanism {
  return byTurns({
    name: 'LOGIN',
    clientFirst: false,
    turns: [() => Buffer.from(user), () => Buffer.from(password)],
    secretTurn: 1,
  });
}
